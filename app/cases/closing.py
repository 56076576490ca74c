"""How a case ends and comes back: closure, withdrawal, reopening.

None of them ends a grant. Who had to do with the case keeps reading it, as its own file and its
duty to answer the worker require; a receiver that rejected or returned work still loses sight of
it when that grant runs out.
"""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam

from app.cases import commands, queries
from app.cases.errors import WorkOutstanding
from app.cases.lifecycle import (
    CASE_LIFECYCLE,
    CLAIM_LIFECYCLE,
    CaseAction,
    CaseStatus,
    ClaimAction,
    ClaimStatus,
)
from app.cases.models import Case
from app.cases.parts import CLAIM
from app.cases.schemas import CaseView, ReasonBody
from app.core import database
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

_WORK: Final = ("open_triages", "open_referrals", "open_requests", "open_tracks")
_BLOCKING: Final = {
    CaseAction.CLOSURE: (*_WORK, "open_claims"),
    CaseAction.WITHDRAWAL: _WORK,
    CaseAction.REOPENING: (),
}
_TOLD: Final = ("workers", "claims", "claimed_fen", "paid_fen")
_CONCLUDE_OPEN: Final = (
    CLAIM
    .update()
    .where(CLAIM.c.case_id == bindparam("of_case"), CLAIM.c.status == ClaimStatus.OPEN)
    .values(
        status=bindparam("new_status"),
        version=CLAIM.c.version + 1,
        concluded_at=bindparam("new_concluded_at"),
    )
)


def outstanding(case: Case, action: CaseAction) -> dict[str, Any]:
    """What must be finished before the action, as far as something is left."""
    left = {name: getattr(case, name) for name in _BLOCKING[action]}
    return {name: number for name, number in left.items() if number}


async def close(work: Work, case_id: UUID, body: ReasonBody) -> CaseView:
    """End a case on which nothing is open and every claim has its final state."""
    move = await _begin(work, case_id, CaseAction.CLOSURE)
    return await _finish(work, move, body, {"ended_at": work.now})


async def reopen(work: Work, case_id: UUID, body: ReasonBody) -> CaseView:
    """Take a closed case up again; claims keep their final states, and handling starts anew."""
    move = await _begin(work, case_id, CaseAction.REOPENING)
    anew = {"ended_at": None, "handling_started_at": None, "accepted_routes": 0}
    return await _finish(work, move, body, anew)


async def withdraw(work: Work, case_id: UUID, body: ReasonBody) -> CaseView:
    """End a case because the workers withdrew; claims that are open end with it."""
    move = await _begin(work, case_id, CaseAction.WITHDRAWAL)
    withdrawn = CLAIM_LIFECYCLE.advance(
        ClaimStatus.OPEN, ClaimAction.CONCLUSION, ClaimStatus.WITHDRAWN_BY_WORKER
    )
    ended = {"new_status": withdrawn, "new_concluded_at": work.now}
    await database.run(work.connection, _CONCLUDE_OPEN, {"of_case": move.case.id, **ended})
    values = {"ended_at": work.now, "open_claims": 0}
    return await _finish(work, move, body, values, withdrawn_claims=move.case.open_claims)


class _Move(NamedTuple):
    """A locked case that may make this move."""

    case: Case
    action: CaseAction
    status: CaseStatus


async def _begin(work: Work, case_id: UUID, action: CaseAction) -> _Move:
    case, standings = await queries.get_for_update(work, case_id)
    await work.admit(standings, case.version)
    status = CASE_LIFECYCLE.advance(CaseStatus(case.status), action)
    if left := outstanding(case, action):
        raise WorkOutstanding(**left)
    return _Move(case, action, status)


async def _finish(
    work: Work, move: _Move, body: ReasonBody, values: dict[str, Any], **facts: int
) -> CaseView:
    await commands.rewrite(work, move.case, {**values, "status": move.status})
    await work.record(_event(move, body, facts))
    return await queries.view_now(work, move.case.id)


def _event(move: _Move, body: ReasonBody, facts: dict[str, int]) -> Event:
    case = move.case
    return Event(
        EventType(CASE_LIFECYCLE.transitions[move.action].event),
        subject=case.id,
        version=case.version + 1,
        case_id=case.id,
        facts={
            "from_status": case.status,
            "status": move.status,
            "owner": case.owner,
            **{name: getattr(case, name) for name in _TOLD},
            **facts,
        },
        narrative={"reason": body.reason},
    )
