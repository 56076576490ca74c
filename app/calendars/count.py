"""A count from its event to its end, run by run; result and explanation both follow from it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from app.calendars.course import Course, End, course, first_hour, local_day, midnight_after
from app.calendars.table import Calendar
from app.calendars.terms import Direction, Office, Pause, Term, Unit, checked
from app.core.clock import CHINA


class Manner(NamedTuple):
    """How a term is counted, beside its start and its calendar."""

    direction: Direction = Direction.AFTER
    roll: bool = True
    extensions: Sequence[Term] = ()
    pauses: Sequence[Pause] = ()
    office: Office | None = None


class Count(NamedTuple):
    """Each run of one unit has its own end; the first of the `ends` is where counting begins.

    `minds_hours` says that the event might have come too late for its own day.
    """

    course: Course
    event_on: date
    minds_hours: bool
    runs: tuple[Term, ...]
    ends: tuple[End, ...]
    due_x: int
    manner: Manner

    @property
    def origin(self) -> End:
        return self.ends[0]

    @property
    def raw(self) -> End:
        return self.ends[-1]

    @property
    def due_on(self) -> date:
        return self.course.day(self.due_x)

    @property
    def due_at(self) -> datetime:
        hour, office = self.raw.at, self.manner.office
        if hour is not None:
            return hour if self.due_x == self.raw.x else midnight_after(self.due_on)
        if office is None:
            return midnight_after(self.due_on)
        return datetime.combine(self.due_on, office.closes_at, CHINA).astimezone(UTC)

    @property
    def provisional(self) -> bool:
        return any(self.course.leans(first, last) for first, last in self._asked())

    def _asked(self) -> Iterator[tuple[int, int]]:
        """Of which days it mattered whether they are worked."""
        if self.manner.roll:
            yield self.raw.x, self.due_x
        for run, (since, until) in zip(self.runs, pairwise(self.ends), strict=True):
            if run.unit is Unit.WORKING_DAY:
                yield since.x + 1, until.x
        if self.minds_hours:
            yield self.event_on.toordinal(), self.origin.x


def count(start: date | datetime, term: Term, calendar: Calendar, manner: Manner) -> Count:
    runs = _runs(term, manner.extensions)
    way = course(calendar, manner.direction, manner.pauses)
    event_on = local_day(start)
    x = way.sign * event_on.toordinal()
    late_from = _late_from(start, runs[0], manner)
    if runs[0].unit is Unit.HOUR:
        ends = [first_hour(start, x)]
    else:
        ends = [End(_opening(start, x, way, late_from))]
    for run in runs:
        ends.append(way.run(ends[-1], run))
    raw = ends[-1].x
    due_x = _rolled(raw, way) if manner.roll else raw
    return Count(way, event_on, late_from is not None, runs, tuple(ends), due_x, manner)


def _runs(term: Term, extensions: Sequence[Term]) -> tuple[Term, ...]:
    """The term with its extensions, neighbours of one unit as a single longer term."""
    if not extensions:
        return (checked(term),)
    terms = map(checked, (term, *extensions))
    return tuple(
        Term(sum(term.amount for term in joined), unit)
        for unit, joined in groupby(terms, attrgetter("unit"))
    )


def _late_from(start: date | datetime, first: Term, manner: Manner) -> time | None:
    """The time of day from which the event is late for its day, if it can be.

    Hours run whenever they run, and a count back from a late event would not be on the safe side.
    """
    office = manner.office
    if office is None or not office.late_is_next_day or not isinstance(start, datetime):
        return None
    if first.unit is Unit.HOUR or manner.direction == Direction.BEFORE:
        return None
    return office.closes_at


def _opening(start: date | datetime, x: int, way: Course, late_from: time | None) -> int:
    """The position of the day that the event counts as of, which is itself not counted."""
    if late_from is None or not isinstance(start, datetime):
        return x
    if way.calendar.is_working(way.day(x)) and start.astimezone(CHINA).time() < late_from:
        return x
    return way.calendar.nth_working(x, 1)


def _rolled(raw: int, way: Course) -> int:
    """The last day itself, or the next in the direction that is worked and not in a pause."""
    return raw if way.calendar.is_working(way.day(raw)) else way.working(raw, 1)
