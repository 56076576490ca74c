"""What callers see of a count: its days, its rule, and the events behind it."""

from datetime import date, time
from uuid import UUID

from app.calendars.steps import StepKind
from app.calendars.terms import Direction, Unit
from app.core.fields import ShownAt, View
from app.deadlines.codes import Approver, Certainty
from app.deadlines.schemas import TermShown


class StepView(View):
    """One day on the way to the end, and what it meant for the count."""

    on: date
    kind: StepKind
    number: int | None
    reason_zh: str
    reason_en: str


class OfficeView(View):
    """The business hours by which a day ends, and whether what comes late counts a day later."""

    closes_at: time
    late_is_next_day: bool


class ReadingView(View):
    """The same count in the other reading of a unit that the text leaves open."""

    unit: Unit
    due_on: date
    due_at: ShownAt
    steps: list[StepView]


class CauseView(View):
    """The event of the case that started or moved the clock, and when it was recorded.

    `fact` is the kind of a procedural fact and `stated` the day or instant that it states.
    """

    event_id: UUID
    type: str
    fact: str | None
    stated: str | None
    zh: str
    en: str
    occurred_at: ShownAt
    agency: str


class ExplainedPause(View):
    since: ShownAt
    until: ShownAt | None
    cause: CauseView


class ExplainedExtension(View):
    amount: int
    unit: Unit
    replaces: bool
    approver: Approver
    approver_zh: str
    approver_en: str
    approved_on: date
    cause: CauseView


class ExplainedRule(View):
    code: str
    name_zh: str
    name_en: str
    source: str
    article: str | None
    certainty: Certainty
    certainty_zh: str
    certainty_en: str
    note_zh: str | None
    note_en: str | None


class ExplanationView(View):
    """Why a clock ends when it does; whoever counts again with this alone gets the same end.

    `start` is what the count begins with: a day, or for hours and late arrivals an instant.
    `terms` are the first term and what extensions added. `calendar_version` is that of the steps,
    `counted_with` that of the end. Where calendar or rules have changed since a clock was counted
    that has stopped, its end stays as it was and the steps are not `is_as_counted`.
    """

    deadline_id: UUID
    case_id: UUID
    division: str
    rule: ExplainedRule
    started_by: CauseView
    starts_at: ShownAt
    start: str
    term: TermShown
    terms: list[TermShown]
    direction: Direction
    roll: bool
    office: OfficeView | None
    pauses: list[ExplainedPause]
    extensions: list[ExplainedExtension]
    original_due_on: date
    due_on: date
    due_at: ShownAt
    is_provisional: bool
    calendar_version: str
    counted_with: str
    is_as_counted: bool
    steps: list[StepView]
    other_reading: ReadingView | None
