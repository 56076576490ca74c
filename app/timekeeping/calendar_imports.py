"""A station imports a notice for its own division, and is shown what that does."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import select, text

from app.agencies.directory import Directory
from app.answers import Answer
from app.auth import policy
from app.calendars import days, imports
from app.calendars.errors import NoSuchCalendar, OtherYear
from app.calendars.imports import Change
from app.calendars.notices import Notice
from app.calendars.table import Calendar
from app.cases import grants
from app.cases.queries import CASE
from app.core import database
from app.core.errors import Forbidden
from app.deadlines import calendar_import
from app.deadlines.calendar_import import Imported
from app.deadlines.law import Law
from app.deadlines.queries import DEADLINE
from app.deadlines.recounting import Shift
from app.timekeeping.calendar_schemas import CalendarImportView, ChangedDayView, MovedDeadlineView
from app.work import Work

_NUMBERS: Final = (
    select(DEADLINE.c.id, CASE.c.number)
    .join(CASE, CASE.c.id == DEADLINE.c.case_id)
    .where(
        text("deadline.division = :division AND deadline.status IN ('running', 'paused')"),
        grants.seen(DEADLINE.c.case_id, DEADLINE.c.piece_id),
    )
)


Numbers = Mapping[UUID, str]
"""The numbers of the cases that the caller may see, by the clocks that run on them."""


class Place(NamedTuple):
    """The calendar that is meant."""

    division: str
    year: int


async def run(work: Work, law: Law, place: Place, notice: Notice) -> Answer:
    """Keep a notice for the division of the caller's own station; the last of a year holds."""
    if not days.is_known(place.division):
        raise NoSuchCalendar
    _must_act_for_the_station(work, law.directory, place.division)
    law = law._replace(calendars=await imports.read_locked(work.connection))
    await work.admit(version=law.calendars.of(place.division).serial)
    if notice.year != place.year:
        raise OtherYear
    numbers = await _numbers(work, place.division)
    imported = await calendar_import.import_notice(
        work, law, place.division, notice, numbers.__contains__
    )
    return Answer(_view(place, imported, numbers), imported.serial)


def _must_act_for_the_station(work: Work, directory: Directory, division: str) -> None:
    policy.authorize(work.actor, work.permission)
    own = division == work.actor.division
    if not own or work.actor.agency not in directory.leads(division):
        raise Forbidden(refused_by="agency", permission=str(work.permission))


def _view(place: Place, imported: Imported, numbers: Numbers) -> CalendarImportView:
    calendar = imported.calendars.of(place.division)
    return CalendarImportView(
        division=place.division,
        year=place.year,
        version=calendar.version,
        is_provisional=calendar.provisional(place.year),
        days=[_day(calendar, change) for change in imported.changes],
        deadlines_moved=imported.moved,
        deadlines=[_deadline(shift, numbers) for shift in imported.shown],
    )


async def _numbers(work: Work, division: str) -> Numbers:
    parameters = {"division": division, **grants.viewer(work)}
    found: Any = await database.run(work.connection, _NUMBERS, parameters)
    return {row.id: row.number for row in found}


def _day(calendar: Calendar, change: Change) -> ChangedDayView:
    name = calendar.name_of(change.on)
    return ChangedDayView(
        on=change.on,
        before=change.before,
        after=change.after,
        name_zh=name.zh if name else None,
        name_en=name.en if name else None,
    )


def _deadline(shift: Shift, numbers: Numbers) -> MovedDeadlineView:
    before, after = shift
    return MovedDeadlineView(
        id=before.id,
        case_number=numbers[before.id],
        rule_code=before.rule_code,
        due_on_before=before.due_on,
        due_at_before=before.due_at,
        due_on=after["due_on"],
        due_at=after["due_at"],
    )
