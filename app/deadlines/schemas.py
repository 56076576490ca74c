"""What callers ask for and see of the clocks."""

from datetime import date
from uuid import UUID

from app.core.fields import Identifier, Instant, QueryFlag, ShownAt, View
from app.core.pages import Page
from app.deadlines.models import DeadlineStatus
from app.listing import Paging


class DeadlineFilters(Paging):
    """Which clocks to list; `due_before` takes those that have run out by that instant."""

    case_id: Identifier | None = None
    piece_id: Identifier | None = None
    status: DeadlineStatus | None = None
    overdue: QueryFlag | None = None
    due_before: Instant | None = None


class DeadlineView(View):
    """One clock with the rule that set it.

    `due_at` is the first instant that is late; `other_due_on` is the end in the other reading of
    a unit that the text leaves open. A right that has lapsed is not overdue.
    """

    id: UUID
    case_id: UUID
    case_number: str
    piece_id: UUID | None
    rule_code: str
    rule_name_zh: str
    rule_name_en: str
    responsible: str
    status: DeadlineStatus
    starts_at: ShownAt
    due_on: date
    due_at: ShownAt
    other_due_on: date | None
    is_provisional: bool
    is_overdue: bool
    calendar_version: str
    stopped_at: ShownAt | None
    source: str
    article: str | None


class DeadlinePage(Page[DeadlineView]):
    """One page of clocks, the soonest due first."""
