"""Tests of the national calendar against the law, the notices and an independent table."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.calendars.days import Calendar, Calendars
from app.calendars.table import FIRST, LAST, BeyondCalendar, DayKind, day_of
from app.core.languages import Text
from tests.calendars.tables import HOLIDAYS, WORKED


def each_day(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def year(number: int) -> Iterator[date]:
    return each_day(date(number, 1, 1), date(number, 12, 31))


def test_every_day_is_worked_on_which_another_package_works(calendar: Calendar) -> None:
    """Of 2005 it misses the make-up day before New Year's Day of 2006."""
    disagreements = {day for day, worked in WORKED.items() if calendar.is_working(day) != worked}

    assert disagreements == {date(2005, 12, 31)}


def test_every_day_of_the_notices_agrees_with_an_independent_table(calendar: Calendar) -> None:
    disagreements = [
        day
        for day in each_day(date(2023, 1, 1), date(2026, 12, 31))
        if calendar.is_working(day) != HOLIDAYS.is_working_day(day)
    ]

    assert disagreements == []


def test_every_make_up_day_of_the_notices_agrees_with_an_independent_table(
    calendar: Calendar,
) -> None:
    made_up = {
        day
        for day in each_day(date(2023, 1, 1), date(2026, 12, 31))
        if calendar.kind_of(day) is DayKind.MAKE_UP
    }

    assert made_up == {day for day in HOLIDAYS.weekend_workdays if 2023 <= day.year <= 2026}


@pytest.mark.parametrize(("number", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_known_number_of_working_days(
    calendar: Calendar, number: int, worked: int
) -> None:
    assert sum(calendar.is_working(day) for day in year(number)) == worked


@pytest.mark.parametrize(
    ("number", "statutory"), [(2023, 11), (2024, 11), (2025, 13), (2026, 13), (2027, 13)]
)
def test_days_off_less_days_made_up_are_the_statutory_ones(
    calendar: Calendar, number: int, statutory: int
) -> None:
    off = sum(day.weekday() < 5 and not calendar.is_working(day) for day in year(number))
    made_up = sum(calendar.kind_of(day) is DayKind.MAKE_UP for day in year(number))

    assert off - made_up == statutory


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2005, 12, 31), DayKind.MAKE_UP),  # A Saturday, for New Year's Day of 2006.
        (date(2020, 1, 31), DayKind.REST),  # The Spring Festival that the epidemic lengthened.
        (date(2022, 10, 8), DayKind.MAKE_UP),
        (date(2022, 12, 31), DayKind.REST),
        (date(2024, 2, 9), DayKind.WORKING),  # New Year's Eve, no holiday before 2025.
        (date(2024, 2, 18), DayKind.MAKE_UP),
        (date(2025, 1, 28), DayKind.REST),  # New Year's Eve, a holiday since.
        (date(2026, 2, 14), DayKind.MAKE_UP),
        (date(2026, 11, 24), DayKind.WORKING),
        (date(2026, 11, 28), DayKind.REST),
        (date(2027, 2, 9), DayKind.REST),  # In lieu of the festival's Saturday.
        (date(2027, 2, 10), DayKind.REST),  # In lieu of its Sunday.
        (date(2027, 2, 11), DayKind.WORKING),
    ],
)
def test_a_day_is_of_its_kind(calendar: Calendar, day: date, kind: DayKind) -> None:
    assert calendar.kind_of(day) is kind


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 2, 18), Text("春节调休上班", "make-up working day for Spring Festival")),
        (date(2026, 2, 21), Text("春节", "Spring Festival")),
        (date(2026, 11, 28), Text("星期六", "Saturday")),
        (date(2026, 11, 29), Text("星期日", "Sunday")),
        (date(2022, 10, 8), Text("调休上班", "make-up working day")),
        (date(2027, 4, 5), Text("清明节", "Tomb-Sweeping Day")),
        (date(2026, 11, 24), None),
    ],
)
def test_a_day_is_named_in_both_languages(calendar: Calendar, day: date, name: Text | None) -> None:
    assert calendar.name_of(day) == name


