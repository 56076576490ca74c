"""What callers ask for and see of the clocks."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.auth.actions import ActionView
from app.calendars.terms import Unit
from app.core.fields import Identifier, Instant, QueryFlag, ShownAt, View
from app.core.pages import Page
from app.deadlines.codes import Approver, Certainty, Expiry, Obliged
from app.deadlines.lifecycle import DeadlineStatus
from app.listing import Paging

AgencyId = Annotated[str, Field(pattern=r"^[0-9]{6}-[a-z_]{2,40}$", max_length=47)]
RuleCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{2,39}$", max_length=40)]


class DeadlineFilters(Paging):
    """Which clocks to list.

    Without a case or a piece of work, the list is the worklist of one agency: what it must see
    to, your own unless `agency` names another, and only what runs unless `status` says otherwise.
    `due_before` takes what has run out by that instant, `due_from` what has not: from one
    midnight to the next, together, they take what is due on that day.
    """

    agency: AgencyId | None = None
    case_id: Identifier | None = None
    piece_id: Identifier | None = None
    rule_code: RuleCode | None = None
    status: DeadlineStatus | None = None
    overdue: QueryFlag | None = None
    due_from: Instant | None = None
    due_before: Instant | None = None


class ClockSummary(View):
    """A clock in the view of what it belongs to; `responsible` must see to it before `due_at`."""

    id: UUID
    rule_code: str
    piece_id: UUID | None
    concerns: UUID | None
    responsible: str
    status: DeadlineStatus
    due_on: date
    due_at: ShownAt
    other_due_on: date | None
    is_provisional: bool


class TermShown(View):
    """A length of time as data and in words."""

    amount: int
    unit: Unit
    zh: str
    en: str


class DeadlineLine(View):
    """One clock with the rule that set it.

    `due_at` is the first instant that is late; `other_due_on` is the end in the other reading of
    a unit that the text leaves open. A right that has lapsed is not overdue. `concerns` is the
    worker or party to whom the clock belongs, if it is not that of the whole case.
    """

    id: UUID
    case_id: UUID
    case_number: str
    piece_id: UUID | None
    concerns: UUID | None
    rule_code: str
    rule_name_zh: str
    rule_name_en: str
    responsible: str
    status: DeadlineStatus
    version: int
    starts_at: ShownAt
    due_on: date
    due_at: ShownAt
    original_due_on: date
    other_due_on: date | None
    is_provisional: bool
    is_overdue: bool
    calendar_version: str
    breached_at: ShownAt | None
    escalation: int
    stopped_at: ShownAt | None
    source: str
    article: str | None


class DeadlinePage(Page[DeadlineLine]):
    """One page of clocks, the soonest due first."""


class PauseShown(View):
    """A time in which the clock stood still; `cause` is the event that began it."""

    since: ShownAt
    until: ShownAt | None
    cause: UUID


class ExtensionShown(View):
    """How the term became longer; with `replaces`, this term stands in place of the first."""

    amount: int
    unit: Unit
    replaces: bool
    approver: Approver
    approved_on: date
    cause: UUID


class DeadlineView(DeadlineLine):
    """One clock with its ledger, what its rule says, and what the caller may do with it.

    `next_notice_at` is when the service speaks of the clock next: a reminder, that it has run
    out, or an escalation.
    """

    division: str
    term: TermShown
    other_unit: Unit | None
    pauses: list[PauseShown]
    extensions: list[ExtensionShown]
    next_notice_at: ShownAt | None
    obliged: Obliged
    obliged_zh: str
    obliged_en: str
    certainty: Certainty
    certainty_zh: str
    certainty_en: str
    on_expiry: Expiry
    consequence_zh: str | None
    consequence_en: str | None
    actions: list[ActionView]
