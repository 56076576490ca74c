"""The days of one division: each its kind and name, and working days found by their number."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, compress
from typing import Final, NamedTuple

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Code, Text

YEARS: Final = range(1949, 2101)
"""The years that a calendar answers for."""

FIRST: Final = date(YEARS[0], 1, 1).toordinal()
LAST: Final = date(YEARS[-1], 12, 31).toordinal()
_DAYS: Final = tuple(map(date.fromordinal, range(FIRST, LAST + 1)))


class DayKind(Code):
    """What a day is to an office."""

    WORKING = "working", "工作日", "Working day"
    REST = "rest", "休息日", "Day of rest"
    # A Saturday or Sunday that is worked in exchange for a longer festival (调休).
    MAKE_UP = "make_up", "调休上班日", "Make-up working day"


class Day(NamedTuple):
    kind: DayKind
    name: Text


@published
class BeyondCalendar(DomainError):
    kind = ErrorKind.INVALID
    code = "beyond-calendar"
    title = Text("超出日历范围", "Beyond the calendar")
    advice = Text(
        "日历只覆盖 1949 年至 2100 年；请缩短期间或更正起算日。",
        "The calendar covers the years 1949 to 2100; shorten the period or correct its start.",
    )


def covered(day: date) -> date:
    """The day itself, if a calendar can answer for it."""
    if day.year not in YEARS:
        raise BeyondCalendar
    return day


def day_of(ordinal: int) -> date:
    """The day of this ordinal, if a calendar can answer for it."""
    if not FIRST <= ordinal <= LAST:
        raise BeyondCalendar
    return date.fromordinal(ordinal)


@dataclass(frozen=True, eq=False)
class Calendar:
    """The days of one division; `special` holds every day that its weekday alone does not tell.

    `division` is the most particular one that the days were fixed for, `CN` for the nation.
    Weekends are Saturday and Sunday throughout, though the law gave both only from May 1995 on.
    In a year that is not `settled` the festivals are computed and make-up days unknown.
    """

    division: str
    version: str
    serial: int
    settled: frozenset[int]
    special: Mapping[date, Day] = field(repr=False)
    _worked: Sequence[int] = field(init=False, repr=False)
    _ranks: Sequence[int] = field(init=False, repr=False)
    _unsettled: Sequence[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Number the days once, so that no count ever walks over them."""
        worked = [day.weekday() < 5 for day in _DAYS]
        for day, special in self.special.items():
            worked[covered(day).toordinal() - FIRST] = special.kind is not DayKind.REST
        unsettled = (day.year not in self.settled for day in _DAYS)
        object.__setattr__(self, "_worked", array("i", compress(range(FIRST, LAST + 1), worked)))
        object.__setattr__(self, "_ranks", array("i", accumulate(worked, initial=0)))
        object.__setattr__(self, "_unsettled", array("i", accumulate(unsettled, initial=0)))

    def kind_of(self, day: date) -> DayKind:
        special = self.special.get(covered(day))
        if special is not None:
            return special.kind
        return DayKind.WORKING if day.weekday() < 5 else DayKind.REST

    def is_working(self, day: date) -> bool:
        return self.kind_of(day) is not DayKind.REST

    def provisional(self, year: int) -> bool:
        """No notice settles the year, or none of a region that has festivals of its own."""
        return year not in self.settled

    def leans(self, first: int, last: int) -> bool:
        """Whether any day from the first ordinal to the last lies in a provisional year."""
        return self._unsettled[last - FIRST + 1] > self._unsettled[first - FIRST]

    def name_of(self, day: date) -> Text | None:
        """Why the day is no ordinary working day; nothing if it is one."""
        special = self.special.get(day)
        return special.name if special is not None else _WEEKEND.get(day.weekday())

    def worked_until(self, ordinal: int) -> int:
        """How many working days of the calendar lie before this one or are it, by ordinals."""
        if not FIRST - 1 <= ordinal <= LAST:
            raise BeyondCalendar
        return self._ranks[ordinal - FIRST + 1]

    def nth_working(self, ordinal: int, number: int) -> int:
        """The ordinal of the nth working day after this day; before it for a negative number."""
        place = (
            self.worked_until(ordinal) + number - 1
            if number > 0
            else self.worked_until(ordinal - 1) + number
        )
        if not 0 <= place < len(self._worked):
            raise BeyondCalendar
        return self._worked[place]


_WEEKEND: Final = {5: Text("星期六", "Saturday"), 6: Text("星期日", "Sunday")}
