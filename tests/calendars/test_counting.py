"""Tests of counting: worked examples and the rules one by one."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.calendars.counting import due
from app.calendars.days import Calendar
from app.calendars.table import BeyondCalendar
from app.calendars.terms import LONGEST, Direction, InstantNeeded, Term, TermOutOfRange, Unit
from app.core.clock import CHINA

CALENDAR_DAY, WORKING_DAY = Unit.CALENDAR_DAY, Unit.WORKING_DAY
BACK = Direction.BEFORE


@pytest.mark.parametrize(
    ("start", "term", "raw_on", "due_on"),
    [
        ("2023-11-13", Term(5, CALENDAR_DAY), "2023-11-18", "2023-11-20"),
        ("2023-11-13", Term(5, WORKING_DAY), "2023-11-20", "2023-11-20"),
        ("2024-02-05", Term(5, CALENDAR_DAY), "2024-02-10", "2024-02-18"),
        ("2024-02-05", Term(5, WORKING_DAY), "2024-02-18", "2024-02-18"),
        ("2025-01-24", Term(5, CALENDAR_DAY), "2025-01-29", "2025-02-05"),
        ("2025-01-24", Term(5, WORKING_DAY), "2025-02-07", "2025-02-07"),
        ("2026-02-11", Term(5, CALENDAR_DAY), "2026-02-16", "2026-02-24"),
        ("2026-02-11", Term(5, WORKING_DAY), "2026-02-25", "2026-02-25"),
        ("2025-09-18", Term(15, CALENDAR_DAY), "2025-10-03", "2025-10-09"),
        ("2026-01-15", Term(30, CALENDAR_DAY), "2026-02-14", "2026-02-14"),
        ("2025-11-30", Term(3, Unit.MONTH), "2026-02-28", "2026-02-28"),
        ("2024-02-29", Term(1, Unit.YEAR), "2025-02-28", "2025-02-28"),
        ("2025-11-10", Term(60, WORKING_DAY), "2026-02-03", "2026-02-03"),
        ("2025-11-10", Term(90, WORKING_DAY), "2026-03-23", "2026-03-23"),
        ("2026-04-28", Term(7, CALENDAR_DAY), "2026-05-05", "2026-05-06"),
        ("2026-04-28", Term(7, WORKING_DAY), "2026-05-11", "2026-05-11"),
        ("2026-02-02", Term(15, CALENDAR_DAY), "2026-02-17", "2026-02-24"),
        ("2024-10-01", Term(2, Unit.YEAR), "2026-10-01", "2026-10-08"),
        ("2026-09-18", Term(5, CALENDAR_DAY), "2026-09-23", "2026-09-23"),
        ("2026-09-18", Term(5, WORKING_DAY), "2026-09-24", "2026-09-24"),
    ],
)
def test_a_period_ends_where_the_law_ends_it(
    calendar: Calendar, start: str, term: Term, raw_on: str, due_on: str
) -> None:
    end = due(date.fromisoformat(start), term, calendar)

    assert (end.raw_on.isoformat(), end.due_on.isoformat()) == (raw_on, due_on)
    assert not end.provisional
    assert end.calendar_version == "CN-2026.1"


@pytest.mark.parametrize(
    ("term", "raw_on", "due_on"),
    [
        (Term(5, WORKING_DAY), "2026-02-12", "2026-02-12"),
        (Term(5, CALENDAR_DAY), "2026-02-21", "2026-02-14"),
        (Term(1, Unit.MONTH), "2026-01-26", "2026-01-26"),
    ],
)
def test_a_notice_before_a_hearing_is_due_on_the_safe_side_of_the_holiday(
    calendar: Calendar, term: Term, raw_on: str, due_on: str
) -> None:
    end = due(date(2026, 2, 26), term, calendar, direction=BACK)

    assert (end.raw_on.isoformat(), end.due_on.isoformat()) == (raw_on, due_on)


def test_a_period_of_days_is_over_at_the_midnight_that_ends_its_last_day(
    calendar: Calendar,
) -> None:
    end = due(date(2026, 9, 18), Term(5, CALENDAR_DAY), calendar)

    assert end.due_at == datetime(2026, 9, 24, tzinfo=CHINA)
    assert end.due_at.tzinfo is UTC


def test_the_day_of_an_instant_is_the_day_in_china(calendar: Calendar) -> None:
    evening_in_london = datetime(2026, 9, 17, 16, 30, tzinfo=UTC)

    end = due(evening_in_london, Term(5, CALENDAR_DAY), calendar)

    assert end == due(date(2026, 9, 18), Term(5, CALENDAR_DAY), calendar)


@pytest.mark.parametrize(
    ("start", "late_from"),
    [
        ("2026-11-24T10:20+08:00", "2026-11-25T11:00+08:00"),
        ("2026-11-24T10:00+08:00", "2026-11-25T11:00+08:00"),
        ("2026-11-24T02:59:59.999999+00:00", "2026-11-25T11:00+08:00"),
        ("2026-11-24T23:05+08:00", "2026-11-26T00:00+08:00"),
    ],
)
def test_hours_run_from_the_next_full_hour(calendar: Calendar, start: str, late_from: str) -> None:
    end = due(datetime.fromisoformat(start), Term(24, Unit.HOUR), calendar)

    assert end.due_at == datetime.fromisoformat(late_from)
    assert end.due_on == date(2026, 11, 25)


def test_hours_before_an_event_run_back_from_its_full_hour(calendar: Calendar) -> None:
    hearing = datetime(2026, 11, 25, 9, 30, tzinfo=CHINA)

    end = due(hearing, Term(24, Unit.HOUR), calendar, direction=BACK)

    assert end.due_at == datetime(2026, 11, 24, 9, tzinfo=CHINA)


def test_hours_that_end_on_a_rest_day_end_with_the_next_working_day(calendar: Calendar) -> None:
    friday = datetime(2026, 11, 27, 17, 20, tzinfo=CHINA)

    end = due(friday, Term(24, Unit.HOUR), calendar)

    assert (end.raw_on, end.due_on) == (date(2026, 11, 28), date(2026, 11, 30))
    assert end.due_at == datetime(2026, 12, 1, tzinfo=CHINA)


def test_a_period_that_does_not_roll_may_end_on_a_rest_day(calendar: Calendar) -> None:
    friday = datetime(2026, 11, 27, 17, 20, tzinfo=CHINA)

    end = due(friday, Term(24, Unit.HOUR), calendar, roll=False)

    assert end.due_on == end.raw_on == date(2026, 11, 28)
    assert end.due_at == datetime(2026, 11, 28, 18, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "term", "roll", "provisional"),
    [
        (date(2026, 12, 25), Term(5, CALENDAR_DAY), True, False),
        (date(2026, 12, 28), Term(5, CALENDAR_DAY), True, True),
        (date(2026, 12, 28), Term(5, CALENDAR_DAY), False, False),
        (date(2026, 12, 28), Term(5, WORKING_DAY), False, True),
        (date(2027, 6, 1), Term(5, WORKING_DAY), True, True),
    ],
)
def test_an_end_that_leans_on_a_year_without_notice_is_provisional(
    calendar: Calendar, start: date, term: Term, roll: bool, provisional: bool
) -> None:
    assert due(start, term, calendar, roll=roll).provisional is provisional


def test_hours_cannot_be_counted_from_a_date(calendar: Calendar) -> None:
    with pytest.raises(InstantNeeded):
        due(date(2026, 11, 24), Term(24, Unit.HOUR), calendar)


def test_an_instant_without_offset_is_refused(calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="offset"):
        due(datetime.fromisoformat("2026-11-24T10:00"), Term(5, CALENDAR_DAY), calendar)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("amount", [-1, 0, 1 + 10_000, 10**400])
def test_a_term_without_length_or_longer_than_any_of_the_law_is_refused(
    calendar: Calendar, unit: Unit, amount: int
) -> None:
    start, term, one = datetime(2026, 11, 24, tzinfo=UTC), Term(amount, unit), Term(1, unit)

    with pytest.raises(TermOutOfRange):
        due(start, term, calendar)
    with pytest.raises(TermOutOfRange):
        due(start, one, calendar, extensions=[one, term])


@pytest.mark.parametrize("unit", list(Unit))
def test_the_longest_term_is_counted(calendar: Calendar, unit: Unit) -> None:
    start = datetime(2026, 11, 24, tzinfo=UTC)

    assert due(start, Term(LONGEST[unit], unit), calendar).due_on.year > 2026
    with pytest.raises(TermOutOfRange):
        due(start, Term(LONGEST[unit] + 1, unit), calendar)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize(
    ("direction", "edge"), [(Direction.AFTER, (2100, 12, 31)), (Direction.BEFORE, (1949, 1, 1))]
)
@pytest.mark.parametrize("roll", [True, False])
@pytest.mark.parametrize("amount", [24, 300])
def test_a_period_that_leaves_the_calendar_is_refused(
    calendar: Calendar,
    unit: Unit,
    direction: Direction,
    edge: tuple[int, int, int],
    roll: bool,
    amount: int,
) -> None:
    start = datetime(*edge, hour=1, tzinfo=CHINA)
    term = Term(min(amount, LONGEST[unit]), unit)

    with pytest.raises(BeyondCalendar):
        due(start, term, calendar, direction=direction, roll=roll)


def test_an_end_that_would_roll_out_of_the_calendar_is_refused(calendar: Calendar) -> None:
    """The first day of 1949 was a Saturday."""
    with pytest.raises(BeyondCalendar):
        due(date(1949, 1, 3), Term(1, CALENDAR_DAY), calendar, direction=BACK)


def test_extensions_out_of_the_calendar_are_refused(calendar: Calendar) -> None:
    years = [Term(30, Unit.YEAR)] * 300

    with pytest.raises(BeyondCalendar):
        due(date(2026, 11, 24), years[0], calendar, extensions=years)


@pytest.mark.parametrize(
    "start",
    [
        date.min,
        date(1948, 12, 31),
        date.max,
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        datetime(2100, 12, 31, 20, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("roll", [True, False])
def test_a_start_outside_the_calendar_is_refused(
    calendar: Calendar, start: date | datetime, roll: bool
) -> None:
    with pytest.raises(BeyondCalendar):
        due(start, Term(1, CALENDAR_DAY), calendar, roll=roll)
