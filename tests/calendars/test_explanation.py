"""Tests of the explanation: each day that mattered, its reason, and that nothing is left out."""

import json
from datetime import date, datetime, time
from typing import Any

import pytest

from app.calendars.counting import due
from app.calendars.days import Calendar
from app.calendars.explanation import Step, explain
from app.calendars.terms import Direction, Office, Pause, Term, Unit
from app.core.clock import CHINA
from app.core.languages import Text
from tests.calendars import cases, replay

CALENDAR_DAY, WORKING_DAY = Unit.CALENDAR_DAY, Unit.WORKING_DAY
BACK = Direction.BEFORE

Told = list[tuple[int, str, int | None]]


def told(steps: tuple[Step, ...]) -> Told:
    return [(step.on.day, step.kind, step.number) for step in steps]


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=CHINA)


def test_the_explanation_of_working_days_names_each_day_passed(calendar: Calendar) -> None:
    steps = explain(date(2024, 2, 8), Term(2, WORKING_DAY), calendar)

    assert [step.on.day for step in steps] == [8, *range(9, 19), 18]
    assert [steps[index].reason for index in (0, 1, 2, 10, 11)] == [
        Text("工作日，起算事由当日，不计入", "Working day: day of the event, not counted"),
        Text("工作日，计第1日", "Working day: counted as day 1"),
        Text("春节，不计入", "Spring Festival: not counted"),
        Text("春节调休上班，计第2日", "make-up working day for Spring Festival: counted as day 2"),
        Text("24:00届满", "ends at 24:00"),
    ]


def test_the_explanation_of_calendar_days_names_the_rest_days_that_moved_the_end(
    calendar: Calendar,
) -> None:
    steps = explain(date(2023, 11, 15), Term(3, CALENDAR_DAY), calendar)

    assert told(steps) == [
        (15, "event_day", None),
        (16, "counted", 1),
        (17, "counted", 2),
        (18, "counted", 3),
        (18, "rolled", None),
        (19, "rolled", None),
        (20, "ended", None),
    ]
    assert steps[4].reason == Text("星期六，期限顺延", "Saturday: the end moves to a later day")


def test_the_explanation_of_a_count_back_moves_earlier(calendar: Calendar) -> None:
    steps = explain(date(2026, 9, 29), Term(2, CALENDAR_DAY), calendar, direction=BACK)

    assert told(steps) == [
        (29, "event_day", None),
        (28, "counted", 1),
        (27, "counted", 2),
        (27, "rolled", None),
        (26, "rolled", None),
        (25, "rolled", None),
        (24, "ended", None),
    ]
    assert steps[3].reason == Text(
        "中秋节，期限提前", "Mid-Autumn Festival: the end moves to an earlier day"
    )


def test_the_explanation_of_hours_ends_at_the_hour(calendar: Calendar) -> None:
    still = [Pause(at("2026-11-24T12:00"), at("2026-11-24T13:30"))]

    steps = explain(at("2026-11-24T10:20"), Term(3, Unit.HOUR), calendar, pauses=still)

    assert told(steps) == [
        (24, "event_hour", None),
        (24, "paused", None),
        (24, "hours", 3),
        (24, "ended", None),
    ]
    assert [step.reason for step in steps] == [
        Text("起算事由当时，不计入", "hour of the event, not counted"),
        Text(
            "2026-11-24 12:00至2026-11-24 13:30中止，不计入",
            "paused from 2026-11-24 12:00 to 2026-11-24 13:30",
        ),
        Text("满3小时", "3 hours run"),
        Text("15:30届满", "ends at 15:30"),
    ]


def test_only_pauses_in_which_hours_run_are_told(calendar: Calendar) -> None:
    still = [
        Pause(at("2026-11-24T08:00"), at("2026-11-24T11:10")),
        Pause(at("2026-11-25T08:00"), at("2026-11-25T09:00")),
    ]

    forth = explain(at("2026-11-24T10:20"), Term(3, Unit.HOUR), calendar, pauses=still)
    back = explain(
        at("2026-11-25T10:20"), Term(1, Unit.HOUR), calendar, pauses=still, direction=BACK
    )

    assert [step.reason.en for step in forth[1:]] == [
        "paused from 2026-11-24 11:00 to 2026-11-24 11:10",
        "3 hours run",
        "ends at 14:10",
    ]
    assert [step.reason.en for step in back[1:]] == ["1 hour run", "ends at 09:00"]


def test_a_pause_a_month_and_what_makes_up_for_it_are_told(calendar: Calendar) -> None:
    still = [
        Pause(at("2026-03-10T09:00"), at("2026-03-12T09:00")),
        Pause(at("2026-04-01T09:00"), at("2026-04-02T09:00")),
    ]

    steps = explain(date(2026, 3, 1), Term(1, Unit.MONTH), calendar, pauses=still)

    assert told(steps) == [
        (1, "event_day", None),
        (11, "paused", None),
        (12, "paused", None),
        (1, "corresponding_day", None),
        (2, "paused", None),
        (3, "lengthened", 1),
        (4, "lengthened", 2),
        (4, "rolled", None),
        (5, "rolled", None),
        (6, "rolled", None),
        (7, "ended", None),
    ]
    assert steps[1].reason == Text("工作日，中止期间，不计入", "Working day: paused, not counted")
    assert steps[3].reason == Text("1个月的对应日", "corresponding day, 1 month on")
    assert steps[5].reason == Text(
        "工作日，补足第1日", "Working day: makes up for day 1 of the pauses"
    )


