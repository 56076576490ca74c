"""How an evidence request moves."""

from typing import Final

from app.auth.policy import Permission
from app.core.languages import Code
from app.core.lifecycle import Lifecycle, Transition
from app.events.types import EventType


class EvidenceRequestStatus(Code):
    """Where a request for evidence stands."""

    REQUESTED = "requested", "已请求", "Requested"
    ACCEPTED = "accepted", "已接受", "Accepted"
    ANSWERED = "answered", "已答复", "Answered"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class EvidenceRequestAction(Code):
    """What moves a request; each is a sub-resource of that name."""

    ACCEPTANCE = "acceptance", "接受", "Accept"
    ANSWERS = "answers", "答复", "Answer"
    WITHDRAWAL = "withdrawal", "撤回", "Withdraw"


class AnswerKind(Code):
    """What became of one item that was asked for."""

    SUPPLIED = "supplied", "已提供", "Supplied"
    REFUSED = "refused", "不予提供", "Refused, with a reason"
    UNAVAILABLE = "unavailable", "无法取得", "Unavailable, with what was tried"


S, A = EvidenceRequestStatus, EvidenceRequestAction

EVIDENCE_REQUEST_LIFECYCLE: Final = Lifecycle(
    "evidence-request",
    [
        Transition(
            A.ACCEPTANCE,
            frozenset({S.REQUESTED}),
            (S.ACCEPTED,),
            Permission.ANSWER_EVIDENCE,
            EventType.EVIDENCE_REQUEST_ACCEPTED,
        ),
        Transition(
            A.ANSWERS,
            frozenset({S.ACCEPTED}),
            (S.ANSWERED,),
            Permission.ANSWER_EVIDENCE,
            EventType.EVIDENCE_REQUEST_ANSWERED,
        ),
        Transition(
            A.WITHDRAWAL,
            frozenset({S.REQUESTED, S.ACCEPTED}),
            (S.WITHDRAWN,),
            Permission.WITHDRAW_EVIDENCE,
            EventType.EVIDENCE_REQUEST_WITHDRAWN,
        ),
    ],
)


def is_open(status: EvidenceRequestStatus) -> bool:
    """Whether the case still waits for this request."""
    return status in {S.REQUESTED, S.ACCEPTED}


def receiver_is_responsible(status: EvidenceRequestStatus) -> bool:
    """The sender carries the request until it is accepted, and again once it is answered."""
    return status is S.ACCEPTED


def is_accepted(status: EvidenceRequestStatus) -> bool:
    """Whether the receiver took the request and it was not taken back."""
    return status in {S.ACCEPTED, S.ANSWERED}
