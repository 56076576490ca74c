"""The way that a count takes over the days of a calendar, forwards or back, around its pauses."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from app.calendars.table import YEARS, BeyondCalendar, Calendar, covered, day_of
from app.calendars.terms import Direction, InstantNeeded, Pause, PauseReversed, Term, Unit
from app.core.clock import CHINA

Spans = tuple[tuple[int, int], ...]
"""What is left out, in order and apart: from behind the first position to the second."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR: Final = timedelta(hours=1) // timedelta.resolution


class End(NamedTuple):
    """Where a run ends: the position of its last day, and for hours its first late instant."""

    x: int
    at: datetime | None = None


class Course(NamedTuple):
    """Days stand as positions that grow along the way: ordinals, negative on the way back.

    Instants do so too, in microseconds.
    """

    calendar: Calendar
    sign: int
    still_days: Spans = ()
    still_time: Spans = ()

    def day(self, x: int) -> date:
        return day_of(x * self.sign)

    def run(self, origin: End, term: Term) -> End:
        """Count a term from where something else ended."""
        if term.unit is Unit.WORKING_DAY:
            return End(self.working(origin.x, term.amount))
        if term.unit is Unit.CALENDAR_DAY:
            return End(self.days(origin.x, term.amount))
        if term.unit is Unit.HOUR:
            return self._hours(origin, term.amount)
        return End(self._months(origin.x, term))

    def working(self, x: int, amount: int) -> int:
        """The working day of this number after a position, none counted that stands still."""
        return _ahead(self.still_days, x, amount, (self._worked_between, self._nth_working))

    def days(self, x: int, amount: int) -> int:
        return _ahead(self.still_days, x, amount, _PLAIN)

    def still(self, since: int, until: int) -> int:
        """How many days behind the first position, up to the second, stand still."""
        return sum(max(0, min(end, until) - max(start, since)) for start, end in self.still_days)

    def corresponding(self, x: int, term: Term) -> int:
        """The day of the same number, or the last of a month that has none (民法典 202)."""
        origin, months = self.day(x), term.amount * (12 if term.unit is Unit.YEAR else 1)
        year, month = divmod(origin.year * 12 + origin.month - 1 + months * self.sign, 12)
        if year not in YEARS:
            raise BeyondCalendar
        last = monthrange(year, month + 1)[1]
        return self.sign * date(year, month + 1, min(origin.day, last)).toordinal()

    def stood_still(self, origin: End, end: End) -> list[tuple[datetime, datetime]]:
        """The pauses within a run of hours, in the civil time of China and in its direction."""
        since, until = self._begun(origin), self.sign * microseconds(end.at or _EPOCH)
        within = [(max(a, since), min(b, until)) for a, b in self.still_time]
        instants = [sorted((a * self.sign, b * self.sign)) for a, b in within if a < b]
        return [(_civil(a), _civil(b)) for a, b in instants]

    def leans(self, first: int, last: int) -> bool:
        """Whether any day between two positions, both included, lies in a provisional year."""
        ends = (first, last) if self.sign > 0 else (-last, -first)
        return self.calendar.leans(*ends)

    def _months(self, x: int, term: Term) -> int:
        end = self.corresponding(x, term)
        return self.days(end, self.still(x, end))

    def _hours(self, origin: End, amount: int) -> End:
        end = _ahead(self.still_time, self._begun(origin), amount * _HOUR, _PLAIN)
        at = _EPOCH + timedelta(microseconds=self.sign * end)
        return End(self.sign * local_day(at - datetime.resolution).toordinal(), at)

    def _begun(self, origin: End) -> int:
        return self.sign * microseconds(origin.at or midnight_after(self.day(origin.x)))

    def _worked_between(self, since: int, until: int) -> int:
        before = self.calendar.worked_until
        if self.sign > 0:
            return before(until) - before(since)
        return before(-since - 1) - before(-until - 1)

    def _nth_working(self, x: int, number: int) -> int:
        return self.sign * self.calendar.nth_working(x * self.sign, number * self.sign)


def course(calendar: Calendar, direction: Direction, pauses: Sequence[Pause]) -> Course:
    sign = -1 if direction == Direction.BEFORE else 1
    if not pauses:
        return Course(calendar, sign)
    days, time_ = [], []
    for pause in pauses:
        since, until = local_day(pause.since).toordinal(), local_day(pause.until).toordinal()
        if pause.until < pause.since:
            raise PauseReversed
        days.append((since, until) if sign > 0 else (-until - 1, -since - 1))
        instants = sign * microseconds(pause.since), sign * microseconds(pause.until)
        time_.append((min(instants), max(instants)))
    return Course(calendar, sign, _apart(days), _apart(time_))


def first_hour(start: date | datetime, x: int) -> End:
    """Hours run from the next full hour, or back from the last one (民诉法解释 125).

    `x` is the position of the day of the event.
    """
    if not isinstance(start, datetime):
        raise InstantNeeded
    hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return End(x, hour + timedelta(hours=1) if x > 0 else hour)


def local_day(start: date | datetime) -> date:
    """The day in China, if a calendar can answer for it."""
    if not isinstance(start, datetime):
        return covered(start)
    if start.tzinfo is None:
        raise ValueError("An instant carries its offset.")
    # Refused before it is converted, for the ends of time cannot be.
    covered(start)
    return covered(start.astimezone(CHINA).date())


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)


def microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta.resolution


def _civil(instant: int) -> datetime:
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(CHINA)


Measure = tuple[Callable[[int, int], int], Callable[[int, int], int]]
"""How much counts between two positions, and where so much has been counted."""


def _ahead(still: Spans, x: int, amount: int, measure: Measure) -> int:
    """Where so much has been counted from a position, leaving out what stands still."""
    between, nth = measure
    for start, end in still:
        if end <= x:
            continue
        free = between(x, start) if x < start else 0
        if amount <= free:
            break
        amount -= free
        x = end
    return nth(x, amount)


def _plain_between(since: int, until: int) -> int:
    return until - since


def _plain_nth(x: int, number: int) -> int:
    return x + number


_PLAIN: Final = (_plain_between, _plain_nth)


def _apart(spans: list[tuple[int, int]]) -> Spans:
    """The same positions in order, none twice."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
