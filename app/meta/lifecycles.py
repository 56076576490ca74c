"""The published state machines, taken from the tables that the commands run on."""

from typing import Any, Final

from app.auth.policy import POLICY, Permission
from app.cases.lifecycle import (
    CASE_LIFECYCLE,
    CLAIM_LIFECYCLE,
    TRIAGE_LIFECYCLE,
    CaseStatus,
    ClaimStatus,
    TriageStatus,
)
from app.core.languages import Code
from app.core.lifecycle import Lifecycle, Transition
from app.deadlines.lifecycle import DEADLINE_LIFECYCLE, DeadlineStatus
from app.evidence.lifecycle import EVIDENCE_REQUEST_LIFECYCLE, EvidenceRequestStatus
from app.meta.schemas import LifecyclesView, LifecycleView, StateView, TransitionView
from app.referrals.lifecycle import REFERRAL_LIFECYCLE, ReferralStatus

LIFECYCLES: Final[tuple[tuple[Lifecycle[Any, Any], type[Code]], ...]] = (
    (CASE_LIFECYCLE, CaseStatus),
    (TRIAGE_LIFECYCLE, TriageStatus),
    (REFERRAL_LIFECYCLE, ReferralStatus),
    (EVIDENCE_REQUEST_LIFECYCLE, EvidenceRequestStatus),
    (CLAIM_LIFECYCLE, ClaimStatus),
    (DEADLINE_LIFECYCLE, DeadlineStatus),
)


def published() -> LifecyclesView:
    return LifecyclesView(items=[_lifecycle(table, states) for table, states in LIFECYCLES])


def _lifecycle(table: Lifecycle[Any, Any], states: type[Code]) -> LifecycleView:
    return LifecycleView(
        name=table.name,
        states=[StateView(state=s, zh=s.zh, en=s.en) for s in states],
        transitions=[_transition(row) for row in table.transitions.values()],
    )


def _transition(row: Transition[Any, Any]) -> TransitionView:
    rule = POLICY[Permission(row.permission)]
    return TransitionView(
        action=row.action,
        zh=row.action.zh,
        en=row.action.en,
        sources=sorted(row.sources),
        targets=list(row.targets),
        permission=row.permission,
        scope=rule.scope,
        roles=sorted(rule.roles),
        standings=sorted(rule.standings),
        agency_kinds=sorted(rule.kinds),
        event=row.event,
        only_after=dict(row.after),
        only_within=dict(row.within),
    )
