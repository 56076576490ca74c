"""Clocks that are counted again because the days or the rules have changed."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.deadlines import catalogue
from app.deadlines.catalogue import Catalogue
from tests.conftest import DeskOf
from tests.deadlines import notices, running
from tests.deadlines.watching import Watch
from tests.station import Desk, TestClock

ANSWER: Final = "REF_ANSWER_5WD"
RECEIPT: Final = "REF_RECEIPT_1WD"
BEFORE_NEW_YEAR: Final = datetime.fromisoformat("2027-12-28T09:30:00+08:00")


@pytest.fixture
def watch(app: FastAPI, clock: TestClock) -> Watch:
    clock.now = BEFORE_NEW_YEAR
    return Watch(app, clock)


@pytest.fixture
def sender(at: DeskOf) -> Desk:
    return at("hrss")


@pytest.fixture
def station(at: DeskOf) -> Desk:
    return at("union", "lead")


async def refer(sender: Desk) -> dict[str, Any]:
    return await running.refer(sender, to_agency="310120-justice", purpose="legal_aid")


async def answer_of(sender: Desk, referral: dict[str, Any]) -> dict[str, Any]:
    return await running.clock_of(sender, ANSWER, piece_id=referral["id"])


async def execute(watch: Watch, statement: str) -> None:
    async with watch.db.begin() as connection:
        await connection.execute(text(statement))


def corrected(code: str, **changes: Any) -> Catalogue:
    """The catalogue as the next release has it, with another text of one rule."""
    rules = catalogue.load().rules
    return Catalogue(tuple(replace(r, **changes) if r.code == code else r for r in rules))


async def test_an_unchanged_law_moves_nothing(watch: Watch, sender: Desk) -> None:
    await refer(sender)

    assert await watch.recalculate() == 0


async def test_a_deadline_across_an_unpublished_new_year_moves_with_one_event(
    watch: Watch, sender: Desk, station: Desk
) -> None:
    referral = await refer(sender)
    before = await answer_of(sender, referral)

    imported = await notices.put(station, notices.NEW_YEAR_2028)
    assert await watch.recalculate() == 3
    assert await watch.recalculate() == 0

    after = await answer_of(sender, referral)
    version = imported.json()["version"]
    assert (before["due_on"], before["is_provisional"]) == ("2028-01-05", True)
    assert (after["due_on"], after["calendar_version"]) == ("2028-01-07", version)
    assert (after["original_due_on"], after["version"]) == ("2028-01-07", before["version"] + 1)
    (moved,) = await watch.said()
    assert (moved.type, moved.client_id) == ("deadline.moved", "liandong-worker")
    assert moved.facts == {
        "rule_code": ANSWER,
        "responsible": "310120-justice",
        "status": "running",
        "concerns": None,
        "due_on": "2028-01-07",
        "due_at": "2028-01-08T00:00:00+08:00",
        "due_on_before": "2028-01-05",
        "due_at_before": "2028-01-06T00:00:00+08:00",
        "calendar_version": version,
        "calendar_version_before": before["calendar_version"],
        "rules_version": moved.facts["rules_version_before"],
        "rules_version_before": moved.facts["rules_version"],
    }


async def test_clocks_are_settled_once_the_place_has_its_whole_years(
    watch: Watch, sender: Desk, station: Desk
) -> None:
    referral = await refer(sender)
    before = await answer_of(sender, referral)
    years = {
        2027: notices.festival("2027-01-01", "2027-01-03"),
        2028: notices.festival("2028-01-01", "2028-01-05", "2028-01-08"),
    }

    for year, days in years.items():
        body = notices.notice(year, days, is_complete=True)
        await notices.put(station, body, path=f"/calendars/310120/{year}")
    await watch.recalculate()

    after = await answer_of(sender, referral)
    assert (before["is_provisional"], after["is_provisional"]) == (True, False)
    assert after["due_on"] == "2028-01-07"


async def test_the_watch_follows_the_new_end(
    watch: Watch, sender: Desk, station: Desk, clock: TestClock
) -> None:
    await refer(sender)
    await notices.put(station, notices.NEW_YEAR_2028)
    await watch.recalculate()
    said = {}

    for day in range(3, 13):
        clock.now = datetime.fromisoformat(f"2028-01-{day:02}T00:00:00+08:00")
        before = len(await watch.types(ANSWER))
        await watch.sweep()
        if new := (await watch.types(ANSWER))[before:]:
            said[day] = new

    # The Saturday that is worked counts as one of the three days.
    assert said == {6: ["due_soon"], 8: ["breached", "escalated 1"], 12: ["escalated 2"]}


async def test_a_finished_clock_never_changes(
    watch: Watch, sender: Desk, station: Desk, at: DeskOf
) -> None:
    referral = await refer(sender)
    await running.move(at("justice"), referral, "acceptance")
    before = await running.clocks(sender, case_id=referral["case_id"], status="stopped")

    await notices.put(station, notices.NEW_YEAR_2028)
    await watch.recalculate()

    after = await running.clocks(sender, case_id=referral["case_id"], status="stopped")
    assert after == before != []
    assert await watch.types(ANSWER) == []


async def test_a_paused_clock_is_counted_again_and_stays_paused(
    watch: Watch, sender: Desk, station: Desk
) -> None:
    referral = await refer(sender)
    await execute(
        watch,
        "UPDATE deadline SET status = 'paused', watch_at = NULL, pauses = "
        """'[{"since": "2027-12-28T10:00:00+08:00", "until": null, "cause": "x"}]'"""
        f" WHERE rule_code = '{ANSWER}'",
    )

    await notices.put(station, notices.NEW_YEAR_2028)
    await watch.recalculate()

    async with watch.db.begin() as connection:
        found = await connection.execute(
            text("SELECT status, due_on, watch_at FROM deadline WHERE rule_code = :code"),
            {"code": ANSWER},
        )
        row = found.one()
    assert (row.status, row.due_on.isoformat(), row.watch_at) == ("paused", "2028-01-07", None)
    assert await watch.types(ANSWER) == ["moved"]
    assert (await running.clocks(sender, case_id=referral["case_id"], status="paused")) != []


async def test_what_was_to_be_said_while_the_worker_was_away_is_still_said(
    watch: Watch, sender: Desk, station: Desk, clock: TestClock
) -> None:
    """The reminder fell on the 4th; the import came a day later, with the worker still down."""
    await refer(sender)
    clock.now = datetime.fromisoformat("2028-01-05T09:00:00+08:00")
    far = notices.notice(2028, notices.festival("2028-10-01", "2028-10-07"))
    await notices.put(station, far)

    await watch.recalculate()
    await watch.sweep()

    assert await watch.types(ANSWER) == ["due_soon"]


async def test_what_was_said_already_is_not_said_again_after_an_import(
    watch: Watch, sender: Desk, station: Desk, clock: TestClock
) -> None:
    await refer(sender)
    clock.now = datetime.fromisoformat("2028-01-06T00:00:00+08:00")
    await watch.sweep()
    before = await watch.types(ANSWER)
    await notices.put(station, notices.notice(2028, notices.festival("2028-10-01", "2028-10-07")))

    await watch.recalculate()
    await watch.sweep()

    assert before == ["due_soon", "breached", "escalated 1"]
    assert await watch.types(ANSWER) == before


async def test_whoever_is_given_more_time_by_a_late_notice_is_not_late_yet(
    watch: Watch, sender: Desk, station: Desk, clock: TestClock
) -> None:
    referral = await refer(sender)
    clock.now = datetime.fromisoformat("2028-01-06T10:00:00+08:00")
    await watch.sweep()
    await notices.put(station, notices.NEW_YEAR_2028)
    await watch.recalculate()

    relieved = await answer_of(sender, referral)
    clock.now = datetime.fromisoformat("2028-01-08T00:00:00+08:00")
    await watch.sweep()

    assert (relieved["breached_at"], relieved["escalation"]) == (None, 0)
    assert await watch.types(ANSWER) == [
        *("due_soon", "breached", "escalated 1"),
        "moved",
        *("breached", "escalated 1"),
    ]


async def test_a_corrected_term_moves_the_clocks_of_its_rule(
    app: FastAPI, watch: Watch, sender: Desk, clock: TestClock
) -> None:
    referral = await refer(sender)
    released = Watch(app, clock, corrected(ANSWER, amount=3))

    assert await released.recalculate() == 3

    after = await answer_of(sender, referral)
    assert after["due_on"] == "2027-12-31"
    (moved,) = await watch.said()
    assert (moved.facts["rule_code"], moved.facts["due_on_before"]) == (ANSWER, "2028-01-05")
    assert moved.facts["rules_version"] != moved.facts["rules_version_before"]


async def test_a_term_that_the_station_has_set_stands_against_a_correction(
    app: FastAPI, watch: Watch, sender: Desk, clock: TestClock
) -> None:
    override = f'{{"deadlines": {{"{ANSWER}": {{"amount": 2, "unit": "working_day"}}}}}}'
    await execute(watch, f"UPDATE station SET rules = rules || '{override}'".replace(":", r"\:"))
    app.state.directory.forget()
    referral = await refer(sender)

    await Watch(app, clock, corrected(ANSWER, amount=3)).recalculate()

    assert (await answer_of(sender, referral))["due_on"] == "2027-12-30"
    assert await watch.said() == []


async def test_a_term_that_a_fact_has_set_stands_against_a_correction(
    app: FastAPI, watch: Watch, sender: Desk, clock: TestClock
) -> None:
    referral = await refer(sender)

    await Watch(app, clock, corrected(ANSWER, amount=None)).recalculate()

    assert (await answer_of(sender, referral))["due_on"] == "2028-01-05"
    assert await watch.said() == []


async def test_a_new_setting_of_the_station_moves_its_clocks(
    app: FastAPI, watch: Watch, sender: Desk
) -> None:
    referral = await refer(sender)
    hours = '{"opens_at": "09:00:00", "closes_at": "17:00:00"}'
    await execute(watch, f"UPDATE station SET rules = rules || '{hours}'".replace(":", r"\:"))
    app.state.directory.forget()

    await watch.recalculate()

    after = await answer_of(sender, referral)
    assert after["due_at"] == "2028-01-05T17:00:00+08:00"
    assert await watch.types(ANSWER) == ["moved"]


async def test_a_clock_whose_rule_no_release_knows_is_left_as_it_is(
    watch: Watch, sender: Desk, station: Desk, clock: TestClock, caplog: pytest.LogCaptureFixture
) -> None:
    await refer(sender)
    await execute(watch, f"UPDATE deadline SET rule_code = 'GONE_5WD' WHERE rule_code = '{ANSWER}'")
    await notices.put(station, notices.NEW_YEAR_2028)

    assert await watch.recalculate() == 3
    assert await watch.recalculate() == 0
    clock.advance(days=31)
    await watch.sweep()

    assert await watch.types("GONE_5WD") == []
    assert "cannot be counted again" in caplog.text


async def test_batches_leave_nothing_out(
    app: FastAPI, watch: Watch, sender: Desk, station: Desk, clock: TestClock
) -> None:
    for _ in range(3):
        await refer(sender)
    await notices.put(station, notices.NEW_YEAR_2028)

    assert await Watch(app, clock, at_once=2).recalculate() == 9

    assert await watch.types(ANSWER) == ["moved"] * 3
