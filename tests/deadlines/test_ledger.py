"""Tests of what a pause, an extension or a new start leaves a clock with."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.calendars.terms import Term, Unit
from app.core.database import values
from app.deadlines import ledger, timing
from app.deadlines.ledger import Columns, Stated
from app.deadlines.watch import Said
from app.events.journal import Change
from tests.deadlines.reckoning import (
    CAUSE,
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

BEFORE = UUID(int=6)
LATE = {"breached_at": at("13 00:00"), "escalation": 2}
APPROVED = {"amount": 3, "unit": "working_day", "replaces": False, "approver": "head"}


def end_of(columns: Columns) -> tuple[date, datetime]:
    return columns["due_on"], columns["due_at"]


def untouched(columns: Columns, running: Any, *changed: str) -> bool:
    """Whether all but the named columns are those of the clock that was read."""
    return {k: v for k, v in columns.items() if k not in changed} == {
        k: v for k, v in values(running).items() if k not in changed
    }


COUNTED = (
    "due_on",
    "due_at",
    "original_due_on",
    "other_due_on",
    "is_provisional",
    "calendar_version",
    "rules_version",
    "watch_at",
)


def test_a_clock_that_pauses_keeps_its_end_and_is_not_watched() -> None:
    running = clock(changed_by=BEFORE)

    columns = ledger.paused(running, at("04 10:00"), CAUSE)

    assert columns["status"] == "paused"
    assert columns["pauses"] == [
        {"since": "2026-03-04T10:00:00+08:00", "until": None, "cause": str(CAUSE)}
    ]
    assert (columns["version"], columns["changed_by"]) == (4, CAUSE)
    assert columns["watch_at"] is None
    assert untouched(columns, running, "status", "pauses", "version", "changed_by", "watch_at")


def test_a_second_pause_stands_behind_the_first() -> None:
    first = pause("03 10:00", "04 10:00")

    columns = ledger.paused(clock(pauses=[first]), at("10 09:00"), CAUSE)

    assert columns["pauses"] == [first, pause("10 09:00", None)]


def test_a_clock_that_is_resumed_ends_later_by_the_days_that_it_stood_still() -> None:
    paused = clock(
        status="paused",
        pauses=[pause("03 10:00", "04 10:00"), pause("05 10:00", None)],
        changed_by=BEFORE,
        watch_at=None,
    )

    columns = ledger.resumed(paused, at("09 15:00"), CAUSE, setting(), at("09 15:00"))

    assert columns["status"] == "running"
    assert columns["pauses"] == [pause("03 10:00", "04 10:00"), pause("05 10:00", "09 15:00")]
    assert end_of(columns) == (date(2026, 3, 17), at("18 00:00"))
    assert columns["original_due_on"] == date(2026, 3, 12)
    assert columns["watch_at"] == at("16 00:00")
    assert (columns["version"], columns["changed_by"]) == (4, CAUSE)
    assert untouched(columns, paused, "status", "pauses", "version", "changed_by", *COUNTED)


def test_the_cause_of_a_pause_stays_when_it_ends() -> None:
    opened = {**pause("05 10:00", None), "cause": str(BEFORE)}
    paused = clock(status="paused", pauses=[opened])

    columns = ledger.resumed(paused, at("09 15:00"), CAUSE, setting(), at("09 15:00"))

    assert columns["pauses"] == [{**pause("05 10:00", "09 15:00"), "cause": str(BEFORE)}]


def test_an_extension_is_kept_with_its_cause_and_moves_the_end() -> None:
    granted = {**longer(1), "cause": str(BEFORE)}
    running = clock(extensions=[granted], changed_by=BEFORE)

    columns = ledger.extended(running, APPROVED, CAUSE, setting(), at("09 15:00"))

    assert columns["extensions"] == [granted, {**APPROVED, "cause": str(CAUSE)}]
    assert end_of(columns) == (date(2026, 3, 18), at("19 00:00"))
    assert columns["watch_at"] == at("17 00:00")
    assert (columns["version"], columns["changed_by"]) == (4, CAUSE)
    assert untouched(columns, running, "extensions", "version", "changed_by", *COUNTED)


def test_a_paused_clock_that_is_extended_is_not_watched() -> None:
    paused = clock(status="paused", pauses=[pause("05 10:00", None)], watch_at=None)

    columns = ledger.extended(paused, APPROVED, CAUSE, setting(), at("09 15:00"))

    assert (columns["status"], columns["watch_at"]) == ("paused", None)
    assert columns["due_on"] == date(2026, 3, 17)


def test_a_clock_that_starts_anew_forgets_its_pauses_and_extensions() -> None:
    paused = clock(
        status="paused",
        pauses=[pause("03 10:00", None)],
        extensions=[longer(3)],
        changed_by=BEFORE,
        watch_at=None,
    )

    columns = ledger.restarted(paused, at("09 10:00"), CAUSE, setting(), at("10 10:00"))

    assert (columns["status"], columns["pauses"], columns["extensions"]) == ("running", [], [])
    assert columns["starts_at"] == at("09 10:00")
    assert end_of(columns) == (date(2026, 3, 19), at("20 00:00"))
    assert columns["original_due_on"] == date(2026, 3, 19)
    assert columns["watch_at"] == at("18 00:00")
    assert (columns["version"], columns["changed_by"]) == (4, CAUSE)
    assert untouched(
        columns,
        paused,
        *("status", "pauses", "extensions", "starts_at", "started_by", "version", "changed_by"),
        *COUNTED,
    )


def test_a_corrected_start_keeps_what_moved_the_clock_after_it() -> None:
    running = clock(
        pauses=[pause("02 10:00", "03 10:00"), pause("05 10:00", "06 10:00")],
        extensions=[longer(3)],
    )
    stated = Stated(at("04 00:00"), Term(5, Unit.WORKING_DAY))

    columns = ledger.restated(running, stated, CAUSE, setting(), at("06 12:00"))

    assert columns["pauses"] == [pause("05 10:00", "06 10:00")]
    assert columns["extensions"] == [longer(3)]
    assert (columns["starts_at"], columns["started_by"]) == (at("04 00:00"), CAUSE)


def test_a_clock_is_counted_by_the_calendar_and_the_rules_of_today() -> None:
    columns = ledger.extended(
        clock(), APPROVED, CAUSE, setting(rule(), **open_until_five()), at("09 15:00")
    )

    assert columns["due_at"] == at("17 17:00")
    assert columns["calendar_version"] == calendar().version
    assert columns["rules_version"] == "rules-2"


@pytest.mark.parametrize(("now", "watched"), [("14 10:00", "16 00:00"), ("17 23:59", "18 00:00")])
def test_what_is_written_down_late_leaves_time_again_and_nobody_is_late(
    now: str, watched: str
) -> None:
    columns = ledger.extended(clock(**LATE), APPROVED, CAUSE, setting(), at(now))

    assert columns["due_at"] == at("18 00:00")
    assert (columns["breached_at"], columns["escalation"]) == (None, 0)
    assert columns["watch_at"] == at(watched)


def test_a_right_that_lapsed_in_the_meantime_runs_again_with_its_extension() -> None:
    lapsed = clock(status="lapsed", watch_at=None, breached_at=at("13 00:00"))
    applied = setting(rule(on_expiry="lapse"))

    columns = ledger.extended(lapsed, APPROVED, CAUSE, applied, at("14 10:00"))

    assert (columns["status"], columns["breached_at"]) == ("running", None)
    assert columns["watch_at"] == at("16 00:00")


def test_a_right_that_has_lapsed_in_spite_of_its_extension_stays_lapsed() -> None:
    lapsed = clock(status="lapsed", watch_at=None, breached_at=at("13 00:00"))
    applied = setting(rule(on_expiry="lapse"))

    columns = ledger.extended(lapsed, APPROVED, CAUSE, applied, at("25 10:00"))

    assert (columns["status"], columns["watch_at"]) == ("lapsed", None)
    assert columns["breached_at"] == at("13 00:00")


@pytest.mark.parametrize("now", ["18 00:00", "25 10:00"])
def test_a_clock_that_has_run_out_in_spite_of_its_extension_stays_late(now: str) -> None:
    columns = ledger.extended(clock(**LATE), APPROVED, CAUSE, setting(), at(now))

    assert columns["due_at"] == at("18 00:00")
    assert (columns["breached_at"], columns["escalation"]) == (at("13 00:00"), 2)
    # The third escalation, five working days behind the new end, was not said yet.
    assert columns["watch_at"] == at("25 00:00")


def test_a_clock_that_runs_out_with_its_extension_is_breached_at_once() -> None:
    columns = ledger.extended(clock(), APPROVED, CAUSE, setting(), at("25 10:00"))

    assert (columns["breached_at"], columns["watch_at"]) == (None, at("18 00:00"))


def test_recounting_alone_is_no_move() -> None:
    running = clock(**LATE)

    columns = ledger.retimed(values(running), setting(rule(unit="calendar_day")), at("19 10:00"))

    assert end_of(columns) == (date(2026, 3, 12), at("13 00:00"))
    assert columns["watch_at"] == at("20 00:00")
    assert untouched(columns, running, *COUNTED)


@pytest.mark.parametrize("status", ["paused", "stopped"])
def test_a_clock_that_does_not_run_is_recounted_and_not_watched(status: str) -> None:
    columns = ledger.retimed(values(clock(status=status)), setting(), MONDAY)

    assert (columns["due_on"], columns["watch_at"]) == (date(2026, 3, 12), None)


@pytest.mark.parametrize(
    ("on_expiry", "said", "watched"),
    [
        ("breach", Said(at("13 00:00"), 0), "13 00:00"),
        ("breach", Said(at("13 00:00"), 1), "18 00:00"),
        ("lapse", Said(at("13 00:00"), 0), None),
        ("lapse", Said(), "13 00:00"),
    ],
)
def test_a_clock_is_watched_as_its_rule_says_what_follows_when_it_runs_out(
    on_expiry: str, said: Said, watched: str | None
) -> None:
    applied = setting(rule(on_expiry=on_expiry))
    end = timing.timing(timing.recounted(clock(), applied), applied.calendar)

    found = ledger.watch_from(applied, end, said, at("25 10:00"))

    assert found == (at(watched) if watched else None)


def test_a_clock_is_watched_as_its_station_wants_to_be_told() -> None:
    applied = setting(due_soon_days=(4,), **open_until_five())
    end = timing.timing(timing.recounted(clock(), applied), applied.calendar)

    assert ledger.watch_from(applied, end, Said(), MONDAY) == at("06 09:00")


def test_moved_clocks_are_written_back_together() -> None:
    moved = [values(clock(version=4)), values(clock(id=BEFORE))]

    change = ledger.rewriting(moved)

    (statement,) = change.parts
    assert statement.lstrip().startswith("UPDATE deadline SET (case_id, ")
    written = json.loads(str(change.parameters["moved"]))
    assert [(one["id"], one["version"]) for one in written] == [
        ("00000000-0000-0000-0000-000000000001", 4),
        (str(BEFORE), 3),
    ]
    assert ledger.rewriting([]) == Change()
