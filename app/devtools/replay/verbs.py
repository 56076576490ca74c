"""The words of a scenario for what an agency does, and the requests that they stand for."""

from typing import Final, NamedTuple


class Verb(NamedTuple):
    """`{it}` is the path of what the step is on, `{case}` that of its case."""

    method: str
    path: str

    @property
    def needs_subject(self) -> bool:
        return "{" in self.path


def _move(noun: str) -> Verb:
    return Verb("POST", f"{{it}}/{noun}")


VERBS: Final = {
    "register": Verb("POST", "/cases"),
    "refer": Verb("POST", "/referrals"),
    "read": Verb("GET", "{it}"),
    "receive": _move("receipt"),
    "accept": _move("acceptance"),
    "reject": _move("rejection"),
    "request-supplement": _move("supplement-request"),
    "supplement": _move("supplement"),
    "withdraw": _move("withdrawal"),
    "assign": _move("assignment"),
    "request-return": _move("return-request"),
    "confirm-return": _move("return-confirmation"),
    "refuse-return": _move("return-refusal"),
    "object": _move("objection"),
    "rule": _move("station-ruling"),
    "complete": _move("completion"),
    "conclude": _move("conclusion"),
    "answer": _move("answers"),
    "close": _move("closure"),
    "reopen": _move("reopening"),
    "correct": Verb("PATCH", "{it}"),
    "add-worker": Verb("POST", "{case}/workers"),
    "add-lead": Verb("POST", "{case}/leads"),
    "add-party": Verb("POST", "{case}/parties"),
    "add-claim": Verb("POST", "{it}/claims"),
    "record": Verb("POST", "{case}/facts"),
    "pause": _move("pause"),
    "resume": _move("resumption"),
    "extend": _move("extension"),
    "open-triage": Verb("POST", "{case}/triage"),
    "take-position": Verb("POST", "{case}/triage/positions"),
    "decide": Verb("POST", "{case}/triage/decision"),
    "request-evidence": Verb("POST", "{case}/evidence-requests"),
}
