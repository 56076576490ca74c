"""The explanation of a count as callers see it: its days, its rule, its other reading."""

from collections.abc import Iterable
from datetime import date, datetime

from app.calendars.explanation import Step
from app.calendars.table import Calendar
from app.calendars.terms import Office
from app.core.clock import shown
from app.deadlines import timing
from app.deadlines.explanation_schemas import ExplainedRule, OfficeView, ReadingView, StepView
from app.deadlines.rule import Ground, Rule
from app.deadlines.timing import Count


def steps(taken: Iterable[Step]) -> list[StepView]:
    return [
        StepView(
            on=step.on,
            kind=step.kind,
            number=step.number,
            reason_zh=step.reason.zh,
            reason_en=step.reason.en,
        )
        for step in taken
    ]


def start(origin: date | datetime) -> str:
    """What a count begins with: a day, or an instant in the civil time of China."""
    return shown(origin) if isinstance(origin, datetime) else origin.isoformat()


def rule(explained: Rule) -> ExplainedRule:
    return ExplainedRule(
        code=explained.code,
        name_zh=explained.zh,
        name_en=explained.en,
        source=explained.source,
        article=explained.article,
        certainty=explained.certainty,
        certainty_zh=explained.certainty.zh,
        certainty_en=explained.certainty.en,
        **in_both(explained.note, "note"),
    )


def in_both(ground: Ground | None, name: str) -> dict[str, str | None]:
    """Words of a rule as the two members of a view."""
    zh, en = (ground.zh, ground.en) if ground else (None, None)
    return {f"{name}_zh": zh, f"{name}_en": en}


def office(of: Office | None) -> OfficeView | None:
    if of is None:
        return None
    return OfficeView(closes_at=of.closes_at, late_is_next_day=of.late_is_next_day)


def other_reading(count: Count, calendar: Calendar) -> ReadingView | None:
    """The count in the reading of the unit that does not count, where the rule leaves it open."""
    other = timing.in_other_unit(count)
    if other is None:
        return None
    end = timing.timing(other, calendar)
    return ReadingView(
        unit=other.terms[0].unit,
        due_on=end.due_on,
        due_at=end.due_at,
        steps=steps(timing.explained(other, calendar)),
    )
