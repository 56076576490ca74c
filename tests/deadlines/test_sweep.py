"""What the watch says of running clocks, when, and how often."""

from typing import Any, Final

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.deadlines import announcing
from app.timekeeping import escalation
from tests.conftest import DeskOf
from tests.deadlines import running
from tests.deadlines.watching import Watch
from tests.station import START, Desk, TestClock

RECEIPT: Final = "REF_RECEIPT_1WD"
ANSWER: Final = "REF_ANSWER_5WD"
TRIAGE: Final = "STN_TRIAGE_5D"
EVERYTHING: Final = ["due_soon", "breached", "escalated 1", "escalated 2", "escalated 3"]


@pytest.fixture
def watch(app: FastAPI, clock: TestClock) -> Watch:
    return Watch(app, clock)


@pytest.fixture
def sender(at: DeskOf) -> Desk:
    return at("hrss")


async def refer(sender: Desk) -> dict[str, Any]:
    """To an agency that does not act for the station, as its sender does not either."""
    return await running.refer(sender, to_agency="310120-justice", purpose="legal_aid")


def at_midnight_of(clock: TestClock, day: int) -> None:
    clock.now = START.replace(day=day, hour=0, minute=0)


async def test_nothing_is_said_before_its_time(
    watch: Watch, sender: Desk, clock: TestClock
) -> None:
    await refer(sender)
    at_midnight_of(clock, 4)
    clock.advance(microseconds=-1)

    assert await watch.sweep() == 0
    assert await watch.said() == []


async def test_each_thing_is_said_at_its_own_instant(
    watch: Watch, sender: Desk, clock: TestClock
) -> None:
    """Due on Monday the 9th: a working day before, at its end, and 3 and 5 working days later."""
    await refer(sender)
    said = {}

    for day in range(3, 20):
        at_midnight_of(clock, day)
        before = len(await watch.types(ANSWER))
        await watch.sweep()
        if new := (await watch.types(ANSWER))[before:]:
            said[day] = new

    assert said == {
        6: ["due_soon"],
        10: ["breached", "escalated 1"],
        13: ["escalated 2"],
        17: ["escalated 3"],
    }


async def test_a_worker_that_was_down_for_a_month_says_everything_once(
    watch: Watch, sender: Desk, clock: TestClock
) -> None:
    await refer(sender)
    clock.advance(days=31)

    assert await watch.sweep() == 3
    assert await watch.sweep() == 0

    assert await watch.types(ANSWER) == EVERYTHING
    assert await watch.types(TRIAGE) == EVERYTHING
    # It was due on the next working day: there was no day left to remind of.
    assert await watch.types(RECEIPT) == EVERYTHING[1:]


async def test_what_is_left_over_by_one_round_is_said_in_the_next(
    app: FastAPI, sender: Desk, clock: TestClock
) -> None:
    watch = Watch(app, clock, at_once=1)
    await refer(sender)
    await refer(sender)
    clock.advance(days=31)

    assert await watch.sweep() == 6

    assert await watch.types(ANSWER) == [*EVERYTHING, *EVERYTHING]


async def test_the_clock_that_comes_due_first_is_spoken_of_first(
    app: FastAPI, sender: Desk, clock: TestClock
) -> None:
    watch = Watch(app, clock, at_once=1)
    await refer(sender)
    clock.advance(days=31)

    await watch.one_sweep.sweep(watch.db, clock(), 1)

    assert {entry.facts["rule_code"] for entry in await watch.said()} == {RECEIPT}


async def test_time_that_jumps_forth_and_back_repeats_and_loses_nothing(
    watch: Watch, sender: Desk, clock: TestClock
) -> None:
    await refer(sender)
    at_midnight_of(clock, 10)
    await watch.sweep()
    for hours in (-100, -1, 1, -24 * 9, 24 * 30, -24 * 20, 24 * 40):
        at_midnight_of(clock, 10)
        clock.advance(hours=hours)
        await watch.sweep()

    assert await watch.types(ANSWER) == EVERYTHING


