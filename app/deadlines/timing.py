"""When a clock ends: the one place where rule, facts, ledger and calendar become a due date."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from app.agencies.station_rules import StationRules
from app.calendars import counting, explanation
from app.calendars.days import Calendar
from app.calendars.explanation import Step
from app.calendars.terms import Office, Pause, Term, Unit
from app.core.clock import CHINA
from app.deadlines.models import Deadline
from app.deadlines.rule import Rule


class Setting(NamedTuple):
    """By what a clock is counted: its rule as the station applies it, and the days of the place."""

    rule: Rule
    local: StationRules
    calendar: Calendar
    rules_version: str

    @property
    def office(self) -> Office | None:
        return office_of(self.local)


def office_of(local: StationRules) -> Office | None:
    """The business hours of a station that has set any."""
    if local.closes_at is None:
        return None
    return Office(local.closes_at, local.late_is_next_day)


class Count(NamedTuple):
    """All that a due date follows from, besides the calendar; an open pause is not in it yet.

    `terms` are the first term and what extensions add to it or put in its place.
    """

    rule: Rule
    start: date | datetime
    first: Term
    terms: tuple[Term, ...]
    pauses: tuple[Pause, ...] = ()
    office: Office | None = None


class Timing(NamedTuple):
    """The columns of a clock that a count gives."""

    due_on: date
    due_at: datetime
    original_due_on: date
    other_due_on: date | None
    is_provisional: bool
    calendar_version: str


# All that starts on one day under one rule ends on one day, so a day is counted once.
@lru_cache(maxsize=4096)
def timing(count: Count, calendar: Calendar) -> Timing:
    """The end of a clock, its end without pauses and extensions, and the other reading's end."""
    due = counting.due(count.start, count.terms[0], calendar, **_manner(count))
    other = in_other_unit(count)
    return Timing(
        due_on=due.due_on,
        due_at=due.due_at,
        original_due_on=_original(count, calendar) if _was_moved(count) else due.due_on,
        other_due_on=timing(other, calendar).due_on if other else None,
        is_provisional=due.provisional,
        calendar_version=due.calendar_version,
    )


def explained(count: Count, calendar: Calendar) -> tuple[Step, ...]:
    """Every day that was counted or passed over on the way to the end, with its reason."""
    return explanation.explain(count.start, count.terms[0], calendar, **_manner(count))


def counted(setting: Setting, start: datetime, term: Term) -> Count:
    """The count of a clock that starts now."""
    origin = _origin(start, term, setting.local)
    return Count(setting.rule, origin, term, (term,), office=setting.office)


def recounted(clock: Deadline, setting: Setting) -> Count:
    """The count of a clock that has started, with what its ledger holds."""
    first = Term(clock.amount, Unit(clock.unit))
    return Count(
        rule=setting.rule,
        start=_origin(clock.starts_at, first, setting.local),
        first=first,
        terms=_terms(first, clock.extensions),
        pauses=tuple(_pause(pause) for pause in clock.pauses if pause["until"] is not None),
        office=setting.office,
    )


def _manner(count: Count) -> dict[str, Any]:
    return {
        "direction": count.rule.direction,
        "roll": count.rule.roll,
        "extensions": count.terms[1:],
        "pauses": count.pauses,
        "office": count.office,
    }


def _was_moved(count: Count) -> bool:
    return count.terms != (count.first,) or bool(count.pauses)


def _original(count: Count, calendar: Calendar) -> date:
    return timing(count._replace(terms=(count.first,), pauses=()), calendar).due_on


def in_other_unit(count: Count) -> Count | None:
    """The same count where the text of the rule leaves the unit open, in the other reading."""
    other = count.rule.alternative_unit
    if other is None:
        return None
    rule = count.rule.in_one_reading()
    first, *longer = (term._replace(unit=other) for term in (count.first, *count.terms))
    return count._replace(rule=rule, first=first, terms=tuple(longer))


def _origin(start: datetime, term: Term, local: StationRules) -> date | datetime:
    """Days are counted from a day: what comes on one day has one start.

    Where what comes after hours counts as of the next working day, the time of day matters; a day
    that was stated without one begins at its midnight and is itself.
    """
    civil = start.astimezone(CHINA)
    is_stated_day = civil.time() == time()
    if term.unit is Unit.HOUR or (local.late_is_next_day and not is_stated_day):
        return civil
    return civil.date()


def _terms(first: Term, extensions: Sequence[Mapping[str, Any]]) -> tuple[Term, ...]:
    terms = [first]
    for extension in extensions:
        longer = Term(extension["amount"], Unit(extension["unit"]))
        terms = [longer] if extension["replaces"] else [*terms, longer]
    return tuple(terms)


def _pause(pause: Mapping[str, Any]) -> Pause:
    return Pause(datetime.fromisoformat(pause["since"]), datetime.fromisoformat(pause["until"]))
