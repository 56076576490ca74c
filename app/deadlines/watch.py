"""What is said about a clock while it runs: reminders, that it has run out, and escalation."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from app.agencies.station_rules import StationRules
from app.calendars import counting
from app.calendars.days import Calendar
from app.calendars.terms import Direction, Term, Unit
from app.core.clock import CHINA
from app.deadlines.codes import Expiry
from app.deadlines.timing import Timing
from app.events.types import EventType


class Mark(NamedTuple):
    """One thing to say at an instant; `level` counts the escalations, `days` the lead time."""

    at: datetime
    event: EventType
    level: int = 0
    days: int = 0


class Said(NamedTuple):
    """What was said before and is not said again, whatever moves the clock later."""

    breached_at: datetime | None = None
    escalation: int = 0


class Schedule(NamedTuple):
    """When a station wants to be told, in working days, and from which time of day."""

    due_soon_days: tuple[int, ...]
    escalation_days: tuple[int, ...]
    opens_at: time


def schedule_of(local: StationRules) -> Schedule:
    return Schedule(
        local.due_soon_days, tuple(sorted(local.escalation_days)), local.opens_at or time()
    )


@lru_cache(maxsize=4096)
def marks(
    on_expiry: Expiry, end: Timing, schedule: Schedule, calendar: Calendar
) -> tuple[Mark, ...]:
    """Everything that is to be said about a clock, in its order."""
    said = [*_reminders(end, schedule, calendar)]
    if on_expiry is Expiry.LAPSE:
        said.append(Mark(end.due_at, EventType.DEADLINE_LAPSED))
    else:
        said.append(Mark(end.due_at, EventType.DEADLINE_BREACHED))
        said += _escalations(end, schedule, calendar)
    return tuple(sorted(said, key=lambda mark: mark.at))


def next_at(marks: Sequence[Mark], said: Said, now: datetime) -> datetime | None:
    """The first instant at which something is left to be said of a clock set or moved at `now`.

    A reminder whose time has passed would remind of nothing, and is dropped.
    """
    return next((mark.at for mark in marks if _is_left(mark, said, now)), None)


def due(marks: Sequence[Mark], clock: Any, now: datetime) -> list[Mark]:  # noqa: ANN401 - a row
    """What is to be said at `now`, nothing left out that a worker which was away has missed."""
    said = Said(clock.breached_at, clock.escalation)
    return [mark for mark in marks if mark.at <= now and _is_left(mark, said, clock.watch_at)]


def after(marks: Sequence[Mark], said: Said, now: datetime) -> datetime | None:
    """The next such instant once all up to `now` has been said."""
    return next_at([mark for mark in marks if mark.at > now], said, now)


def _is_left(mark: Mark, said: Said, since: datetime) -> bool:
    if mark.event is EventType.DEADLINE_DUE_SOON:
        return mark.at >= since
    if mark.event is EventType.DEADLINE_ESCALATED:
        return mark.level > said.escalation
    return said.breached_at is None


def _reminders(end: Timing, schedule: Schedule, calendar: Calendar) -> Iterator[Mark]:
    for days in schedule.due_soon_days:
        day = end.due_on
        if days:
            term = Term(days, Unit.WORKING_DAY)
            day = counting.due(day, term, calendar, direction=Direction.BEFORE).due_on
        at = datetime.combine(day, schedule.opens_at, CHINA)
        if at < end.due_at:
            yield Mark(at, EventType.DEADLINE_DUE_SOON, days=days)


def _escalations(end: Timing, schedule: Schedule, calendar: Calendar) -> Iterator[Mark]:
    """Each level falls at the end of its working day; the first may fall with the breach itself."""
    for level, days in enumerate(schedule.escalation_days, start=1):
        at = end.due_at
        if days:
            at = counting.due(end.due_on, Term(days, Unit.WORKING_DAY), calendar).due_at
        yield Mark(at, EventType.DEADLINE_ESCALATED, level, days)