async def test_an_event_says_who_is_late_with_what_and_since_when(
    watch: Watch, sender: Desk, clock: TestClock
) -> None:
    referral = await refer(sender)
    at_midnight_of(clock, 13)
    await watch.sweep()

    shown = await running.clock_of(sender, ANSWER, piece_id=referral["id"])
    reminder, breach, first, second = await watch.said(ANSWER)
    assert {str(e.subject) for e in (reminder, breach, first, second)} == {shown["id"]}
    assert {str(e.piece_id) for e in (reminder, breach, first, second)} == {referral["id"]}
    assert breach.facts == {
        "rule_code": ANSWER,
        "responsible": "310120-justice",
        "status": "running",
        "concerns": None,
        "due_on": "2026-03-09",
        "due_at": "2026-03-10T00:00:00+08:00",
    }
    assert reminder.facts == {**breach.facts, "days": 1}
    assert first.facts == {**breach.facts, "level": 1, "days": 0}
    assert second.facts == {**breach.facts, "level": 2, "days": 3}


async def test_the_clock_shows_what_was_said_of_it(
    watch: Watch, sender: Desk, clock: TestClock
) -> None:
    referral = await refer(sender)
    at_midnight_of(clock, 14)
    await watch.sweep()

    shown = await running.clock_of(sender, ANSWER, piece_id=referral["id"])

    assert (shown["breached_at"], shown["escalation"]) == ("2026-03-10T00:00:00+08:00", 2)


async def test_the_station_itself_speaks_in_the_timeline(
    watch: Watch, sender: Desk, clock: TestClock
) -> None:
    referral = await refer(sender)
    at_midnight_of(clock, 10)
    await watch.sweep()

    timeline = await sender.get(f"/cases/{referral['case_id']}/timeline")

    entries = timeline.json()["items"]
    assert [entry["sequence"] for entry in entries] == list(range(1, len(entries) + 1))
    breached = [entry for entry in entries if entry["type"] == "deadline.breached"]
    assert {(e["agency"], e["role"], e["client_id"]) for e in breached} == {
        ("310120-station", "system", announcing.WORKER)
    }
    assert {(e["title_zh"], e["title_en"]) for e in breached} == {
        ("期限届满未办", "Deadline breached")
    }


async def test_a_stopped_clock_says_nothing(
    watch: Watch, sender: Desk, at: DeskOf, clock: TestClock
) -> None:
    referral = await refer(sender)
    await running.move(at("justice"), referral, "acceptance")
    clock.advance(days=31)
    await watch.sweep()

    assert await watch.types(ANSWER) == []
    assert await watch.types(RECEIPT) == []


async def test_a_right_that_lapses_makes_nobody_late(
    app: FastAPI, sender: Desk, clock: TestClock
) -> None:
    watch = Watch(app, clock)
    await refer(sender)
    async with watch.db.begin() as connection:
        await connection.execute(
            text(f"UPDATE deadline SET rule_code = :code WHERE rule_code = '{ANSWER}'"),
            {"code": "ARB_LIMIT_1Y"},
        )
    clock.advance(days=31)
    await watch.sweep()
    await watch.sweep()

    assert await watch.types("ARB_LIMIT_1Y") == ["due_soon", "lapsed"]
    async with watch.db.begin() as connection:
        row = await connection.execute(
            text("SELECT status, breached_at FROM deadline WHERE rule_code = 'ARB_LIMIT_1Y'")
        )
    assert tuple(row.one()) == ("lapsed", None)


async def test_what_is_escalated_is_seen_by_the_station_and_nothing_else_is(
    watch: Watch, sender: Desk, at: DeskOf, clock: TestClock
) -> None:
    station = at("union", "lead")
    late, answered = await refer(sender), await refer(sender)
    await running.move(at("justice"), answered, "acceptance")
    again = await running.refer_again(sender, late, to_agency="310120-court", purpose="litigation")
    await running.move(at("court"), again, "acceptance")
    at_midnight_of(clock, 4)
    before = await station.get(f"/referrals/{late['id']}")

    await watch.sweep()

    shown = await station.get(f"/referrals/{late['id']}")
    assert (before.status_code, shown.status_code) == (404, 200)
    assert (await station.get(f"/cases/{late['case_id']}")).status_code == 200
    # Another piece of work on that case, and a case on which nobody is late.
    assert (await station.get(f"/referrals/{again['id']}")).status_code == 404
    assert (await station.get(f"/cases/{answered['case_id']}")).status_code == 404
    assert (await running.clock_of(station, RECEIPT, case_id=late["case_id"]))["is_overdue"]


