"""The words of a scenario for what an agency does, and the requests that they stand for."""

from typing import Final, NamedTuple


class Verb(NamedTuple):
    """`{it}` is the path of what the step is on, `{case}` that of its case."""

    method: str
    path: str
    zh: str
    en: str

    @property
    def needs_subject(self) -> bool:
        return "{" in self.path


def _move(noun: str, zh: str, en: str) -> Verb:
    return Verb("POST", f"{{it}}/{noun}", zh, en)


VERBS: Final = {
    "register": Verb("POST", "/cases", "登记立卷", "register a lead"),
    "refer": Verb("POST", "/referrals", "移送", "refer"),
    "read": Verb("GET", "{it}", "查看", "read"),
    "receive": _move("receipt", "签收", "acknowledge receipt"),
    "accept": _move("acceptance", "受理", "accept"),
    "reject": _move("rejection", "不予受理", "reject"),
    "request-supplement": _move("supplement-request", "要求补正", "ask for a supplement"),
    "supplement": _move("supplement", "补正", "supplement"),
    "withdraw": _move("withdrawal", "撤回", "withdraw"),
    "assign": _move("assignment", "分派承办人", "assign an officer"),
    "request-return": _move("return-request", "申请退回", "ask to return"),
    "confirm-return": _move("return-confirmation", "同意退回", "confirm the return"),
    "refuse-return": _move("return-refusal", "不同意退回", "refuse the return"),
    "object": _move("objection", "提出异议", "object"),
    "rule": _move("station-ruling", "服务站裁定", "rule for the station"),
    "complete": _move("completion", "办结", "complete"),
    "conclude": _move("conclusion", "了结请求", "conclude a claim"),
    "answer": _move("answers", "答复", "answer"),
    "close": _move("closure", "结案", "close"),
    "reopen": _move("reopening", "重新启动", "reopen"),
    "correct": Verb("PATCH", "{it}", "更正", "correct"),
    "add-worker": Verb("POST", "{case}/workers", "增加劳动者", "add a worker"),
    "add-lead": Verb("POST", "{case}/leads", "增加线索", "add a lead"),
    "add-party": Verb("POST", "{case}/parties", "增加相关方", "add a party"),
    "add-claim": Verb("POST", "{it}/claims", "增加请求", "add a claim"),
    "open-triage": Verb("POST", "{case}/triage", "发起研判", "open the triage"),
    "take-position": Verb("POST", "{case}/triage/positions", "发表意见", "take a position"),
    "decide": Verb("POST", "{case}/triage/decision", "研判决定", "decide the triage"),
    "request-evidence": Verb("POST", "{case}/evidence-requests", "请求取证", "request evidence"),
}
