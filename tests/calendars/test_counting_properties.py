"""Tests of what holds for every count, some against an independent implementation."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendars.counting import due
from app.calendars.days import Calendar
from app.calendars.terms import Direction, Term, Unit
from app.core.clock import CHINA
from tests.calendars.tables import HOLIDAYS

CALENDAR_DAY, WORKING_DAY = Unit.CALENDAR_DAY, Unit.WORKING_DAY

noticed_days = st.dates(date(2023, 1, 1), date(2026, 9, 30))
starts = st.dates(date(1965, 1, 1), date(2080, 12, 31))
instants = st.datetimes(
    datetime.fromisoformat("1965-01-01"),
    datetime.fromisoformat("2080-12-31"),
    timezones=st.sampled_from([UTC, CHINA]),
)
directions = st.sampled_from(Direction)
amounts = st.integers(1, 90)
terms = st.builds(Term, st.integers(1, 12), st.sampled_from(Unit))
unhurried = settings(deadline=None)


@unhurried
@given(start=noticed_days, amount=st.integers(1, 60), direction=directions)
def test_working_days_are_counted_as_an_independent_implementation_counts_them(
    calendar: Calendar,
    start: date,
    amount: int,
    direction: Direction,
) -> None:
    sign = 1 if direction is Direction.AFTER else -1

    end = due(start, Term(amount, WORKING_DAY), calendar, direction=direction)

    assert end.due_on == HOLIDAYS.get_nth_working_day(start, sign * amount)


@unhurried
@given(start=noticed_days, amount=amounts)
def test_an_end_rolls_as_an_independent_implementation_rolls_it(
    calendar: Calendar, start: date, amount: int
) -> None:
    end = due(start, Term(amount, CALENDAR_DAY), calendar)

    assert end.raw_on == start + timedelta(days=amount)
    assert end.due_on == HOLIDAYS.get_nth_working_day(end.raw_on, 0)


@unhurried
@given(start=instants, term=terms, direction=directions)
def test_an_end_that_may_roll_is_always_a_working_day(
    calendar: Calendar, start: datetime, term: Term, direction: Direction
) -> None:
    end = due(start, term, calendar, direction=direction)

    assert calendar.is_working(end.due_on)


@unhurried
@given(start=instants, term=terms, direction=directions)
def test_an_end_lies_on_the_right_side_of_its_start(
    calendar: Calendar, start: datetime, term: Term, direction: Direction
) -> None:
    end = due(start, term, calendar, direction=direction)

    assert (end.due_at > start) is (direction is Direction.AFTER)
    assert end.due_on == (end.due_at - datetime.resolution).astimezone(CHINA).date()


@unhurried
@given(start=instants, term=terms, direction=directions)
def test_a_rest_day_moves_the_end_away_from_the_start_and_never_past_a_working_day(
    calendar: Calendar, start: datetime, term: Term, direction: Direction
) -> None:
    end = due(start, term, calendar, direction=direction)

    away = 1 if direction is Direction.AFTER else -1
    moved_by = (end.due_on - end.raw_on).days * away
    left = [end.raw_on + timedelta(days=offset * away) for offset in range(moved_by)]
    assert moved_by >= 0
    assert not any(calendar.is_working(day) for day in left)


@unhurried
@given(start=instants, term=terms, direction=directions, roll=st.booleans())
def test_a_longer_term_never_ends_closer_to_its_start(
    calendar: Calendar, start: datetime, term: Term, direction: Direction, roll: bool
) -> None:
    """By the day: hours that roll last to the end of a day on which more hours may end early."""
    longer = Term(term.amount + 1, term.unit)

    ends = [due(start, each, calendar, direction=direction, roll=roll) for each in (term, longer)]

    closest_first = sorted(ends, key=lambda end: end.due_on, reverse=direction is Direction.BEFORE)
    assert ends == closest_first
    if term.unit is not Unit.HOUR or not roll:
        instants = [end.due_at for end in ends]
        assert instants == sorted(instants, reverse=direction is Direction.BEFORE)


@unhurried
@given(start=starts, amount=amounts)
def test_calendar_days_never_end_after_as_many_working_days(
    calendar: Calendar, start: date, amount: int
) -> None:
    in_calendar_days = due(start, Term(amount, CALENDAR_DAY), calendar)
    in_working_days = due(start, Term(amount, WORKING_DAY), calendar)

    assert in_calendar_days.due_on <= in_working_days.due_on


@unhurried
@given(start=starts, months=st.integers(1, 60), direction=directions)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(
    calendar: Calendar, start: date, months: int, direction: Direction
) -> None:
    sign = 1 if direction is Direction.AFTER else -1

    raw_on = due(start, Term(months, Unit.MONTH), calendar, direction=direction).raw_on

    assert (raw_on.year - start.year) * 12 + raw_on.month - start.month == sign * months
    assert raw_on.day == min(start.day, monthrange(raw_on.year, raw_on.month)[1])


@unhurried
@given(start=starts, years=st.integers(1, 15))
def test_a_year_is_twelve_months(calendar: Calendar, start: date, years: int) -> None:
    in_months = due(start, Term(12 * years, Unit.MONTH), calendar)

    assert due(start, Term(years, Unit.YEAR), calendar) == in_months
