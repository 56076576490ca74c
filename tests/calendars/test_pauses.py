"""Tests of what pauses, extensions and office hours do to the end of a period."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from app.calendars.counting import due
from app.calendars.days import Calendar
from app.calendars.table import BeyondCalendar
from app.calendars.terms import Direction, Office, Pause, PauseReversed, Term, Unit
from app.core.clock import CHINA

CALENDAR_DAY, WORKING_DAY = Unit.CALENDAR_DAY, Unit.WORKING_DAY
CLOSING = Office(time(17, 30))
STRICT = Office(time(17, 30), late_is_next_day=True)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=CHINA)


def pause(since: str, until: str) -> Pause:
    return Pause(at(since), at(until))


@pytest.mark.parametrize(
    ("term", "due_on"),
    [
        # The day of the pause counts as the second, the day after the resumption as the third.
        (Term(5, CALENDAR_DAY), "2026-11-20"),
        (Term(5, WORKING_DAY), "2026-11-20"),
        # From the corresponding day on, the six days of the pause are added.
        (Term(1, Unit.MONTH), "2026-12-15"),
        (Term(1, Unit.YEAR), "2027-11-15"),
    ],
)
def test_the_days_behind_a_pause_up_to_its_end_are_not_counted(
    calendar: Calendar, term: Term, due_on: str
) -> None:
    still = [pause("2026-11-11T16:00", "2026-11-17T09:00")]

    end = due(date(2026, 11, 9), term, calendar, pauses=still, roll=False)

    assert end.due_on.isoformat() == due_on


def test_days_of_a_pause_in_what_a_pause_has_added_lengthen_a_month_too(
    calendar: Calendar,
) -> None:
    """A month to 1 April, four days lost on the way, two of what follows stand still again."""
    still = [
        pause("2026-03-10T09:00", "2026-03-14T09:00"),
        pause("2026-04-02T09:00", "2026-04-04T09:00"),
    ]

    end = due(date(2026, 3, 1), Term(1, Unit.MONTH), calendar, pauses=still)

    assert end.raw_on == date(2026, 4, 7)


def test_a_pause_that_outlives_the_corresponding_day_adds_what_it_took_before_it(
    calendar: Calendar,
) -> None:
    still = [pause("2026-03-30T09:00", "2026-04-10T09:00")]

    end = due(date(2026, 3, 1), Term(1, Unit.MONTH), calendar, pauses=still)

    assert end.raw_on == date(2026, 4, 12)


@pytest.mark.parametrize(
    "pauses",
    [
        [pause("2026-11-11T16:00", "2026-11-11T17:00")],
        [pause("2026-10-01T16:00", "2026-11-09T09:00")],
        [pause("2026-11-16T00:00", "2026-12-24T00:00")],
        [pause("2026-11-11T16:00", "2026-11-11T16:00")],
    ],
)
def test_a_pause_within_a_day_or_beside_the_period_changes_nothing(
    calendar: Calendar, pauses: list[Pause]
) -> None:
    start, term = date(2026, 11, 9), Term(5, WORKING_DAY)

    assert due(start, term, calendar, pauses=pauses) == due(start, term, calendar)


def test_pauses_that_meet_or_overlap_exclude_each_day_once(calendar: Calendar) -> None:
    whole = [pause("2026-11-10T09:00", "2026-11-20T09:00")]
    parts = [
        pause("2026-11-16T09:00", "2026-11-20T09:00"),
        pause("2026-11-10T09:00", "2026-11-14T09:00"),
        pause("2026-11-11T09:00", "2026-11-16T09:00"),
        pause("2026-11-12T09:00", "2026-11-13T09:00"),
    ]

    for term in (Term(8, WORKING_DAY), Term(8, CALENDAR_DAY), Term(1, Unit.MONTH)):
        in_parts = due(date(2026, 11, 9), term, calendar, pauses=parts)
        assert in_parts == due(date(2026, 11, 9), term, calendar, pauses=whole)


def test_hours_are_lengthened_by_the_time_of_a_pause(calendar: Calendar) -> None:
    morning = at("2026-11-24T10:20")
    still = [pause("2026-11-24T15:00", "2026-11-25T09:10:30.5")]

    end = due(morning, Term(24, Unit.HOUR), calendar, pauses=still)

    assert end.due_at == at("2026-11-25T11:00") + timedelta(hours=18, minutes=10, seconds=30.5)
    assert end.due_on == date(2026, 11, 26)


def test_only_the_part_of_a_pause_in_which_hours_run_lengthens_them(calendar: Calendar) -> None:
    still = [
        pause("2026-11-24T08:00", "2026-11-24T12:00"),
        pause("2026-11-24T14:00", "2026-11-24T18:00"),
    ]

    end = due(at("2026-11-24T10:20"), Term(2, Unit.HOUR), calendar, pauses=still)

    assert end.due_at == at("2026-11-24T14:00")


def test_a_period_does_not_roll_into_a_pause(calendar: Calendar) -> None:
    """It would have ended on Saturday; on Sunday it was paused, until Thursday."""
    still = [pause("2026-11-15T10:00", "2026-11-19T10:00")]

    end = due(date(2026, 11, 9), Term(5, CALENDAR_DAY), calendar, pauses=still)

    assert (end.raw_on, end.due_on) == (date(2026, 11, 14), date(2026, 11, 20))


def test_a_pause_is_left_out_of_a_count_back(calendar: Calendar) -> None:
    still = [pause("2026-11-17T10:00", "2026-11-19T10:00")]

    end = due(
        date(2026, 11, 24),
        Term(5, WORKING_DAY),
        calendar,
        pauses=still,
        direction=Direction.BEFORE,
    )

    assert end.due_on == date(2026, 11, 13)


def test_a_pause_that_ends_before_it_begins_is_refused(calendar: Calendar) -> None:
    reversed_ = [pause("2026-11-17T10:00", "2026-11-17T09:59")]

    with pytest.raises(PauseReversed):
        due(date(2026, 11, 9), Term(5, CALENDAR_DAY), calendar, pauses=reversed_)


@pytest.mark.parametrize(
    "still",
    [
        Pause(datetime.min.replace(tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)),
        Pause(datetime(2026, 11, 9, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)),
        Pause(
            datetime(2026, 11, 9, tzinfo=UTC),
            datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))),
        ),
    ],
)
def test_a_pause_outside_the_calendar_is_refused(calendar: Calendar, still: Pause) -> None:
    with pytest.raises(BeyondCalendar):
        due(date(2026, 11, 9), Term(5, CALENDAR_DAY), calendar, pauses=[still])


def test_an_instant_of_a_pause_carries_its_offset(calendar: Calendar) -> None:
    naive = Pause(datetime.fromisoformat("2026-11-09T10:00"), at("2026-11-10T10:00"))

    with pytest.raises(ValueError, match="offset"):
        due(date(2026, 11, 9), Term(5, CALENDAR_DAY), calendar, pauses=[naive])


@pytest.mark.parametrize(
    ("terms", "raw_on"),
    [
        # The same unit: simply longer, so that no month is cut short on the way.
        ([(60, WORKING_DAY), (30, WORKING_DAY)], "2026-03-23"),
        ([(1, Unit.MONTH), (1, Unit.MONTH)], "2026-01-10"),
        # Another unit: from where the first ended, on Wednesday 10 December.
        ([(1, Unit.MONTH), (10, CALENDAR_DAY)], "2025-12-20"),
        ([(1, Unit.MONTH), (1, WORKING_DAY)], "2025-12-11"),
        ([(1, Unit.MONTH), (1, Unit.YEAR), (1, Unit.YEAR)], "2027-12-10"),
        ([(1, Unit.MONTH), (25, Unit.HOUR)], "2025-12-12"),
        ([(1, Unit.MONTH), (24, Unit.HOUR)], "2025-12-11"),
    ],
)
def test_an_extension_runs_on_from_the_end(
    calendar: Calendar, terms: list[tuple[int, Unit]], raw_on: str
) -> None:
    term, *extensions = [Term(*each) for each in terms]

    end = due(date(2025, 11, 10), term, calendar, extensions=extensions)

    assert end.raw_on.isoformat() == raw_on


def test_two_months_of_extension_are_not_cut_by_a_short_month(calendar: Calendar) -> None:
    month = Term(1, Unit.MONTH)

    end = due(date(2026, 1, 31), month, calendar, extensions=[month])

    assert end.raw_on == date(2026, 3, 31)


def test_an_extension_in_hours_of_hours_is_exact(calendar: Calendar) -> None:
    hours = Term(12, Unit.HOUR)

    end = due(at("2026-11-24T10:20"), hours, calendar, extensions=[hours])

    assert end.due_at == at("2026-11-25T11:00")


def test_a_period_is_extended_before_it_rolls_and_rolls_once(calendar: Calendar) -> None:
    """Five days end on Saturday; two more end on Monday, not two after the Monday rolled to."""
    end = due(
        date(2026, 11, 9), Term(5, CALENDAR_DAY), calendar, extensions=[Term(2, CALENDAR_DAY)]
    )

    assert end.due_on == date(2026, 11, 16)


@pytest.mark.parametrize("term", [Term(5, CALENDAR_DAY), Term(2, WORKING_DAY), Term(1, Unit.MONTH)])
def test_where_there_are_office_hours_a_period_ends_at_closing(
    calendar: Calendar, term: Term
) -> None:
    end = due(at("2026-11-24T19:00"), term, calendar, office=CLOSING)

    plain = due(date(2026, 11, 24), term, calendar)
    assert end.due_on == plain.due_on
    assert end.due_at == datetime.combine(plain.due_on, time(17, 30), CHINA)
    assert end.due_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "due_on"),
    [
        ("2026-11-26T17:29:59.999999", "2026-11-27"),
        ("2026-11-26T17:30", "2026-11-30"),
        ("2026-11-27T17:30", "2026-12-01"),
        # A day on which the office does not open at all.
        ("2026-11-28T10:00", "2026-12-01"),
        ("2026-02-13T18:00", "2026-02-24"),
    ],
)
def test_what_comes_after_closing_counts_as_of_the_next_working_day(
    calendar: Calendar, start: str, due_on: str
) -> None:
    end = due(at(start), Term(1, WORKING_DAY), calendar, office=STRICT)

    assert end.due_on.isoformat() == due_on


@pytest.mark.parametrize(
    ("start", "direction"),
    [
        (date(2026, 11, 28), Direction.AFTER),
        (at("2026-11-26T18:00"), Direction.BEFORE),
    ],
)
def test_a_day_without_an_hour_and_a_count_back_are_never_late(
    calendar: Calendar, start: date, direction: Direction
) -> None:
    term = Term(3, WORKING_DAY)

    strict = due(start, term, calendar, office=STRICT, direction=direction)

    assert strict == due(start, term, calendar, office=CLOSING, direction=direction)


def test_hours_know_no_office_hours(calendar: Calendar) -> None:
    for start in (at("2026-11-26T18:00"), at("2026-11-27T18:00")):
        hours = due(start, Term(24, Unit.HOUR), calendar, office=STRICT)
        assert hours == due(start, Term(24, Unit.HOUR), calendar)


@pytest.mark.parametrize(
    ("start", "office", "provisional"),
    [
        (at("2027-01-04T10:00"), STRICT, True),
        (at("2027-01-04T10:00"), CLOSING, False),
        (date(2027, 1, 4), STRICT, False),
    ],
)
def test_to_ask_whether_the_office_was_open_leans_on_the_year(
    calendar: Calendar, start: date, office: Office, provisional: bool
) -> None:
    end = due(start, Term(5, CALENDAR_DAY), calendar, office=office, roll=False)

    assert end.provisional is provisional


@pytest.mark.parametrize(
    ("terms", "provisional"),
    [
        ([(1, WORKING_DAY), (1, Unit.YEAR)], False),
        ([(1, Unit.YEAR), (1, WORKING_DAY)], True),
    ],
)
def test_a_run_of_working_days_leans_on_the_years_it_crosses(
    calendar: Calendar, terms: list[tuple[int, Unit]], provisional: bool
) -> None:
    term, *extensions = [Term(*each) for each in terms]

    end = due(date(2026, 6, 1), term, calendar, extensions=extensions, roll=False)

    assert end.provisional is provisional


def test_a_count_back_leans_on_the_years_it_crosses(calendar: Calendar) -> None:
    term, back = Term(5, WORKING_DAY), Direction.BEFORE

    assert due(date(2027, 1, 4), term, calendar, direction=back).provisional
    assert not due(date(2027, 1, 1), term, calendar, direction=back).provisional
