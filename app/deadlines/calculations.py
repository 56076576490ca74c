"""What-if: when a time would end that belongs to no case. Nothing is read but the law."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.agencies.station_rules import StationRules
from app.calendars import counting, days, explanation
from app.calendars.course import local_day
from app.calendars.errors import NoSuchCalendar
from app.calendars.explanation import Step
from app.calendars.table import Calendar
from app.calendars.terms import Direction, Office, Pause, Term
from app.core import field_codes
from app.core.errors import FieldFault, Invalid
from app.deadlines import explaining, rulebook, starting, timing, words
from app.deadlines.calculation_schemas import SET_BY_RULE, CalculationBody, CalculationView
from app.deadlines.errors import ExtensionTooLong, ExtensionUsed, NotExtendable, NotPausable
from app.deadlines.explanation_schemas import ReadingView
from app.deadlines.law import Law
from app.deadlines.rule import Extension, Rule


@dataclass(frozen=True)
class Span:
    """A time to be counted; its terms are the first and what extensions add to it."""

    start: date | datetime
    terms: tuple[Term, ...]
    calendar: Calendar
    direction: Direction
    roll: bool
    office: Office | None
    pauses: tuple[Pause, ...] = ()

    def due(self) -> counting.Due:
        return counting.due(self.start, self.terms[0], self.calendar, **self._manner())

    def steps(self) -> Sequence[Step]:
        return explanation.explain(self.start, self.terms[0], self.calendar, **self._manner())

    def _manner(self) -> dict[str, Any]:
        return {
            "direction": self.direction,
            "roll": self.roll,
            "extensions": self.terms[1:],
            "pauses": self.pauses,
            "office": self.office,
        }


def calculate(law: Law, body: CalculationBody) -> CalculationView:
    """The end of a time, counted as the station of that division counts it."""
    if not days.is_known(body.division):
        raise NoSuchCalendar
    local = rulebook.local_rules(law, body.division)
    rule = _rule(law, local, body)
    first = _first(law, local, rule, body)
    whole = replace(first, terms=_terms(rule, first, body), pauses=_pauses(rule, body))
    return _view(body, rule, first, whole)


def _rule(law: Law, local: StationRules, body: CalculationBody) -> Rule | None:
    """The rule in force on the first day, as the station counts it."""
    if body.rule is None:
        return None
    return starting.localised(law.catalogue.rule(body.rule, local_day(body.start)), local)


def _first(law: Law, local: StationRules, rule: Rule | None, body: CalculationBody) -> Span:
    """The time as it starts, before anything pauses or extends it."""
    return Span(
        start=body.start,
        terms=(_term(rule, body),),
        calendar=law.calendars.of(body.division),
        direction=rule.direction if rule else body.direction or Direction.AFTER,
        roll=rule.roll if rule else body.roll is not False,
        office=timing.office_of(local),
    )


def _term(rule: Rule | None, body: CalculationBody) -> Term:
    if rule is None or rule.amount is None:
        if body.term is None:
            raise _fault("/term", field_codes.REQUIRED)
        return Term(body.term.amount, body.term.unit)
    if body.term is not None:
        raise _fault("/term", SET_BY_RULE)
    return Term(rule.amount, rule.unit)


def _terms(rule: Rule | None, first: Span, body: CalculationBody) -> tuple[Term, ...]:
    added = tuple(Term(extension.amount, extension.unit) for extension in body.extensions)
    if rule is None or not added:
        return first.terms + added
    if rule.extension is None:
        raise NotExtendable
    _check(rule.extension, added)
    return added[-1:] if rule.extension.replaces else first.terms + added


def _check(allowed: Extension, added: Sequence[Term]) -> None:
    if any(term.unit is not allowed.unit for term in added):
        raise _fault("/extensions", SET_BY_RULE)
    if allowed.amount is not None and max(term.amount for term in added) > allowed.amount:
        raise ExtensionTooLong(most=allowed.amount, unit=str(allowed.unit))
    if len(added) > allowed.times:
        raise ExtensionUsed(times=allowed.times)


def _pauses(rule: Rule | None, body: CalculationBody) -> tuple[Pause, ...]:
    if body.pauses and rule is not None and rule.suspension is None:
        raise NotPausable
    return tuple(Pause(pause.since, pause.until) for pause in body.pauses)


def _fault(pointer: str, code: str) -> Invalid:
    return Invalid(fields=[FieldFault(pointer, code, field_codes.FIELD_TEXTS[code])])


def _view(body: CalculationBody, rule: Rule | None, first: Span, whole: Span) -> CalculationView:
    due = whole.due()
    return CalculationView(
        division=body.division,
        start=explaining.start(body.start),
        rule=rule and explaining.rule(rule),
        term=words.shown(*first.terms[0]),
        direction=whole.direction,
        roll=whole.roll,
        office=explaining.office(whole.office),
        due_on=due.due_on,
        due_at=due.due_at,
        original_due_on=first.due().due_on,
        provisional=due.provisional,
        calendar_version=due.calendar_version,
        explanation=explaining.steps(whole.steps()),
        other_reading=_other_reading(rule, whole),
    )


def _other_reading(rule: Rule | None, whole: Span) -> ReadingView | None:
    if rule is None or rule.alternative_unit is None:
        return None
    unit = rule.alternative_unit
    other = replace(whole, terms=tuple(term._replace(unit=unit) for term in whole.terms))
    due = other.due()
    return ReadingView(
        unit=unit, due_on=due.due_on, due_at=due.due_at, steps=explaining.steps(other.steps())
    )