@pytest.mark.parametrize(
    ("number", "provisional"),
    [(1949, True), (2003, True), (2004, False), (2023, False), (2026, False), (2027, True)],
)
def test_a_year_without_a_notice_is_provisional(
    calendar: Calendar, number: int, provisional: bool
) -> None:
    assert calendar.provisional(number) is provisional


def test_every_day_of_the_covered_years_has_a_kind_and_every_rest_day_a_name(
    calendar: Calendar,
) -> None:
    for day in each_day(date(1949, 1, 1), date(2100, 12, 31)):
        assert calendar.is_working(day) or calendar.name_of(day)


@pytest.mark.parametrize("day", [date(1948, 12, 31), date(2101, 1, 1)])
def test_a_day_beyond_the_covered_years_is_refused(calendar: Calendar, day: date) -> None:
    with pytest.raises(BeyondCalendar):
        calendar.kind_of(day)


def test_working_days_are_found_by_their_number(calendar: Calendar) -> None:
    worked = [o for o in range(FIRST, LAST + 1) if calendar.is_working(date.fromordinal(o))]

    assert [calendar.nth_working(FIRST - 1, n + 1) for n in range(len(worked))] == worked
    assert [calendar.nth_working(LAST + 1, -n - 1) for n in range(len(worked))] == worked[::-1]
    assert calendar.worked_until(LAST) == len(worked)
    assert calendar.worked_until(FIRST - 1) == 0


@pytest.mark.parametrize("ask", [(FIRST - 1, 40_000), (LAST, 1), (LAST + 1, 1), (FIRST, -1)])
def test_a_working_day_beyond_the_covered_years_is_refused(
    calendar: Calendar, ask: tuple[int, int]
) -> None:
    with pytest.raises(BeyondCalendar):
        calendar.nth_working(*ask)


@pytest.mark.parametrize("ordinal", [FIRST - 2, LAST + 1])
def test_working_days_are_not_numbered_beyond_the_covered_years(
    calendar: Calendar, ordinal: int
) -> None:
    with pytest.raises(BeyondCalendar):
        calendar.worked_until(ordinal)


def test_days_are_known_by_their_ordinals(calendar: Calendar) -> None:
    assert (day_of(FIRST), day_of(LAST)) == (date(1949, 1, 1), date(2100, 12, 31))
    for ordinal in (FIRST - 1, LAST + 1):
        with pytest.raises(BeyondCalendar):
            day_of(ordinal)


@pytest.mark.parametrize(
    ("first", "last", "leans"),
    [
        (date(2004, 1, 1), date(2026, 12, 31), False),
        (date(2003, 12, 31), date(2004, 1, 1), True),
        (date(2026, 12, 31), date(2027, 1, 1), True),
        (date(1949, 1, 1), date(1949, 1, 1), True),
        (date(2100, 12, 31), date(2100, 12, 31), True),
    ],
)
def test_a_stretch_of_days_leans_on_the_provisional_years_that_it_touches(
    calendar: Calendar, first: date, last: date, leans: bool
) -> None:
    assert calendar.leans(first.toordinal(), last.toordinal()) is leans


def test_other_days_need_another_version(calendars: Calendars) -> None:
    """If this fails, raise the version in notices.toml and enter the new digest beside it.

    Unless the package `holidays` has come by a notice that we lack: then enter the notice too.
    """
    table = ""
    for division in ("CN", *sorted(calendars.regions)):
        calendar = calendars.of(division)
        table += f"{division} {sorted(calendar.settled)}\n"
        table += "".join(f"{day} {calendar.kind_of(day)}\n" for day in sorted(calendar.special))

    digest = hashlib.sha256(table.encode()).hexdigest()

    assert (calendars.version, calendars.of("310120").version) == ("2026.1", "CN-2026.1")
    assert digest == "b597ef075bf10e7bd00b850200a3c1ff9ee3504f88bca4a49fafef42f4c369f8"
