"""Tests of the explanation: each day that mattered, its reason, and that nothing is left out."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendars.counting import Direction, Due, Term, Unit, due
from app.calendars.days import Calendar
from app.core.clock import CHINA
from app.core.languages import Text

CALENDAR_DAY, WORKING_DAY = Unit.CALENDAR_DAY, Unit.WORKING_DAY
BACK = Direction.BEFORE


def test_the_explanation_of_working_days_names_each_day_passed(calendar: Calendar) -> None:
    end = due(date(2024, 2, 8), Term(2, WORKING_DAY), calendar)

    assert [step.on.day for step in end.steps] == [8, *range(9, 19), 18]
    assert [end.steps[index].reason for index in (0, 1, 2, 10, 11)] == [
        Text("起算事由发生当日，不计入", "day of the event: not counted"),
        Text("工作日，计第1日", "working day: counted as day 1"),
        Text("春节，不计入", "Spring Festival: not counted"),
        Text("春节调休上班，计第2日", "make-up working day for Spring Festival: counted as day 2"),
        Text("24:00届满", "ends at 24:00"),
    ]


def test_the_explanation_of_calendar_days_names_the_rest_days_that_moved_the_end(
    calendar: Calendar,
) -> None:
    end = due(date(2023, 11, 13), Term(5, CALENDAR_DAY), calendar)

    assert [(step.on.day, step.reason.en) for step in end.steps] == [
        (13, "day of the event: not counted"),
        (18, "Saturday: the end moves to a later day"),
        (19, "Sunday: the end moves to a later day"),
        (20, "ends at 24:00"),
    ]


def test_the_explanation_of_a_count_back_moves_earlier(calendar: Calendar) -> None:
    end = due(date(2026, 9, 30), Term(4, CALENDAR_DAY), calendar, direction=BACK)

    assert [(step.on.day, step.reason.zh) for step in end.steps] == [
        (30, "起算事由发生当日，不计入"),
        (26, "中秋节，期限提前"),
        (25, "中秋节，期限提前"),
        (24, "24:00届满"),
    ]


def test_the_explanation_of_hours_ends_at_the_hour(calendar: Calendar) -> None:
    morning = datetime(2026, 11, 24, 10, 20, tzinfo=CHINA)

    end = due(morning, Term(3, Unit.HOUR), calendar)

    assert [step.reason.zh for step in end.steps] == ["起算事由发生的当时，不计入", "14:00届满"]


@settings(deadline=None)
@given(
    start=st.dates(date(2004, 1, 1), date(2080, 12, 31)),
    amount=st.integers(1, 90),
    direction=st.sampled_from(Direction),
)
def test_the_explanation_alone_gives_the_same_end(
    calendar: Calendar, start: date, amount: int, direction: Direction
) -> None:
    end = due(start, Term(amount, WORKING_DAY), calendar, direction=direction)

    *passed, last = end.steps
    counted = [step.on for step in passed if "counted as" in step.reason.en]
    assert [step.on for step in passed] == consecutive(end)
    assert len(counted) == amount
    assert counted[-1] == last.on == end.due_on


def consecutive(end: Due) -> list[date]:
    """Every day from the event to the end, in the direction of the count."""
    first, last = end.steps[0].on, end.due_on
    away = 1 if last > first else -1
    return [first + timedelta(days=day * away) for day in range(abs((last - first).days) + 1)]
