"""What callers send and see of procedural facts: what happened, when, to whom, by which paper."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.calendars.terms import Unit
from app.core.field_codes import field_code, refusal
from app.core.fields import (
    Body,
    Day,
    Identifier,
    Instant,
    LongText,
    ShortText,
    ShownAt,
    View,
    Whole,
)
from app.deadlines.schemas import ClockSummary
from app.events.procedure import FactKind

DAY_OR_INSTANT = field_code(
    "day-or-instant", "日期与时刻只能填写其一", "Give either the day or the instant"
)


class StatedTerm(Body):
    """The time that a paper sets, in days, where the law leaves its length to the case."""

    amount: Annotated[Whole, Field(ge=1, le=366)]
    unit: Literal[Unit.CALENDAR_DAY, Unit.WORKING_DAY]


class ProceduralFactBody(Body):
    """Something that happened in a procedure.

    A time limit in hours needs the instant. `concerns` is the worker or party to whom it
    happened; without it, it happened to the case as a whole.
    """

    kind: FactKind
    occurred_on: Day | None = None
    occurred_at: Instant | None = None
    concerns: Identifier | None = None
    term: StatedTerm | None = None
    document: ShortText | None = None
    note: LongText | None = None

    @model_validator(mode="after")
    def _dated_once(self) -> "ProceduralFactBody":
        if (self.occurred_on is None) == (self.occurred_at is None):
            raise refusal(DAY_OR_INSTANT)
        return self


class TermView(View):
    amount: int
    unit: Unit


class ProceduralFactView(View):
    """A fact as it was recorded; `deadlines` are the clocks that nothing has moved since."""

    id: UUID
    case_id: UUID
    kind: FactKind
    name_zh: str
    name_en: str
    occurred_on: date | None
    occurred_at: ShownAt | None
    concerns: UUID | None
    term: TermView | None
    document: str | None
    note: str | None
    recorded_by: str
    recorded_at: ShownAt
    deadlines: list[ClockSummary]
