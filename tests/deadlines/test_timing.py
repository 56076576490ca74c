"""Tests of the end of a clock: what rule, ledger, business hours and calendar make of its start."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agencies.station_rules import StationRules
from app.calendars.steps import StepKind
from app.calendars.terms import Direction, Office, Term, Unit
from app.deadlines import timing
from app.deadlines.timing import Count, Timing
from tests.deadlines.reckoning import (
    MONDAY,
    at,
    calendar,
    clock,
    longer,
    open_until_five,
    pause,
    rule,
    setting,
)

EIGHT_DAYS = Term(8, Unit.CALENDAR_DAY)
EIGHT_WORKING_DAYS = Term(8, Unit.WORKING_DAY)
OPEN_UNIT = {"unit": "calendar_day", "alternative_unit": "working_day"}


def march(day: int) -> date:
    return date(2026, 3, day)


def end(count: Count) -> Timing:
    return timing.timing(count, calendar())


def end_of(*, applied: dict[str, Any] | None = None, **columns: Any) -> Timing:
    """The end of a clock that has started, under the rule with these changes."""
    return end(timing.recounted(clock(**columns), setting(rule(**(applied or {})))))


def test_a_clock_ends_with_the_last_day_of_its_term() -> None:
    count = timing.counted(setting(), MONDAY, EIGHT_WORKING_DAYS)

    assert end(count) == Timing(
        due_on=march(12),
        due_at=at("13 00:00"),
        original_due_on=march(12),
        other_due_on=None,
        is_provisional=False,
        calendar_version=calendar().version,
    )


def test_an_end_in_a_year_without_a_notice_is_provisional() -> None:
    count = timing.counted(setting(), MONDAY, Term(3, Unit.YEAR))

    assert (end(count).due_on, end(count).is_provisional) == (date(2029, 3, 2), True)


def test_where_the_text_leaves_the_unit_open_both_ends_are_known() -> None:
    count = timing.counted(setting(rule(**OPEN_UNIT)), MONDAY, EIGHT_DAYS)

    assert (end(count).due_on, end(count).other_due_on) == (march(10), march(12))


def test_the_other_reading_is_a_count_of_its_own_that_has_no_other() -> None:
    columns = {"unit": "calendar_day", "extensions": [longer(2, "calendar_day")]}
    count = timing.recounted(clock(**columns), setting(rule(**OPEN_UNIT)))

    other = timing.in_other_unit(count)

    assert other is not None
    assert (other.first, other.terms) == (
        EIGHT_WORKING_DAYS,
        (EIGHT_WORKING_DAYS, Term(2, Unit.WORKING_DAY)),
    )
    assert (other.rule.code, other.start) == (count.rule.code, count.start)
    assert timing.in_other_unit(other) is None


@pytest.mark.parametrize(
    ("extensions", "due", "other"),
    [
        ([], 10, 12),
        ([longer(2, "calendar_day")], 12, 16),
        ([longer(2, "calendar_day"), longer(1, "calendar_day")], 13, 17),
        ([longer(20, "calendar_day", replaces=True)], 23, 30),
        ([longer(2, "calendar_day"), longer(3, "calendar_day", replaces=True)], 5, 5),
        ([longer(3, "calendar_day", replaces=True), longer(1, "calendar_day")], 6, 6),
    ],
)
def test_an_extension_adds_to_the_term_or_takes_its_place_in_both_readings(
    extensions: list[dict[str, Any]], due: int, other: int
) -> None:
    moved = end_of(applied=OPEN_UNIT, unit="calendar_day", extensions=extensions)

    assert (moved.due_on, moved.other_due_on) == (march(due), march(other))
    assert moved.original_due_on == march(10)


def test_an_extension_may_be_in_another_unit_than_the_term() -> None:
    moved = end_of(extensions=[longer(1, "month")])

    assert (moved.due_on, moved.original_due_on) == (date(2026, 4, 13), march(12))


def test_the_days_of_a_pause_are_not_counted_and_the_first_end_is_kept() -> None:
    moved = end_of(pauses=[pause("04 10:00", "06 15:00"), pause("10 09:00", "11 09:00")])

    assert (moved.due_on, moved.original_due_on) == (march(17), march(12))


def test_a_pause_that_has_not_ended_moves_nothing_yet() -> None:
    moved = end_of(pauses=[pause("04 10:00", "06 15:00"), pause("10 09:00", None)])

    assert moved == end_of(pauses=[pause("04 10:00", "06 15:00")])


def test_the_original_end_is_without_both_the_pause_and_the_extension() -> None:
    moved = end_of(pauses=[pause("04 10:00", "06 15:00")], extensions=[longer(3)])

    assert (moved.due_on, moved.original_due_on) == (march(19), march(12))


@pytest.mark.parametrize(
    ("applied", "due"),
    [
        ({}, march(16)),
        ({"roll": False}, march(14)),
        # Off the Spring Festival to the Saturday before it, on which work is made up for.
        ({"direction": "before"}, date(2026, 2, 14)),
    ],
)
def test_the_manner_of_counting_is_that_of_the_rule(applied: dict[str, Any], due: date) -> None:
    twelve = end_of(applied={"unit": "calendar_day", **applied}, amount=12, unit="calendar_day")

    assert twelve.due_on == due


def test_hours_are_counted_from_the_hour_behind_the_instant() -> None:
    by_the_hour = setting(rule(unit="hour", roll=False))

    count = timing.counted(by_the_hour, MONDAY, Term(24, Unit.HOUR))

    assert (count.start, end(count).due_at) == (MONDAY, at("03 10:00"))


def test_days_are_counted_from_the_day_in_china() -> None:
    late_on_sunday_in_utc = datetime(2026, 3, 1, 20, tzinfo=UTC)

    count = timing.counted(setting(), late_on_sunday_in_utc, EIGHT_WORKING_DAYS)

    assert count == timing.counted(setting(), MONDAY, EIGHT_WORKING_DAYS)
    assert count.start == march(2)


def test_a_station_without_business_hours_has_no_office() -> None:
    assert timing.office_of(StationRules()) is None
    assert setting().office is None


@pytest.mark.parametrize("late_is_next_day", [True, False])
def test_business_hours_end_the_last_day_of_a_clock(late_is_next_day: bool) -> None:
    local = open_until_five(late_is_next_day=late_is_next_day)
    start = timing.counted(setting(**local), MONDAY, EIGHT_WORKING_DAYS)
    running = timing.recounted(clock(), setting(**local))

    assert timing.office_of(StationRules(**local)) == Office(time(17), late_is_next_day)
    assert start == running
    assert end(running).due_at == at("12 17:00")


@pytest.mark.parametrize(
    ("late_is_next_day", "started", "due"),
    [
        (True, "02 18:00", 13),
        (True, "02 09:30", 12),
        (False, "02 18:00", 12),
    ],
)
def test_what_comes_after_hours_counts_as_of_the_next_working_day_where_the_station_says_so(
    late_is_next_day: bool, started: str, due: int
) -> None:
    local = open_until_five(late_is_next_day=late_is_next_day)
    start = timing.counted(setting(**local), at(started), EIGHT_WORKING_DAYS)
    running = timing.recounted(clock(starts_at=at(started)), setting(**local))

    assert end(start).due_on == end(running).due_on == march(due)


def test_a_day_that_was_stated_without_a_time_is_itself_at_any_station() -> None:
    local = open_until_five(late_is_next_day=True)

    count = timing.counted(setting(**local), at("02 00:00"), EIGHT_WORKING_DAYS)

    assert not isinstance(count.start, datetime)
    assert count.start == march(2)


def test_a_clock_that_starts_is_counted_as_it_is_counted_again_later() -> None:
    now = timing.counted(setting(), MONDAY, EIGHT_WORKING_DAYS)

    assert now == timing.recounted(clock(starts_at=MONDAY.astimezone(UTC)), setting())


MOMENTS = st.integers(-800 * 24 * 60, 100 * 24 * 60).map(
    lambda minutes: MONDAY + timedelta(minutes=minutes)
)
PAUSES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 10)).map(
        lambda days: {
            "since": (MONDAY + timedelta(days=days[0])).isoformat(),
            "until": (MONDAY + timedelta(days=sum(days))).isoformat(),
        }
    ),
    max_size=2,
)
LONGER = st.lists(
    st.builds(
        longer,
        st.integers(1, 40),
        st.sampled_from(["calendar_day", "working_day", "month"]),
        replaces=st.booleans(),
    ),
    max_size=3,
)
HOURS = st.sampled_from([{}, open_until_five(), open_until_five(late_is_next_day=True)])


@given(starts_at=MOMENTS, pauses=PAUSES, extensions=LONGER, local=HOURS, roll=st.booleans())
def test_the_explanation_of_a_clock_leads_to_its_end(
    starts_at: datetime,
    pauses: list[dict[str, Any]],
    extensions: list[dict[str, Any]],
    local: dict[str, Any],
    roll: bool,
) -> None:
    ledger = {"pauses": pauses, "extensions": extensions}
    count = timing.recounted(
        clock(starts_at=starts_at, **ledger), setting(rule(roll=roll), **local)
    )

    *_, last = timing.explained(count, calendar())

    assert (last.on, last.kind) == (end(count).due_on, StepKind.ENDED)


def test_a_clock_that_is_counted_back_is_explained_back() -> None:
    back = setting(rule(direction=Direction.BEFORE))
    count = timing.counted(back, at("12 09:00"), EIGHT_WORKING_DAYS)

    first, *_, last = timing.explained(count, calendar())

    assert (first.on, last.on) == (march(12), march(2))
    assert last.on == end(count).due_on


def test_pauses_and_extensions_are_among_the_days_that_are_explained() -> None:
    moved = clock(pauses=[pause("04 10:00", "06 15:00")], extensions=[longer(3)])

    steps = timing.explained(timing.recounted(moved, setting()), calendar())

    assert [step.on for step in steps if step.kind is StepKind.PAUSED] == [march(5), march(6)]
    assert [step.number for step in steps if step.kind is StepKind.EXTENDED] == [3]
    assert max(step.number or 0 for step in steps) == 11


def test_the_business_hours_are_in_the_explanation() -> None:
    local = open_until_five(late_is_next_day=True)
    after_hours = timing.recounted(clock(starts_at=at("02 18:00")), setting(**local))

    steps = timing.explained(after_hours, calendar())

    assert StepKind.AFTER_HOURS in {step.kind for step in steps}
