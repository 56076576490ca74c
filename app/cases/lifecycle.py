"""How a case, a claim and a triage move: pure tables."""

from typing import Final

from app.auth.policy import Permission
from app.core.languages import Code
from app.core.lifecycle import Lifecycle, Transition
from app.events.types import EventType


class CaseStatus(Code):
    """Where the folder stands; its pieces of work have lifecycles of their own."""

    OPEN = "open", "待处置", "Open"
    IN_PROGRESS = "in_progress", "处置中", "In progress"
    CLOSED = "closed", "已结案", "Closed"
    WITHDRAWN = "withdrawn", "已撤销", "Withdrawn"


class CaseAction(Code):
    """What moves a case."""

    START = "start", "启动处置", "Start handling"
    CLOSURE = "closure", "结案", "Close"
    REOPENING = "reopening", "重新启动", "Reopen"
    WITHDRAWAL = "withdrawal", "撤销", "Withdraw"


S, A = CaseStatus, CaseAction
_LIVE: Final = frozenset({S.OPEN, S.IN_PROGRESS})

CASE_LIFECYCLE: Final = Lifecycle(
    "case",
    [
        Transition(
            A.START,
            _LIVE,
            (S.IN_PROGRESS,),
            Permission.ANSWER_REFERRAL,
            EventType.CASE_HANDLING_STARTED,
        ),
        Transition(A.CLOSURE, _LIVE, (S.CLOSED,), Permission.CLOSE_CASE, EventType.CASE_CLOSED),
        Transition(
            A.REOPENING,
            frozenset({S.CLOSED}),
            (S.IN_PROGRESS,),
            Permission.REOPEN_CASE,
            EventType.CASE_REOPENED,
        ),
        Transition(
            A.WITHDRAWAL,
            _LIVE,
            (S.WITHDRAWN,),
            Permission.WITHDRAW_CASE,
            EventType.CASE_WITHDRAWN,
        ),
    ],
)


class ClaimStatus(Code):
    """What became of one claim of one worker; all but `open` are final."""

    OPEN = "open", "未了结", "Open"
    PAID = "paid", "已支付", "Paid"
    SETTLED_AND_PAID = "settled_and_paid", "和解并支付", "Settled and paid"
    WITHDRAWN_BY_WORKER = "withdrawn_by_worker", "劳动者撤回", "Withdrawn by the worker"
    REJECTED = "rejected", "裁判未予支持", "Rejected by award or judgment"
    NOT_SUBSTANTIATED = "not_substantiated", "事实无法证实", "Not substantiated"
    TIME_BARRED = "time_barred", "超过时效", "Time-barred"
    TRANSFERRED_JURISDICTION = (
        "transferred_jurisdiction",
        "移送其他地区",
        "Transferred to another jurisdiction",
    )
    MERGED = "merged", "并入他案", "Merged into another claim"
    CLAIM_LODGED_IN_BANKRUPTCY = (
        "claim_lodged_in_bankruptcy",
        "已申报破产债权",
        "Lodged in bankruptcy",
    )
    ENFORCEMENT_SUSPENDED_NO_ASSETS = (
        "enforcement_suspended_no_assets",
        "终结本次执行（持续关注）",
        "Enforcement suspended, no assets (kept under watch)",
    )
    FALSE_CLAIM = "false_claim", "虚假请求", "False claim"


class ClaimAction(Code):
    """What moves a claim."""

    CORRECTION = "correction", "更正", "Correct"
    CONCLUSION = "conclusion", "了结", "Conclude"


CLAIM_LIFECYCLE: Final = Lifecycle(
    "claim",
    [
        Transition(
            ClaimAction.CORRECTION,
            frozenset({ClaimStatus.OPEN}),
            (),
            Permission.CHANGE_CLAIMS,
            EventType.CLAIM_CHANGED,
        ),
        # A debtor without assets may have some later, so that state can be concluded again.
        Transition(
            ClaimAction.CONCLUSION,
            frozenset({ClaimStatus.OPEN, ClaimStatus.ENFORCEMENT_SUSPENDED_NO_ASSETS}),
            tuple(s for s in ClaimStatus if s is not ClaimStatus.OPEN),
            Permission.CHANGE_CLAIMS,
            EventType.CLAIM_CONCLUDED,
        ),
    ],
)


class TriageStatus(Code):
    """Whether the joint triage still waits for its decision."""

    OPEN = "open", "研判中", "Open"
    DECIDED = "decided", "已决定", "Decided"


class TriageAction(Code):
    """What moves a triage."""

    POSITION = "position", "发表意见", "Take a position"
    DECISION = "decision", "决定", "Decide"


TRIAGE_LIFECYCLE: Final = Lifecycle(
    "triage",
    [
        Transition(
            TriageAction.POSITION,
            frozenset({TriageStatus.OPEN}),
            (),
            Permission.TAKE_POSITION,
            EventType.TRIAGE_POSITION_TAKEN,
        ),
        Transition(
            TriageAction.DECISION,
            frozenset({TriageStatus.OPEN}),
            (TriageStatus.DECIDED,),
            Permission.DECIDE_TRIAGE,
            EventType.TRIAGE_DECIDED,
        ),
    ],
)
