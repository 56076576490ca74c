"""How a legal period is counted: its last day and the first instant that is too late."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.calendars import explanation
from app.calendars.days import YEARS, BeyondCalendar, Calendar, covered
from app.core.clock import CHINA
from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


class Unit(StrEnum):
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


class Direction(StrEnum):
    AFTER = "after"
    # Counted back from the event, such as a notice that must come days before a hearing.
    BEFORE = "before"


class Term(NamedTuple):
    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Due:
    """The result of a count.

    `due_at` is the first instant that is late, in UTC: the midnight of China that ends `due_on`,
    or the end of the last hour. `raw_on` is the last day before any move off a rest day.
    `provisional` says that the result leans on a year whose working days no notice settles yet.
    """

    due_on: date
    due_at: datetime
    raw_on: date
    provisional: bool
    calendar_version: str
    steps: tuple[explanation.Step, ...]


@published
class InstantNeeded(DomainError):
    kind = ErrorKind.INVALID
    code = "instant-needed"
    title = Text("按小时计算须有起算时刻", "A period in hours needs an instant")
    advice = Text(
        "请以带时区的时刻作为起算点，而不是日期。",
        "Give the start as an instant with its offset, not as a date.",
    )


def due(
    start: date | datetime,
    term: Term,
    calendar: Calendar,
    *,
    direction: Direction = Direction.AFTER,
    roll: bool = True,
) -> Due:
    """Count a term from an event, whose own day or hour is not counted (民事诉讼法 85).

    With `roll`, a last day of rest gives way to the next working day, make-up days included
    (民法典 203); counting back, to the working day before, which is the safe side.
    """
    _refuse_uncountable(start, term)
    stride = timedelta(days=-1 if direction == Direction.BEFORE else 1)
    walked = _walk(_local_day(start), term, calendar, stride)
    raw_end = _raw_end(start, Term(term.amount * stride.days, term.unit), walked)
    raw_on = covered(_local_day(raw_end - datetime.resolution))
    passed = _rest_days(raw_on, calendar, stride) if roll else []
    due_on = passed[-1] + stride if passed else raw_on
    due_at = _midnight_after(due_on) if passed else raw_end
    asked = {*walked, raw_on, due_on} if roll else {*walked}
    return Due(
        due_on=due_on,
        due_at=due_at,
        raw_on=raw_on,
        provisional=any(calendar.provisional(year) for year in {day.year for day in asked}),
        calendar_version=calendar.version,
        steps=(
            explanation.excluded(_local_day(start), hourly=term.unit == Unit.HOUR),
            *explanation.counted(walked, calendar),
            *explanation.moved(passed, calendar, backward=direction == Direction.BEFORE),
            explanation.ended(due_on, due_at),
        ),
    )


# The hours that one unit takes at the least.
_LEAST_HOURS = {
    Unit.HOUR: 1,
    Unit.CALENDAR_DAY: 24,
    Unit.WORKING_DAY: 24,
    Unit.MONTH: 28 * 24,
    Unit.YEAR: 365 * 24,
}


def _refuse_uncountable(start: date | datetime, term: Term) -> None:
    """Keep what follows inside the range of dates; what is left cannot overflow."""
    if term.amount < 1:
        raise ValueError("A term counts at least one unit.")
    if isinstance(start, datetime) and start.tzinfo is None:
        raise ValueError("An instant carries its offset.")
    if term.amount * _LEAST_HOURS[term.unit] > len(YEARS) * 366 * 24:
        raise BeyondCalendar
    covered(start)


def _local_day(start: date | datetime) -> date:
    return start.astimezone(CHINA).date() if isinstance(start, datetime) else start


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)


def _walk(origin: date, term: Term, calendar: Calendar, stride: timedelta) -> list[date]:
    """Every day passed until enough working days are met; none for other units."""
    walked: list[date] = []
    missing = term.amount if term.unit == Unit.WORKING_DAY else 0
    while missing:
        origin += stride
        walked.append(origin)
        missing -= calendar.is_working(origin)
    return walked


def _raw_end(start: date | datetime, signed: Term, walked: list[date]) -> datetime:
    """The first late instant before any move off a rest day; a negative term counts back."""
    if signed.unit == Unit.HOUR:
        return _hour_end(start, signed.amount)
    return _midnight_after(walked[-1] if walked else _raw_day(_local_day(start), signed))


def _raw_day(origin: date, signed: Term) -> date:
    if signed.unit == Unit.CALENDAR_DAY:
        return origin + timedelta(days=signed.amount)
    months = 12 * signed.amount if signed.unit == Unit.YEAR else signed.amount
    return _corresponding(origin, months)


def _hour_end(start: date | datetime, amount: int) -> datetime:
    """Hours run from the next full hour, or back from the last one (民诉法解释 125)."""
    if not isinstance(start, datetime):
        raise InstantNeeded
    hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=amount + 1 if amount > 0 else amount)


def _corresponding(origin: date, months: int) -> date:
    """The day of the same number, or the last of a month that has none (民法典 202)."""
    year, month = divmod(origin.year * 12 + origin.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(origin.day, last))


def _rest_days(day: date, calendar: Calendar, stride: timedelta) -> list[date]:
    """The rest days from this day on, up to the first that is worked."""
    passed: list[date] = []
    while not calendar.is_working(day):
        passed.append(day)
        day += stride
    return passed
