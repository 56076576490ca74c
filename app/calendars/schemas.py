"""What callers are shown of a year of a calendar."""

from datetime import date

from app.calendars.days import Calendars
from app.calendars.table import DayKind
from app.core.fields import View


class CalendarDayView(View):
    """A day that its weekday alone does not tell, and why."""

    on: date
    kind: DayKind
    name_zh: str
    name_en: str


class CalendarView(View):
    """One year. All days that are not listed are worked, Saturdays and Sundays excepted.

    A provisional year awaits a notice: its festivals are computed, its make-up days unknown.
    """

    division: str
    year: int
    version: str
    is_provisional: bool
    sources: list[str]
    working_days: int
    make_up_days: int
    days: list[CalendarDayView]


def calendar_view(calendars: Calendars, division: str, year: int) -> CalendarView:
    calendar = calendars.of(division)
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = [
        CalendarDayView(on=on, kind=day.kind, name_zh=day.name.zh, name_en=day.name.en)
        for on, day in sorted(calendar.special.items())
        if on.year == year
    ]
    return CalendarView(
        division=division,
        year=year,
        version=calendar.version,
        is_provisional=calendar.provisional(year),
        sources=calendars.sources(division, year),
        working_days=calendar.worked_until(last) - calendar.worked_until(first - 1),
        make_up_days=sum(day.kind is DayKind.MAKE_UP for day in days),
        days=days,
    )
