"""Why a period ends when it does: each day that mattered, with its reason in both languages."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from app.calendars.days import Calendar
from app.core.clock import CHINA
from app.core.languages import Text


class Step(NamedTuple):
    """One day and what it meant for the count."""

    on: date
    reason: Text


def excluded(origin: date, *, hourly: bool) -> Step:
    return Step(origin, _EXCLUDED_HOUR if hourly else _EXCLUDED_DAY)


def counted(walked: Sequence[date], calendar: Calendar) -> Iterator[Step]:
    """The days walked through in search of working days, the working ones numbered."""
    number = 0
    for day in walked:
        number += calendar.is_working(day)
        numbered = Text(f"计第{number}日", f"counted as day {number}")
        yield _step(day, calendar, numbered if calendar.is_working(day) else _NOT_COUNTED)


def moved(passed: Sequence[date], calendar: Calendar, *, backward: bool) -> Iterator[Step]:
    """The rest days on which the period would have ended."""
    outcome = _EARLIER if backward else _LATER
    return (_step(day, calendar, outcome) for day in passed)


def ended(due_on: date, due_at: datetime) -> Step:
    clock = f"{due_at.astimezone(CHINA):%H:%M}".replace("00:00", "24:00")
    return Step(due_on, Text(f"{clock}届满", f"ends at {clock}"))


_EXCLUDED_DAY = Text("起算事由发生当日，不计入", "day of the event: not counted")
_EXCLUDED_HOUR = Text("起算事由发生的当时，不计入", "hour of the event: not counted")
_NOT_COUNTED = Text("不计入", "not counted")
_LATER = Text("期限顺延", "the end moves to a later day")
_EARLIER = Text("期限提前", "the end moves to an earlier day")
_ORDINARY = Text("工作日", "working day")


def _step(day: date, calendar: Calendar, outcome: Text) -> Step:
    named = calendar.name_of(day) or _ORDINARY
    return Step(day, Text(f"{named.zh}，{outcome.zh}", f"{named.en}: {outcome.en}"))
