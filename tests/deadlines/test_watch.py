"""Tests of what is said of a clock: when reminders, its end and each escalation fall due."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agencies.station_rules import StationRules
from app.calendars.terms import Term, Unit
from app.deadlines import timing, watch
from app.deadlines.codes import Expiry
from app.deadlines.timing import Timing
from app.deadlines.watch import Mark, Said, Schedule
from app.events.types import EventType
from tests.deadlines.reckoning import MONDAY, at, calendar, open_until_five, rule, setting

SOON = EventType.DEADLINE_DUE_SOON
BREACHED = EventType.DEADLINE_BREACHED
LAPSED = EventType.DEADLINE_LAPSED
ESCALATED = EventType.DEADLINE_ESCALATED

NOTHING = Said()
A_MINUTE = timedelta(minutes=1)


def end_of(term: Term, **local: Any) -> Timing:
    applied = setting(rule(roll=term.unit is not Unit.HOUR), **local)
    return timing.timing(timing.counted(applied, MONDAY, term), calendar())


ON_THURSDAY_WEEK = Term(8, Unit.WORKING_DAY)


def marks_of(
    term: Term = ON_THURSDAY_WEEK, on_expiry: Expiry = Expiry.BREACH, **local: Any
) -> tuple[Mark, ...]:
    schedule = watch.schedule_of(StationRules(**local))
    return watch.marks(on_expiry, end_of(term, **local), schedule, calendar())


def test_a_breach_is_preceded_by_a_reminder_and_followed_by_three_escalations() -> None:
    assert marks_of() == (
        Mark(at("11 00:00"), SOON, days=1),
        Mark(at("13 00:00"), BREACHED),
        Mark(at("13 00:00"), ESCALATED, level=1, days=0),
        Mark(at("18 00:00"), ESCALATED, level=2, days=3),
        Mark(at("20 00:00"), ESCALATED, level=3, days=5),
    )


def test_a_right_that_lapses_is_never_escalated() -> None:
    assert marks_of(on_expiry=Expiry.LAPSE) == (
        Mark(at("11 00:00"), SOON, days=1),
        Mark(at("13 00:00"), LAPSED),
    )


def test_reminders_come_in_working_days_before_the_end_and_when_the_office_opens() -> None:
    local = open_until_five(due_soon_days=(0, 5, 1))

    reminders = [mark for mark in marks_of(**local) if mark.event is SOON]

    assert reminders == [
        Mark(at("05 09:00"), SOON, days=5),
        Mark(at("11 09:00"), SOON, days=1),
        Mark(at("12 09:00"), SOON, days=0),
    ]


def test_with_business_hours_an_end_and_its_escalations_fall_at_closing_time() -> None:
    marks = marks_of(**open_until_five(due_soon_days=(), escalation_days=(2, 0)))

    # The working day behind the end is over at midnight, whenever the office closes.
    assert marks == (
        Mark(at("12 17:00"), BREACHED),
        Mark(at("12 17:00"), ESCALATED, level=1, days=0),
        Mark(at("17 00:00"), ESCALATED, level=2, days=2),
    )


def test_the_levels_of_escalation_follow_their_days_however_they_are_listed() -> None:
    schedule = watch.schedule_of(StationRules(escalation_days=(5, 0, 3), due_soon_days=(3, 1)))

    assert schedule == Schedule((3, 1), (0, 3, 5), time())


def test_the_day_of_a_station_begins_when_it_opens() -> None:
    assert watch.schedule_of(StationRules(**open_until_five())).opens_at == time(9)


def test_nobody_is_reminded_of_what_has_run_out_before_the_office_opens() -> None:
    until_ten = Term(24, Unit.HOUR)
    from_ten: dict[str, Any] = {"opens_at": time(10), "closes_at": time(17)}

    marks = marks_of(until_ten, due_soon_days=(0,), escalation_days=(), **from_ten)

    assert marks == (Mark(at("03 10:00"), BREACHED),)


def test_an_hours_limit_is_escalated_no_sooner_than_it_is_breached() -> None:
    marks = marks_of(Term(24, Unit.HOUR), escalation_days=(0, 1), due_soon_days=())

    assert marks == (
        Mark(at("03 10:00"), BREACHED),
        Mark(at("03 10:00"), ESCALATED, level=1, days=0),
        Mark(at("05 00:00"), ESCALATED, level=2, days=1),
    )


MARKS = (
    Mark(at("05 09:00"), SOON, days=5),
    Mark(at("11 09:00"), SOON, days=1),
    Mark(at("13 00:00"), BREACHED),
    Mark(at("13 00:00"), ESCALATED, level=1),
    Mark(at("18 00:00"), ESCALATED, level=2, days=3),
)
LATE = Said(breached_at=at("13 00:00"))


@pytest.mark.parametrize(
    ("said", "now", "expected"),
    [
        (NOTHING, "02 09:30", "05 09:00"),
        (NOTHING, "05 09:00", "05 09:00"),
        (NOTHING, "05 09:01", "11 09:00"),
        (NOTHING, "12 00:00", "13 00:00"),
        (NOTHING, "25 00:00", "13 00:00"),
        (LATE, "14 00:00", "13 00:00"),
        (LATE._replace(escalation=1), "13 00:01", "18 00:00"),
        (LATE._replace(escalation=1), "25 00:00", "18 00:00"),
        (LATE._replace(escalation=2), "25 00:00", None),
        (LATE._replace(escalation=2), "02 09:30", "05 09:00"),
        (Said(escalation=2), "12 00:00", "13 00:00"),
    ],
)
def test_a_clock_is_watched_from_the_first_thing_that_is_left_to_say(
    said: Said, now: str, expected: str | None
) -> None:
    assert watch.next_at(MARKS, said, at(now)) == (at(expected) if expected else None)


def watched(watch_at: str, breached_at: datetime | None = None, escalation: int = 0) -> Any:
    return SimpleNamespace(watch_at=at(watch_at), breached_at=breached_at, escalation=escalation)


@pytest.mark.parametrize(
    ("clock", "now", "said"),
    [
        (watched("05 09:00"), "05 08:59", []),
        (watched("05 09:00"), "05 09:00", [0]),
        (watched("05 09:00"), "12 09:00", [0, 1]),
        (watched("05 09:00"), "25 09:00", [0, 1, 2, 3, 4]),
        (watched("11 09:00"), "11 09:00", [1]),
        (watched("13 00:00"), "13 00:00", [2, 3]),
        (watched("13 00:00", at("13 00:00")), "13 00:00", [3]),
        (watched("18 00:00", at("13 00:00"), 1), "18 00:00", [4]),
        (watched("18 00:00", at("13 00:00"), 2), "25 00:00", []),
    ],
)
def test_a_round_says_all_that_was_missed_since_the_clock_was_watched_and_nothing_twice(
    clock: Any, now: str, said: list[int]
) -> None:
    assert watch.due(MARKS, clock, at(now)) == [MARKS[number] for number in said]


@pytest.mark.parametrize(
    ("said", "now", "expected"),
    [
        (NOTHING, "05 09:00", "11 09:00"),
        (NOTHING, "11 08:59", "11 09:00"),
        (NOTHING, "11 09:00", "13 00:00"),
        (Said(at("13 00:00"), 1), "13 00:00", "18 00:00"),
        (Said(at("13 00:00"), 2), "18 00:00", None),
        # What lies behind is not said any more, whatever was said before.
        (NOTHING, "13 00:00", "18 00:00"),
    ],
)
def test_after_a_round_a_clock_is_watched_for_what_is_still_to_come(
    said: Said, now: str, expected: str | None
) -> None:
    assert watch.after(MARKS, said, at(now)) == (at(expected) if expected else None)


DAYS = st.lists(st.integers(0, 60), max_size=5, unique=True).map(tuple)
TERMS = st.one_of(
    st.builds(Term, st.integers(1, 100), st.just(Unit.HOUR)),
    st.builds(Term, st.integers(1, 60), st.sampled_from([Unit.CALENDAR_DAY, Unit.WORKING_DAY])),
)
HOURS = st.sampled_from([{}, open_until_five(), open_until_five(late_is_next_day=True)])


@given(term=TERMS, due_soon_days=DAYS, escalation_days=DAYS, hours=HOURS)
def test_what_is_said_of_a_clock_keeps_its_order_in_time(
    term: Term,
    due_soon_days: tuple[int, ...],
    escalation_days: tuple[int, ...],
    hours: dict[str, Any],
) -> None:
    local = {"due_soon_days": due_soon_days, "escalation_days": escalation_days, **hours}

    marks = marks_of(term, **local)

    breach = next(n for n, mark in enumerate(marks) if mark.event is BREACHED)
    assert [mark.at for mark in marks] == sorted(mark.at for mark in marks)
    assert {mark.event for mark in marks[:breach]} <= {SOON}
    assert all(mark.at < marks[breach].at for mark in marks[:breach])
    assert [mark.level for mark in marks[breach + 1 :]] == [*range(1, len(escalation_days) + 1)]


@given(term=TERMS, due_soon_days=DAYS, rounds=st.lists(st.integers(1, 4000), max_size=30))
def test_however_seldom_the_worker_comes_everything_is_said_once_and_in_order(
    term: Term, due_soon_days: tuple[int, ...], rounds: list[int]
) -> None:
    marks = marks_of(term, due_soon_days=due_soon_days)
    clock = watched("02 09:30")
    now = clock.watch_at = watch.next_at(marks, NOTHING, MONDAY) or MONDAY
    expected = [mark for mark in marks if mark.event is not SOON or mark.at >= MONDAY]
    heard: list[Mark] = []

    for minutes in [*rounds, 10**6]:
        now += minutes * A_MINUTE
        if clock.watch_at is None or clock.watch_at > now:
            continue
        heard += (new := watch.due(marks, clock, now))
        clock.escalation = max([clock.escalation, *(mark.level for mark in new)])
        if any(mark.event is BREACHED for mark in new):
            clock.breached_at = now
        said = Said(clock.breached_at, clock.escalation)
        clock.watch_at = watch.after(marks, said, now)

    assert heard == expected


def test_an_end_on_another_day_in_utc_is_reminded_of_by_the_day_in_china() -> None:
    (reminder, *_) = marks_of(Term(1, Unit.WORKING_DAY), due_soon_days=(0,))

    assert reminder.at == at("03 00:00")
    assert reminder.at.astimezone(UTC).date() == date(2026, 3, 2)
