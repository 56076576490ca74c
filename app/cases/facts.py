"""The facts of a case: correcting them, and adding a further lead or a party."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.cases import commands, queries, rules
from app.cases.models import Case, Lead, Party
from app.cases.party_schemas import LeadBody, LeadView, PartyBody, PartyView
from app.cases.rows import lead_row, party_row, project_columns
from app.cases.schemas import CaseChange, CaseView
from app.cases.search import search_text
from app.core import clock, database
from app.core.database import rows, table_of
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

_ADD_LEAD: Final = database.insertion(Lead)
_ADD_PARTY: Final = database.insertion(Party)

_LEAD: Final = table_of(Lead)
_NUMBERS: Final = (
    select(_LEAD.c.external_number)
    .where(_LEAD.c.case_id == bindparam("case_id", type_=Uuid))
    .order_by(_LEAD.c.id)
)


async def correct(work: Work, case_id: UUID, body: CaseChange) -> CaseView:
    """Correct facts that carry no rule; what the case is searched by follows them."""
    case, standings = await queries.get_for_update(work, case_id)
    await work.admit(standings, case.version)
    commands.must_be_live(case)
    values = _columns(body)
    await commands.rewrite(work, case, values | await _found_by(work, case, values))
    await work.record(_changed(case, body.named()))
    return await queries.view_now(work, case.id)


async def add_lead(work: Work, case_id: UUID, body: LeadBody) -> LeadView:
    """Register that another channel reports the same case; its number is owed its own answer."""
    case = await _begin(work, case_id)
    rules.check_received(work, body)
    row = lead_row(work, case.id, body)
    await database.run(work.connection, _ADD_LEAD, {"lead": rows([row])})
    first = min(case.first_received_at, body.received_at)
    values = {"first_received_at": first} | await _found_by(work, case, {})
    await commands.rewrite(work, case, values)
    said = {"channel": body.channel, "received_at": clock.shown(body.received_at)}
    await work.record(_changed(case, ["leads"], **said), *_corrected(case, first))
    return LeadView.model_validate(row)


async def add_party(work: Work, case_id: UUID, body: PartyBody) -> PartyView:
    """Name somebody else in the chain of contracts."""
    case = await _begin(work, case_id)
    row = party_row(work, case.id, body)
    await database.run(work.connection, _ADD_PARTY, {"party": rows([row])})
    await commands.rewrite(work, case, {})
    await work.record(_changed(case, ["parties"], role=body.role))
    return PartyView.model_validate(row)


async def _begin(work: Work, case_id: UUID) -> Case:
    case, standings = await queries.get_for_update(work, case_id)
    await work.admit(standings)
    commands.must_be_live(case)
    return case


def _columns(body: CaseChange) -> dict[str, Any]:
    values = body.said()
    if values.pop("project", None) is not None:
        values |= project_columns(body.project)
    return values


async def _found_by(work: Work, case: Case, values: dict[str, Any]) -> dict[str, str]:
    """What the case is searched by, once these values are written."""
    found = await database.run(work.connection, _NUMBERS, {"case_id": case.id})
    employer = values.get("employer", case.employer)
    project = values.get("project_name", case.project_name)
    return {"search_text": search_text(case.number, employer, project, *found.scalars())}


def _corrected(case: Case, first: datetime) -> list[Event]:
    """Another agency had the lead before: what is counted from the first receipt moves."""
    if first == case.first_received_at:
        return []
    before = clock.shown(case.first_received_at)
    facts = {"received_at": clock.shown(first), "received_before": before}
    type_, version = EventType.CASE_RECEIPT_CORRECTED, case.version + 1
    return [Event(type_, subject=case.id, version=version, case_id=case.id, facts=facts)]


def _changed(case: Case, changed: list[str], **facts: object) -> Event:
    return Event(
        EventType.CASE_CHANGED,
        subject=case.id,
        version=case.version + 1,
        case_id=case.id,
        facts={"changed": changed, **facts},
    )
