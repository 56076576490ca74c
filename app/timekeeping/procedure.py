"""Procedural facts: what happened in a procedure, recorded by an agency that holds it."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Exists, Uuid, bindparam, exists, select

from app.agencies import recorders
from app.auth import policy
from app.calendars.table import covered
from app.calendars.terms import InstantNeeded, Unit
from app.cases import commands, parts, queries
from app.cases.models import Case, Party, Worker
from app.core import database
from app.core.clock import CHINA, shown
from app.core.database import Record, table_of
from app.deadlines.catalogue import Catalogue, Touch
from app.deadlines.codes import Per
from app.deadlines.happening import instant_of
from app.deadlines.models import Deadline
from app.deadlines.rule import FACT, Rule
from app.events.event import Event
from app.events.models import JournalEntry
from app.events.procedure import FACTS, FactKind
from app.events.types import EventType
from app.timekeeping.procedure_errors import (
    FactInFuture,
    FactNotFound,
    PersonNeeded,
    ProcedureNotHeld,
    TermNeeded,
    TermNotTaken,
    UnknownPerson,
)
from app.timekeeping.procedure_schemas import ProceduralFactBody, ProceduralFactView
from app.work import Work

_ENTRY: Final = table_of(JournalEntry)
_DEADLINE: Final = table_of(Deadline)
_PART: Final = bindparam("part_id", type_=Uuid)
_CASE: Final = bindparam("case_id", type_=Uuid)


def _is_there(record: type[Record]) -> Exists:
    table = table_of(record)
    return exists().where(table.c.id == _PART, table.c.case_id == _CASE)


_PERSON: Final = select(_is_there(Worker).label("is_worker"), _is_there(Party).label("is_party"))
_FACT: Final = select(*_ENTRY.columns).where(
    _ENTRY.c.id == bindparam("fact_id", type_=Uuid),
    _ENTRY.c.case_id == _CASE,
    _ENTRY.c.type == EventType.PROCEDURAL_FACT_RECORDED,
)
_MOVED: Final = (
    select(*_DEADLINE.columns)
    .where(
        _DEADLINE.c.case_id == _CASE,
        bindparam("fact_id", type_=Uuid).in_([_DEADLINE.c.started_by, _DEADLINE.c.changed_by]),
    )
    .order_by(_DEADLINE.c.due_at, _DEADLINE.c.id)
)


async def record(
    work: Work, catalogue: Catalogue, case_id: UUID, body: ProceduralFactBody
) -> ProceduralFactView:
    """Record what happened; the clocks that it moves move in the same transaction."""
    case, standings = await queries.get_for_update(work, case_id)
    await work.admit(standings)
    commands.must_be_live(case)
    if not recorders.may_record(work.actor.kind, body.kind):
        raise ProcedureNotHeld(recorded_by=sorted(FACTS[body.kind].recorded_by))
    _check(work, catalogue, body)
    recorded = _event(work, case, body, is_party=await _is_party(work, case, body.concerns))
    await work.record(recorded)
    return await _view(work, case_id, recorded.subject)


async def read(work: Work, case_id: UUID, fact_id: UUID) -> ProceduralFactView:
    _, standings = await queries.get(work, case_id)
    policy.authorize(work.actor, work.permission, standings)
    return await _view(work, case_id, fact_id)


def _check(work: Work, catalogue: Catalogue, body: ProceduralFactBody) -> None:
    """What the clocks need to know, for the rules that the fact starts on its day."""
    at = _occurred(body)
    covered(at.date())
    if at > work.now and not FACTS[body.kind].may_lie_ahead:
        raise FactInFuture
    started = [
        rule
        for touch, rule in catalogue.touched_by(f"{FACT}{body.kind}")
        if touch is Touch.STARTS and rule.in_force(at.date())
    ]
    _check_stated(body, started)


def _check_stated(body: ProceduralFactBody, started: list[Rule]) -> None:
    takes_term = any(rule.amount is None for rule in started)
    if body.concerns is None and any(rule.per is Per.PERSON for rule in started):
        raise PersonNeeded
    if body.occurred_at is None and any(rule.unit is Unit.HOUR for rule in started):
        raise InstantNeeded
    if takes_term and body.term is None:
        raise TermNeeded
    if body.term is not None and not takes_term:
        raise TermNotTaken


async def _is_party(work: Work, case: Case, person: UUID | None) -> bool:
    """Whether the fact concerns a party of the case; `UnknownPerson` if nobody on it."""
    if person is None:
        return False
    parameters = {"part_id": person, "case_id": case.id}
    found: Any = await database.find(work.connection, _PERSON, parameters, object)
    if not (found.is_worker or found.is_party):
        raise UnknownPerson
    return bool(found.is_party)


def _occurred(body: ProceduralFactBody) -> datetime:
    return (body.occurred_at or instant_of(body.occurred_on)).astimezone(CHINA)


def _event(work: Work, case: Case, body: ProceduralFactBody, *, is_party: bool) -> Event:
    written = {"document": body.document, "note": body.note}
    fact_id = work.new_id()
    return Event(
        EventType.PROCEDURAL_FACT_RECORDED,
        id=fact_id,
        subject=fact_id,
        version=parts.WRITTEN_ONCE,
        case_id=case.id,
        facts={
            "kind": body.kind,
            "occurred": shown(body.occurred_at) if body.occurred_at else str(body.occurred_on),
            "concerns": body.concerns,
            "is_party": is_party,
            "term": body.term.model_dump() if body.term else None,
            "owner": case.owner,
        },
        narrative={name: text for name, text in written.items() if text is not None},
    )


async def _view(work: Work, case_id: UUID, fact_id: UUID) -> ProceduralFactView:
    parameters = {"case_id": case_id, "fact_id": fact_id}
    entry = await database.find(work.connection, _FACT, parameters, JournalEntry)
    if entry is None:
        raise FactNotFound
    clocks = await database.find_all(work.connection, _MOVED, parameters, Deadline)
    kind, occurred = FactKind(entry.facts["kind"]), entry.facts["occurred"]
    is_instant = "T" in occurred
    return ProceduralFactView.model_validate({
        "id": fact_id,
        "case_id": case_id,
        "kind": kind,
        "name_zh": kind.zh,
        "name_en": kind.en,
        "occurred_on": None if is_instant else occurred,
        "occurred_at": occurred if is_instant else None,
        "concerns": entry.facts["concerns"],
        "term": entry.facts["term"],
        "document": entry.narrative.get("document"),
        "note": entry.narrative.get("note"),
        "recorded_by": entry.agency,
        "recorded_at": entry.occurred_at,
        "deadlines": clocks,
    })
