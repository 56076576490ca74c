"""What a caller is shown of an import: the days that it changes and the deadlines that it moves."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.calendars.table import DayKind
from app.core.fields import ShownAt, View
from app.deadlines.calendar_import import MOST_SHOWN


class ChangedDayView(View):
    """A day that is something else under the new calendar, and by what name."""

    on: date
    before: DayKind
    after: DayKind
    name_zh: str | None
    name_en: str | None


class MovedDeadlineView(View):
    """A clock that ends at another time, of a case that the caller may see."""

    id: UUID
    case_number: str
    rule_code: str
    due_on_before: date
    due_at_before: ShownAt
    due_on: date
    due_at: ShownAt


class CalendarImportView(View):
    """What the import does. The deadlines move soon after it, each with an event of its own."""

    division: str
    year: int
    version: str
    is_provisional: bool
    days: list[ChangedDayView]
    deadlines_moved: int = Field(description="running and paused deadlines of the division")
    deadlines: list[MovedDeadlineView] = Field(
        description=f"the first {MOST_SHOWN} of them whose cases you may see"
    )