@pytest.mark.parametrize(
    ("start", "term", "reason"),
    [
        (
            date(2026, 1, 31),
            Term(1, Unit.MONTH),
            Text(
                "1个月的月末日（当月无对应日）",
                "last day of a month that has no such day, 1 month on",
            ),
        ),
        (
            date(2026, 2, 28),
            Term(2, Unit.YEAR),
            Text("2年的对应日", "corresponding day, 2 years on"),
        ),
    ],
)
def test_a_month_without_the_day_is_told(
    calendar: Calendar, start: date, term: Term, reason: Text
) -> None:
    assert explain(start, term, calendar)[1].reason == reason


def test_what_comes_after_closing_and_each_extension_are_told(calendar: Calendar) -> None:
    steps = explain(
        at("2026-11-27T18:00"),
        Term(1, WORKING_DAY),
        calendar,
        extensions=[Term(1, WORKING_DAY), Term(1, CALENDAR_DAY)],
        office=Office(time(17, 30), late_is_next_day=True),
    )

    assert told(steps) == [
        (27, "after_hours", None),
        (28, "rest", None),
        (29, "rest", None),
        (30, "event_day", None),
        (30, "extended", 1),
        (1, "counted", 1),
        (2, "counted", 2),
        (2, "extended", 1),
        (3, "counted", 1),
        (3, "ended", None),
    ]
    assert [steps[index].reason for index in (0, 4, 7, 9)] == [
        Text(
            "工作日，非办公时间，视为下一工作日",
            "Working day: outside office hours, counts as of the next working day",
        ),
        Text("期限延长1个工作日", "the term is extended by 1 working day"),
        Text("期限延长1日", "the term is extended by 1 calendar day"),
        Text("17:30届满", "ends at 17:30"),
    ]


def test_a_working_day_in_a_pause_is_no_last_day(calendar: Calendar) -> None:
    still = [Pause(at("2026-11-14T10:00"), at("2026-11-16T10:00"))]

    steps = explain(date(2026, 11, 13), Term(1, CALENDAR_DAY), calendar, pauses=still)

    assert told(steps)[1:] == [
        (14, "counted", 1),
        (14, "rolled", None),
        (15, "rolled", None),
        (16, "rolled", None),
        (17, "ended", None),
    ]
    assert steps[4].reason == Text("中止期间，期限顺延", "in a pause: the end moves to a later day")


def as_json(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    written = [
        {
            "on": step.on.isoformat(),
            "kind": step.kind.value,
            "number": step.number,
            "reason_zh": step.reason.zh,
            "reason_en": step.reason.en,
        }
        for step in steps
    ]
    read: list[dict[str, Any]] = json.loads(json.dumps(written))
    return read


def test_the_explanation_alone_gives_the_same_end(calendar: Calendar) -> None:
    for asked in cases.cases(seed=11, number=10_000):
        (start, term), manner = cases.arguments(asked)
        end = due(start, term, calendar, **manner)

        steps = as_json(explain(start, term, calendar, **manner))

        last = steps[-1]
        assert replay.end_of(steps) == end.due_on, asked
        assert (last["kind"], last["on"]) == ("ended", end.due_on.isoformat())


@pytest.mark.parametrize("unit", [CALENDAR_DAY, WORKING_DAY])
def test_no_day_of_a_period_of_days_is_passed_over_in_silence(
    calendar: Calendar, unit: Unit
) -> None:
    for asked in cases.cases(seed=12, number=500):
        (start, _), manner = cases.arguments(asked)
        manner |= {"extensions": [Term(5, unit)]}

        steps = as_json(explain(start, Term(9, unit), calendar, **manner))

        assert replay.days_counted(steps) == 14


@pytest.mark.parametrize("unit", [Unit.MONTH, Unit.YEAR])
def test_a_period_of_months_is_lengthened_by_as_many_days_as_it_lost(
    calendar: Calendar, unit: Unit
) -> None:
    for asked in cases.cases(seed=13, number=500):
        (start, _), manner = cases.arguments(asked)
        manner |= {"extensions": []}

        steps = as_json(explain(start, Term(1, unit), calendar, **manner))

        lost, added = replay.days_made_up(steps)
        assert lost == added


def test_a_pause_up_to_the_corresponding_day_is_told_to_its_end(calendar: Calendar) -> None:
    still = [Pause(at("2026-03-30T09:00"), at("2026-04-01T09:00"))]

    steps = explain(date(2025, 4, 1), Term(1, Unit.YEAR), calendar, pauses=still)

    assert told(steps)[1:-1] == [
        (31, "paused", None),
        (1, "paused", None),
        (1, "corresponding_day", None),
        (2, "lengthened", 1),
        (3, "lengthened", 2),
    ]
