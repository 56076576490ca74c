"""What a caller may do with a case now, and for everything else why not."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from app.auth import actions, policy
from app.auth.actions import ActionView, Hindrance, because_of, required
from app.auth.policy import Permission
from app.cases import closing, commands, live_clocks, queries
from app.cases.errors import CaseEnded, TriageAlreadyOpen, WorkOutstanding
from app.cases.lifecycle import CASE_LIFECYCLE, CaseAction, CaseStatus
from app.cases.models import Case
from app.cases.party_schemas import LeadBody, PartyBody
from app.cases.queries import Seen
from app.cases.schemas import CaseChange, ReasonBody
from app.cases.triage_schemas import TriageBody
from app.cases.worker_schemas import WorkerBody
from app.core.fields import View
from app.core.languages import Code
from app.deadlines.catalogue import Catalogue
from app.deadlines.schemas import ClockSummary
from app.work import Work


class CaseStep(Code):
    """What is done on a live case without moving it; all but `correction` name a sub-resource."""

    CORRECTION = "correction", "更正案件事实", "Correct facts of the case"
    FACTS = "facts", "记录程序事实", "Record a procedural fact"
    LEADS = "leads", "追加线索", "Register a further lead"
    PARTIES = "parties", "增加相关方", "Name a party"
    WORKERS = "workers", "增加劳动者", "Add a worker"
    TRIAGE = "triage", "发起研判", "Open the joint triage"
    REFERRALS = "referrals", "移送", "Send a referral"
    EVIDENCE_REQUESTS = "evidence-requests", "请求协助取证", "Request evidence"


class CaseActions(View):
    status: CaseStatus
    items: list[ActionView]


class _Step(NamedTuple):
    permission: Permission
    required_fields: tuple[str, ...]


# Some bodies are those of higher packages, so their members stand here by name.
_STEPS: Final = {
    CaseStep.CORRECTION: _Step(Permission.CHANGE_CASE, required(CaseChange)),
    CaseStep.FACTS: _Step(Permission.RECORD_FACT, ("kind",)),
    CaseStep.LEADS: _Step(Permission.CHANGE_CASE, required(LeadBody)),
    CaseStep.PARTIES: _Step(Permission.CHANGE_CASE, required(PartyBody)),
    CaseStep.WORKERS: _Step(Permission.CHANGE_CLAIMS, required(WorkerBody)),
    CaseStep.TRIAGE: _Step(Permission.OPEN_TRIAGE, required(TriageBody)),
    CaseStep.REFERRALS: _Step(
        Permission.SEND_REFERRAL, ("to_agency", "purpose", "asked_action", "case_id")
    ),
    CaseStep.EVIDENCE_REQUESTS: _Step(Permission.REQUEST_EVIDENCE, ("to_agency", "items")),
}
_MOVES: Final = (CaseAction.CLOSURE, CaseAction.WITHDRAWAL, CaseAction.REOPENING)


async def read(work: Work, case_id: UUID, rules: Catalogue) -> tuple[CaseActions, int]:
    """Every action on the case and the clocks that it would stop, with the version of the case."""
    seen = await queries.get(work, case_id)
    policy.authorize(work.actor, work.permission, seen.standings)
    steps = [_step(work, seen, step) for step in _STEPS]
    clocks = await live_clocks.of_case(work, case_id)
    moves = []
    for move in _MOVES:
        ended = live_clocks.ended_by(CASE_LIFECYCLE.transitions[move].event, clocks, rules)
        moves.append(_move(work, seen, move, ended))
    status = CaseStatus(seen.case.status)
    return CaseActions(status=status, items=[*steps, *moves]), seen.case.version


def _step(work: Work, seen: Seen, step: CaseStep) -> ActionView:
    permission, required_fields = _STEPS[step]
    refused = actions.refusals(work.actor, permission, seen.standings)
    hindered = [*refused, *_state_hindrances(seen.case, step)]
    return actions.described(step, permission, required_fields, hindered)


def _state_hindrances(case: Case, step: CaseStep) -> list[Hindrance]:
    if case.status in commands.ENDED:
        return [because_of(CaseEnded)]
    if step is CaseStep.TRIAGE and case.open_triages:
        return [because_of(TriageAlreadyOpen)]
    return []


def _move(work: Work, seen: Seen, move: CaseAction, ended: Sequence[ClockSummary]) -> ActionView:
    transition = CASE_LIFECYCLE.transitions[move]
    status = CaseStatus(seen.case.status)
    hindered = actions.hindrances(work.actor, transition, status, seen.standings)
    if closing.outstanding(seen.case, move):
        hindered.append(because_of(WorkOutstanding))
    permission = Permission(transition.permission)
    return actions.described(move, permission, required(ReasonBody), hindered, ended)
