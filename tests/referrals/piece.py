"""A referral from the justice bureau to the procuratorate, driven from state to state."""

from dataclasses import dataclass
from typing import Any, Final

import httpx

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests import bodies
from tests.conftest import DeskOf
from tests.station import DIVISION, Desk

SENDER: Final = "justice"
RECEIVER: Final = "procuratorate"
STATION: Final = "union"
OUTSIDER: Final = "court"

Body = dict[str, Any]
A, S = ReferralAction, ReferralStatus

ACTS: Final[dict[A, tuple[str, Body]]] = {
    A.RECEIPT: (RECEIVER, {}),
    A.ACCEPTANCE: (RECEIVER, {}),
    A.REJECTION: (RECEIVER, {"reason_code": "not_competent", "explanation": "不属于本院职权"}),
    A.SUPPLEMENT_REQUEST: (RECEIVER, {"missing": "请补充考勤记录与工资约定"}),
    A.SUPPLEMENT: (SENDER, {"supplement": "已补充考勤记录"}),
    A.WITHDRAWAL: (SENDER, {"explanation": "劳动者撤回申请"}),
    A.ASSIGNMENT: (RECEIVER, {"officer": "李检察官"}),
    A.RETURN_REQUEST: (RECEIVER, {"reason_code": "facts_changed", "explanation": "雇主已付款"}),
    A.RETURN_CONFIRMATION: (SENDER, {}),
    A.RETURN_REFUSAL: (SENDER, {"explanation": "仍有两名劳动者未获支付"}),
    A.OBJECTION: (SENDER, {"explanation": "取证属于检察机关职权"}),
    A.STATION_RULING: (STATION, {"ruling": "returned", "explanation": "由移送机关继续办理"}),
    A.COMPLETION: (
        RECEIVER,
        {"outcome": "evidence_delivered", "explanation": "已提供", "concluded_on": "2026-03-02"},
    ),
}
"""Who takes each action, and a body that fits."""

_REDIRECTION: Final = {"ruling": "redirected", "to_agency": f"{DIVISION}-hrss"}

WAYS: Final[dict[S, tuple[A, ...]]] = {
    S.SENT: (),
    S.RECEIVED: (A.RECEIPT,),
    S.SUPPLEMENT_REQUESTED: (A.SUPPLEMENT_REQUEST,),
    S.ACCEPTED: (A.ACCEPTANCE,),
    S.REJECTED: (A.REJECTION,),
    S.WITHDRAWN: (A.WITHDRAWAL,),
    S.RETURN_REQUESTED: (A.ACCEPTANCE, A.RETURN_REQUEST),
    S.RETURNED: (A.ACCEPTANCE, A.RETURN_REQUEST, A.RETURN_CONFIRMATION),
    S.DISPUTED: (A.REJECTION, A.OBJECTION),
    S.COMPLETED: (A.ACCEPTANCE, A.COMPLETION),
    S.REDIRECTED: (A.REJECTION, A.OBJECTION, A.STATION_RULING),
}
"""The shortest way to each state."""

BEFORE: Final[dict[A, tuple[A, ...]]] = {
    A.RECEIPT: (),
    A.ACCEPTANCE: (),
    A.REJECTION: (),
    A.SUPPLEMENT_REQUEST: (),
    A.SUPPLEMENT: (A.SUPPLEMENT_REQUEST,),
    A.WITHDRAWAL: (),
    A.ASSIGNMENT: (A.ACCEPTANCE,),
    A.RETURN_REQUEST: (A.ACCEPTANCE,),
    A.RETURN_CONFIRMATION: (A.ACCEPTANCE, A.RETURN_REQUEST),
    A.RETURN_REFUSAL: (A.ACCEPTANCE, A.RETURN_REQUEST),
    A.OBJECTION: (A.REJECTION,),
    A.STATION_RULING: (A.REJECTION, A.OBJECTION),
    A.COMPLETION: (A.ACCEPTANCE,),
}
"""What must have happened for each action to be open, without waiting for a time limit."""


@dataclass
class Piece:
    """One hand-over; it remembers the ETag that its last move gave."""

    at: DeskOf
    id: str
    case_id: str
    etag: str

    @property
    def path(self) -> str:
        return f"/referrals/{self.id}"

    async def take(
        self, action: A, *, by: Desk | None = None, etag: str | None = None, **said: Any
    ) -> httpx.Response:
        """Let the rightful lead, or another desk, take an action; `said` varies its body."""
        kind, body = ACTS[action]
        desk = by or self.at(kind, "lead")
        taken = await desk.request(
            "POST", f"{self.path}/{action}", {**body, **said}, {"If-Match": etag or self.etag}
        )
        if taken.status_code == 200:
            self.etag = taken.headers["etag"]
        return taken

    async def rehearse(self, action: A, *, by: Desk, **said: Any) -> httpx.Response:
        """Every check of an action, and no trace of it."""
        headers = {"If-Match": self.etag, "Prefer": "dry-run"}
        body = {**ACTS[action][1], **said}
        return await by.request("POST", f"{self.path}/{action}", body, headers)

    async def bring_to(self, status: S) -> "Piece":
        for action in WAYS[status]:
            redirects = status is S.REDIRECTED and action is A.STATION_RULING
            taken = await self.take(action, **(_REDIRECTION if redirects else {}))
            assert taken.status_code == 200, taken.text
        return self

    async def open_triage(self) -> "Piece":
        """Let every member of the station see the case."""
        opened = await self.at(SENDER, "lead").create(
            f"/cases/{self.case_id}/triage", {"question": "由谁先行办理？"}
        )
        assert opened.status_code == 201, opened.text
        return self


async def send(at: DeskOf, **changes: Any) -> Piece:
    sent = await at(SENDER, "lead").create("/referrals", bodies.referral(**changes))
    assert sent.status_code == 201, sent.text
    view = sent.json()
    return Piece(at, view["id"], view["case_id"], sent.headers["etag"])
