"""A second way to count: day by day as the law says it, with no line of the service in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby

from tests.calendars.tables import WORKED

CHINA = timezone(timedelta(hours=8))
A_DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
"""Hours are walked in quarters, so all instants of a case lie on them."""


@dataclass
class Asked:
    """A case to count: an event, terms of amount and unit, pauses, and how."""

    event: datetime
    terms: Sequence[tuple[int, str]]
    pauses: Sequence[tuple[datetime, datetime]] = ()
    backward: bool = False
    roll: bool = True
    closes_at: time | None = None
    late_is_next_day: bool = False


@dataclass
class Told:
    raw_on: date
    due_on: date
    due_at: datetime


def told(asked: Asked) -> Told:
    still = still_days(asked)
    way = -A_DAY if asked.backward else A_DAY
    day, instant = opening(asked), hour_of(asked)
    for unit, terms in groupby(asked.terms, lambda term: term[1]):
        amount = sum(amount for amount, _ in terms)
        if unit == "hour":
            instant = after_hours(asked, instant, amount)
            day = (instant - timedelta(microseconds=1)).date()
        else:
            day = after(day, amount, unit, way, still)
            instant = end_of(day)
    rolled = day
    if asked.roll and not WORKED[day]:
        while not WORKED[rolled] or rolled in still:
            rolled += way
    return Told(day, rolled, end_at(asked, day, rolled, instant))


def end_at(asked: Asked, day: date, rolled: date, instant: datetime) -> datetime:
    """An hour ends when it ends, unless it rolls; a day with the office, or at midnight."""
    if asked.terms[-1][1] == "hour":
        return instant if rolled == day else end_of(rolled)
    if asked.closes_at is not None:
        return datetime.combine(rolled, asked.closes_at, CHINA)
    return end_of(rolled)


def still_days(asked: Asked) -> set[date]:
    """The day of a pause still counts, the day of the resumption no longer does not."""
    still = set()
    for since, until in asked.pauses:
        day = since.date()
        while day < until.date():
            day += A_DAY
            still.add(day)
    return still


def opening(asked: Asked) -> date:
    """The day of the event, which is not counted; late, the next on which the office works."""
    day = asked.event.date()
    hourly = asked.terms[0][1] == "hour"
    if not asked.late_is_next_day or asked.backward or hourly or asked.closes_at is None:
        return day
    if WORKED[day] and asked.event.time() < asked.closes_at:
        return day
    day += A_DAY
    while not WORKED[day]:
        day += A_DAY
    return day


def after(day: date, amount: int, unit: str, way: timedelta, still: set[date]) -> date:
    if unit in {"month", "year"}:
        months = amount * 12 if unit == "year" else amount
        day, amount = month_after(day, months, way, still)
        unit = "calendar_day"
    while amount > 0:
        day += way
        if day not in still and (unit == "calendar_day" or WORKED[day]):
            amount -= 1
    return day


def month_after(origin: date, months: int, way: timedelta, still: set[date]) -> tuple[date, int]:
    """The corresponding day, and how many days on the way to it stood still."""
    day, lost, passed = origin, 0, 0
    while passed < months or not corresponds(day, origin):
        following = day + way
        passed += following.month != day.month
        day = following
        lost += day in still
    return day, lost


def corresponds(day: date, origin: date) -> bool:
    is_last = (day + A_DAY).month != day.month
    return day.day == origin.day or (is_last and day.day < origin.day)


def hour_of(asked: Asked) -> datetime:
    """The hour of the event is not counted: what follows it is, or counting back what precedes."""
    begun = asked.event.replace(minute=0, second=0, microsecond=0)
    return begun if asked.backward else begun + timedelta(hours=1)


def after_hours(asked: Asked, begun: datetime, hours: int) -> datetime:
    quarters, now = hours * 4, begun
    way = -QUARTER if asked.backward else QUARTER
    while quarters:
        passed = min(now, now + way)
        now += way
        quarters -= not any(since <= passed < until for since, until in asked.pauses)
    return now


def end_of(day: date) -> datetime:
    return datetime.combine(day + A_DAY, time(), CHINA)
