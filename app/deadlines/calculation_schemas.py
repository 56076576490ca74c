"""What callers ask of a calculation that belongs to no case, and what they are told."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from app.calendars.terms import Direction, Unit
from app.core.field_codes import field_code, refusal
from app.core.fields import Body, DayOrInstant, Flag, Instant, ShownAt, View, Whole
from app.deadlines.explanation_schemas import ExplainedRule, OfficeView, ReadingView, StepView
from app.deadlines.schemas import RuleCode, TermShown

RULE_OR_TERM: Final = field_code(
    "rule-or-term", "须填写 rule 或 term", "Give a rule or a term to count"
)
SET_BY_RULE: Final = field_code(
    "set-by-rule", "由规则确定，请勿填写", "The rule settles this; leave it out"
)
PAUSES_OVERLAP: Final = field_code("pauses-overlap", "中止期间相互重叠", "Two pauses overlap")

Division = Annotated[str, StringConstraints(pattern=r"^(?:CN|[1-9][0-9]{5})$", max_length=6)]


class CountedTerm(Body):
    """A length of time, such as five working days."""

    amount: Annotated[Whole, Field(ge=1, le=10_000)]
    unit: Unit


class PausedTime(Body):
    """A time that is not counted; the day on which it begins counts, the one of its end not."""

    since: Instant
    until: Instant


class CalculationBody(Body):
    """A term counted from a day or an instant, or a rule applied to it.

    The rule settles direction and roll, and the term as well, unless the law leaves its length to
    the case. What may not be paused or extended under the rule, is not paused or extended here.
    """

    division: Division
    start: DayOrInstant
    rule: RuleCode | None = None
    term: CountedTerm | None = None
    direction: Direction | None = None
    roll: Flag | None = None
    pauses: Annotated[tuple[PausedTime, ...], Field(max_length=20)] = ()
    extensions: Annotated[tuple[CountedTerm, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.rule is None and self.term is None:
            raise refusal(RULE_OR_TERM)
        if self.rule is not None and (self.direction is not None or self.roll is not None):
            raise refusal(SET_BY_RULE)
        pauses = sorted(self.pauses, key=lambda pause: pause.since)
        if any(later.since < earlier.until for earlier, later in pairwise(pauses)):
            raise refusal(PAUSES_OVERLAP)
        return self


class CalculationView(View):
    """When the time ends: the first instant that is late, and every day on the way there.

    `original_due_on` is the end without pauses and extensions. A `provisional` end leans on a
    year whose working days no notice settles yet.
    """

    division: str
    start: str
    rule: ExplainedRule | None
    term: TermShown
    direction: Direction
    roll: bool
    office: OfficeView | None
    due_on: date
    due_at: ShownAt
    original_due_on: date
    provisional: bool
    calendar_version: str
    explanation: list[StepView]
    other_reading: ReadingView | None
