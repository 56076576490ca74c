"""The steps that every move of an evidence request shares: begin, finish, and what is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.cases import commands as cases
from app.cases import live_clocks
from app.cases.commands import Tally
from app.cases.models import Case
from app.cases.schemas import CaseSummary
from app.core import database
from app.events.event import Event
from app.events.types import EventType
from app.evidence import queries
from app.evidence.lifecycle import (
    EVIDENCE_REQUEST_LIFECYCLE,
    EvidenceRequestAction,
    EvidenceRequestStatus,
    is_accepted,
    is_open,
    receiver_is_responsible,
)
from app.evidence.models import EvidenceRequest
from app.evidence.queries import REQUEST
from app.evidence.schemas import EvidenceRequestView
from app.work import Work

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """A request that may make this move: the case is locked, the caller and the state agree."""

    case: Case
    request: EvidenceRequest
    status: EvidenceRequestStatus
    event: EventType


async def begin(work: Work, request_id: UUID, action: EvidenceRequestAction) -> Move:
    """Find, authorize, advance; 404, 403, the stored answer, 412 and 409 in this order."""
    request, case, standings = await queries.get_for_update(work, request_id)
    await work.admit(standings, request.version)
    cases.must_be_live(case)
    status = EVIDENCE_REQUEST_LIFECYCLE.advance(EvidenceRequestStatus(request.status), action)
    event = EVIDENCE_REQUEST_LIFECYCLE.transitions[action].event
    return Move(case, request, status, EventType(event))


async def finish(
    work: Work,
    move: Move,
    values: Values,
    *,
    facts: Values | None = None,
    narrative: Values | None = None,
) -> EvidenceRequestView:
    """Change and record: the row, the count of the case, the event."""
    before, after = move.request, {**values, **_standing_values(work, move)}
    await database.run(
        work.connection, REQUEST.update().where(REQUEST.c.id == before.id).values(after), {}
    )
    was_open = is_open(EvidenceRequestStatus(before.status))
    was_accepted = is_accepted(EvidenceRequestStatus(before.status))
    tally = Tally(
        open_requests=is_open(move.status) - was_open,
        accepted_routes=is_accepted(move.status) - was_accepted,
    )
    started = await cases.count(work, move.case, tally)
    row = {**database.values(before), **after}
    moved = event(move.event, row, {"from_status": before.status, **(facts or {})}, narrative)
    await work.record(moved, *started)
    return await view(work, row, cases.summary_after(move.case, started))


def _standing_values(work: Work, move: Move) -> dict[str, Any]:
    before = move.request
    is_held = receiver_is_responsible(move.status)
    return {
        "status": move.status,
        "version": before.version + 1,
        "responsible": before.receiver if is_held else before.sender,
        "updated_at": work.now,
    }


def event(type_: EventType, row: Values, facts: Values, narrative: Values | None = None) -> Event:
    return Event(
        type_,
        subject=row["id"],
        version=row["version"],
        case_id=row["case_id"],
        piece_id=row["id"],
        facts={**{name: row[name] for name in _FACTS}, **facts},
        narrative=narrative or {},
    )


async def view(work: Work, row: Values, case: CaseSummary) -> EvidenceRequestView:
    clocks = await live_clocks.of_piece(work, case.id, row["id"])
    return EvidenceRequestView.model_validate({**row, "case": case, "deadlines": clocks})


_FACTS: Final = ("sender", "receiver", "receiver_unit", "responsible", "status")
