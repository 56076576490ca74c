"""How a referral moves: every action with its states, its permission, its event and its limits."""

from typing import Final

from app.auth.policy import Permission
from app.core.languages import Code
from app.core.lifecycle import Lifecycle, Transition
from app.events.types import EventType


class ReferralStatus(Code):
    """Where a hand-over stands."""

    SENT = "sent", "已移送", "Sent"
    RECEIVED = "received", "已签收", "Received"
    SUPPLEMENT_REQUESTED = "supplement_requested", "待补正", "Supplement requested"
    ACCEPTED = "accepted", "已受理", "Accepted"
    REJECTED = "rejected", "不予受理", "Rejected"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"
    RETURN_REQUESTED = "return_requested", "申请退回", "Return requested"
    RETURNED = "returned", "已退回", "Returned"
    DISPUTED = "disputed", "待服务站裁定", "Disputed"
    COMPLETED = "completed", "已办结", "Completed"
    REDIRECTED = "redirected", "改送其他机关", "Redirected"


class ReferralAction(Code):
    """What moves a referral; each is a sub-resource of that name."""

    RECEIPT = "receipt", "签收", "Acknowledge receipt"
    ACCEPTANCE = "acceptance", "受理", "Accept"
    REJECTION = "rejection", "不予受理", "Reject"
    SUPPLEMENT_REQUEST = "supplement-request", "要求补正", "Ask for a supplement"
    SUPPLEMENT = "supplement", "补正", "Supplement"
    WITHDRAWAL = "withdrawal", "撤回", "Withdraw"
    ASSIGNMENT = "assignment", "分派", "Assign"
    RETURN_REQUEST = "return-request", "申请退回", "Ask to return"
    RETURN_CONFIRMATION = "return-confirmation", "同意退回", "Confirm the return"
    RETURN_REFUSAL = "return-refusal", "不同意退回", "Refuse the return"
    OBJECTION = "objection", "提出异议", "Object"
    STATION_RULING = "station-ruling", "服务站裁定", "Rule for the station"
    COMPLETION = "completion", "办结", "Complete"


S, A, P, E = ReferralStatus, ReferralAction, Permission, EventType

SUPPLEMENT_LIMIT: Final = "REF_SUPPLEMENT_5WD"
RETURN_LIMIT: Final = "REF_RETURN_3WD"
OBJECTION_LIMIT: Final = "REF_OBJECTION_5WD"

UNACCEPTED: Final = frozenset({S.SENT, S.RECEIVED, S.SUPPLEMENT_REQUESTED})
CONTESTED: Final = frozenset({S.SUPPLEMENT_REQUESTED, S.RETURN_REQUESTED, S.DISPUTED})
"""Where the station may have to rule, now or when a time limit has run out."""

ENDED: Final = frozenset({S.REJECTED, S.WITHDRAWN, S.RETURNED, S.COMPLETED, S.REDIRECTED})

_NEW: Final = frozenset({S.SENT, S.RECEIVED})

REFERRAL_LIFECYCLE: Final = Lifecycle(
    "referral",
    [
        Transition(
            A.RECEIPT,
            frozenset({S.SENT}),
            (S.RECEIVED,),
            P.RECEIVE_REFERRAL,
            E.REFERRAL_RECEIVED,
        ),
        Transition(A.ACCEPTANCE, _NEW, (S.ACCEPTED,), P.ANSWER_REFERRAL, E.REFERRAL_ACCEPTED),
        Transition(
            A.REJECTION,
            UNACCEPTED,
            (S.REJECTED,),
            P.ANSWER_REFERRAL,
            E.REFERRAL_REJECTED,
            after={S.SUPPLEMENT_REQUESTED: SUPPLEMENT_LIMIT},
        ),
        Transition(
            A.SUPPLEMENT_REQUEST,
            _NEW,
            (S.SUPPLEMENT_REQUESTED,),
            P.ANSWER_REFERRAL,
            E.REFERRAL_SUPPLEMENT_REQUESTED,
        ),
        Transition(
            A.SUPPLEMENT,
            frozenset({S.SUPPLEMENT_REQUESTED}),
            (S.RECEIVED,),
            P.SUPPLEMENT_REFERRAL,
            E.REFERRAL_SUPPLEMENTED,
        ),
        Transition(
            A.WITHDRAWAL, UNACCEPTED, (S.WITHDRAWN,), P.WITHDRAW_REFERRAL, E.REFERRAL_WITHDRAWN
        ),
        Transition(
            A.ASSIGNMENT,
            frozenset({S.RECEIVED, S.ACCEPTED}),
            (),
            P.ASSIGN_REFERRAL,
            E.REFERRAL_ASSIGNED,
        ),
        Transition(
            A.RETURN_REQUEST,
            frozenset({S.ACCEPTED}),
            (S.RETURN_REQUESTED,),
            P.RETURN_REFERRAL,
            E.REFERRAL_RETURN_REQUESTED,
        ),
        Transition(
            A.RETURN_CONFIRMATION,
            frozenset({S.RETURN_REQUESTED}),
            (S.RETURNED,),
            P.ANSWER_RETURN,
            E.REFERRAL_RETURNED,
        ),
        Transition(
            A.RETURN_REFUSAL,
            frozenset({S.RETURN_REQUESTED}),
            (S.DISPUTED,),
            P.ANSWER_RETURN,
            E.REFERRAL_DISPUTED,
        ),
        Transition(
            A.OBJECTION,
            frozenset({S.REJECTED}),
            (S.DISPUTED,),
            P.OBJECT_TO_REJECTION,
            E.REFERRAL_DISPUTED,
            within={S.REJECTED: OBJECTION_LIMIT},
        ),
        Transition(
            A.STATION_RULING,
            frozenset({S.DISPUTED, S.RETURN_REQUESTED, S.SUPPLEMENT_REQUESTED}),
            (S.ACCEPTED, S.RETURNED, S.REJECTED, S.REDIRECTED),
            P.RULE_ON_REFERRAL,
            E.REFERRAL_RULED,
            after={
                S.RETURN_REQUESTED: RETURN_LIMIT,
                S.SUPPLEMENT_REQUESTED: SUPPLEMENT_LIMIT,
            },
        ),
        Transition(
            A.COMPLETION,
            frozenset({S.ACCEPTED}),
            (S.COMPLETED,),
            P.COMPLETE_REFERRAL,
            E.REFERRAL_COMPLETED,
        ),
    ],
)


def receiver_is_responsible(before: bool, status: ReferralStatus) -> bool:
    """Whether the receiver carries the work in this state; `before` is how it was.

    The sender carries it until acceptance, the receiver until completion, a confirmed return or
    a ruling; a request to return it and a dispute change nobody.
    """
    if status in {S.RETURN_REQUESTED, S.DISPUTED}:
        return before
    return status is S.ACCEPTED


def is_accepted(status: ReferralStatus, is_held: bool) -> bool:
    """Whether the receiver took the work and has not given it back."""
    return is_held or status is ReferralStatus.COMPLETED
