"""How a legal period is counted: its last day and the first instant that is too late."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from app.calendars.count import Manner, count
from app.calendars.table import Calendar
from app.calendars.terms import Direction, Office, Pause, Term


class Due(NamedTuple):
    """The result of a count.

    `due_at` is the first instant that is late, in UTC: the midnight of China that ends `due_on`,
    closing time on that day, or the end of the last hour. `raw_on` is the last day before any
    move off a rest day. `provisional` says that the result leans on a year whose working days no
    notice settles yet.
    """

    due_on: date
    due_at: datetime
    raw_on: date
    provisional: bool
    calendar_version: str


def due(  # noqa: PLR0913 - a count is asked for by name of each of its conditions
    start: date | datetime,
    term: Term,
    calendar: Calendar,
    *,
    direction: Direction = Direction.AFTER,
    roll: bool = True,
    extensions: Sequence[Term] = (),
    pauses: Sequence[Pause] = (),
    office: Office | None = None,
) -> Due:
    """Count a term from an event, whose own day or hour is not counted (民事诉讼法 85).

    Extensions run on from where the term ended, in their order; of the same unit they make it
    longer. Days behind that of a pause's beginning, up to that of its end, are not counted;
    a term of months or years is as many days longer, one of hours by the time of the pause.
    With `roll`, a last day of rest gives way to the next working day, make-up days included
    (民法典 203); counting back, to the working day before, which is the safe side. A day in a
    pause is no last day either.
    """
    manner = Manner(direction, roll, extensions, pauses, office)
    counted = count(start, term, calendar, manner)
    return Due(
        counted.due_on,
        counted.due_at,
        counted.course.day(counted.raw.x),
        counted.provisional,
        calendar.version,
    )