async def test_an_escalation_decides_nothing(
    watch: Watch, sender: Desk, at: DeskOf, clock: TestClock
) -> None:
    referral = await refer(sender)
    clock.advance(days=31)
    before = (await sender.get(f"/referrals/{referral['id']}")).json()
    await watch.sweep()

    after = (await sender.get(f"/referrals/{referral['id']}")).json()
    ruling = {"ruling": "accepted", "explanation": "应予受理"}
    ruled = await at("union", "lead").change(f"/referrals/{referral['id']}/station-ruling", ruling)

    assert (after["status"], after["responsible"]) == (before["status"], before["responsible"])
    assert ruled.status_code == 409, ruled.text
    assert (await at("justice").change(f"/referrals/{referral['id']}/acceptance", {})).is_success


async def closed(watch: Watch) -> int:
    return await escalation.close(watch.db, watch.clock(), 100)


async def test_the_station_sees_it_for_a_week_after_nobody_is_late_any_more(
    watch: Watch, sender: Desk, at: DeskOf, clock: TestClock
) -> None:
    referral = await refer(sender)
    at_midnight_of(clock, 4)
    await watch.sweep()
    path, station = f"/referrals/{referral['id']}", at("union", "lead")
    assert await closed(watch) == 0
    await running.move(at("justice"), referral, "acceptance")

    assert await closed(watch) == 1
    assert await closed(watch) == 0

    clock.advance(days=6)
    still = await station.get(path)
    clock.advance(days=1)
    gone = await station.get(path)
    assert (still.status_code, gone.status_code) == (200, 404)


async def test_what_a_triage_has_opened_to_the_station_is_not_closed_by_the_watch(
    watch: Watch, sender: Desk, at: DeskOf, clock: TestClock
) -> None:
    referral = await refer(sender)
    case, station = f"/cases/{referral['case_id']}", at("union", "lead")
    at_midnight_of(clock, 10)
    await watch.sweep()
    opened = await sender.create(f"{case}/triage", {"question": "由谁办理？"})
    assert opened.status_code == 201, opened.text
    await running.move(at("justice"), referral, "acceptance")

    await closed(watch)

    clock.advance(days=30)
    assert (await station.get(case)).status_code == 200


async def test_a_reminder_for_each_lead_time_and_a_level_for_each_delay_of_the_station(
    watch: Watch, app: FastAPI, sender: Desk, clock: TestClock
) -> None:
    async with watch.db.begin() as connection:
        await connection.execute(
            text(
                "UPDATE station SET rules = rules || "
                """'{"due_soon_days": [0, 2], "escalation_days": [1]}'"""
            )
        )
    app.state.directory.forget()
    await refer(sender)
    clock.advance(days=31)
    await watch.sweep()

    said = await watch.said(ANSWER)
    assert [(e.type.removeprefix("deadline."), e.facts.get("days")) for e in said] == [
        ("due_soon", 2),
        ("due_soon", 0),
        ("breached", None),
        ("escalated", 1),
    ]


async def test_a_clock_counted_by_other_days_waits_until_it_is_counted_anew(
    watch: Watch, sender: Desk, clock: TestClock
) -> None:
    await refer(sender)
    async with watch.db.begin() as connection:
        await connection.execute(text("UPDATE deadline SET calendar_version = 'CN-1900.1'"))
    clock.advance(days=31)

    assert await watch.sweep() == 0
    assert await watch.recalculate() == 3
    assert await watch.sweep() == 3
    assert await watch.types(ANSWER) == EVERYTHING


async def test_a_paused_clock_is_not_late(
    watch: Watch, sender: Desk, at: DeskOf, clock: TestClock
) -> None:
    await refer(sender)
    async with watch.db.begin() as connection:
        await connection.execute(text("UPDATE deadline SET status = 'paused', watch_at = NULL"))
    clock.advance(days=31)

    assert await watch.sweep() == 0
