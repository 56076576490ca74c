"""Several workers over the same clocks, one that dies, and commands on the same cases meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from app.agencies.directory import Directory
from app.deadlines import catalogue
from app.deadlines.law import Lawbook
from app.deadlines.sweep import Escalated, Sweep
from app.timekeeping import escalation
from tests.conftest import DeskOf
from tests.deadlines import notices, running
from tests.deadlines.watching import Watch
from tests.station import TestClock

CASES = 12
EVERYTHING = {"due_soon": 1, "breached": 1, "escalated 1": 1, "escalated 2": 1, "escalated 3": 1}


async def refer(at: DeskOf) -> dict[str, Any]:
    return await running.refer(at("hrss"), to_agency="310120-justice", purpose="legal_aid")


async def said_of_each(watch: Watch, rule: str) -> list[Counter[str]]:
    """What was said of each clock of the rule."""
    counts: dict[Any, Counter[str]] = {}
    for entry in await watch.said(rule):
        level = entry.facts.get("level")
        said = entry.type.removeprefix("deadline.") + (f" {level}" if level else "")
        counts.setdefault(entry.subject, Counter())[said] += 1
    return list(counts.values())


async def test_many_sweeps_at_once_say_everything_once_between_them(
    committed: FastAPI, committed_at: DeskOf, clock: TestClock
) -> None:
    for _ in range(CASES):
        await refer(committed_at)
    clock.advance(days=31)
    watches = [Watch(committed, clock, at_once=4) for _ in range(4)]

    done = await asyncio.gather(*(watch.sweep() for watch in watches))
    left = await watches[0].sweep()

    assert sum(done) + left == 3 * CASES
    assert await said_of_each(watches[0], "REF_ANSWER_5WD") == [EVERYTHING] * CASES
    assert await _sequences_are_whole(committed)


async def test_a_second_sweep_passes_over_what_the_first_holds(
    committed: FastAPI, committed_at: DeskOf, clock: TestClock
) -> None:
    for _ in range(2):
        await refer(committed_at)
    clock.advance(days=31)
    held = asyncio.Event()
    over = asyncio.Event()

    async def hold(*_: object) -> None:
        held.set()
        await over.wait()

    first = asyncio.create_task(_sweep(committed, hold).sweep(committed.state.database, clock(), 1))
    await held.wait()
    second = await Watch(committed, clock).sweep()
    over.set()

    assert (second, await first) == (3, 1)
    assert await Watch(committed, clock).sweep() == 2


async def test_a_worker_that_dies_in_the_middle_has_said_nothing(
    committed: FastAPI, committed_at: DeskOf, clock: TestClock
) -> None:
    await refer(committed_at)
    clock.advance(days=31)
    watch = Watch(committed, clock)

    with pytest.raises(ConnectionResetError):
        await _sweep(committed, _die).sweep(committed.state.database, clock(), 500)

    assert await watch.said() == []
    assert await watch.sweep() == 3
    assert await said_of_each(watch, "REF_ANSWER_5WD") == [EVERYTHING]


async def test_a_case_that_is_busy_is_left_for_the_next_round(
    committed: FastAPI, committed_at: DeskOf, clock: TestClock
) -> None:
    busy, _ = await refer(committed_at), await refer(committed_at)
    clock.advance(days=31)
    watch = Watch(committed, clock)

    async with committed.state.database.begin() as connection:
        await connection.execute(
            text("SELECT FROM case_file WHERE id = :id FOR NO KEY UPDATE"), {"id": busy["case_id"]}
        )
        meanwhile = await watch.sweep()

    assert (meanwhile, await watch.sweep()) == (3, 3)


async def test_what_is_accepted_while_the_watch_looks_is_not_late(
    committed: FastAPI, committed_at: DeskOf, clock: TestClock
) -> None:
    referrals = [await refer(committed_at) for _ in range(CASES)]
    clock.advance(days=31)
    watch, desk = Watch(committed, clock, at_once=3), committed_at("justice")

    await asyncio.gather(
        watch.sweep(), *(running.move(desk, referral, "acceptance") for referral in referrals)
    )
    await watch.sweep()

    async with committed.state.database.begin() as connection:
        late = await connection.execute(
            text(
                "SELECT count(*) FROM journal_entry AS late JOIN journal_entry AS accepted"
                " ON accepted.stream = late.stream AND accepted.type = 'referral.accepted'"
                " WHERE late.type = 'deadline.breached' AND late.piece_id IS NOT NULL"
                " AND late.sequence > accepted.sequence"
            )
        )
        assert late.scalar_one() == 0
    assert await _sequences_are_whole(committed)


async def test_many_recalculations_at_once_move_each_clock_once(
    committed: FastAPI, committed_at: DeskOf, clock: TestClock
) -> None:
    clock.now = datetime.fromisoformat("2027-12-28T09:30:00+08:00")
    for _ in range(CASES):
        await refer(committed_at)
    imported = await notices.put(committed_at("union", "lead"), notices.NEW_YEAR_2028)
    assert imported.status_code == 200
    watches = [Watch(committed, clock, at_once=4) for _ in range(4)]

    done = await asyncio.gather(*(watch.recalculate() for watch in watches))
    left = await watches[0].recalculate()

    assert sum(done) + left == 3 * CASES
    assert await said_of_each(watches[0], "REF_ANSWER_5WD") == [{"moved": 1}] * CASES


async def test_of_two_imports_at_once_one_has_read_the_other(
    committed: FastAPI, committed_at: DeskOf, clock: TestClock
) -> None:
    clock.now = datetime.fromisoformat("2027-12-28T09:30:00+08:00")
    station = committed_at("union", "lead")

    answers = await asyncio.gather(
        *(notices.put(station, notices.NEW_YEAR_2028, etag='"0"') for _ in range(5))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]


def _sweep(app: FastAPI, escalate: Any) -> Sweep:
    book = Lawbook(catalogue.load(), app.state.calendars, app.state.directory)
    return Sweep(book, escalate, uuid7)


async def _die(
    connection: AsyncConnection,
    directory: Directory,
    escalated: Collection[Escalated],
    now: datetime,
) -> None:
    """All is written, and then the connection is gone."""
    await escalation.opening(uuid7)(connection, directory, escalated, now)
    raise ConnectionResetError


async def _sequences_are_whole(app: FastAPI) -> bool:
    """Each case counts its events without a gap or a repetition."""
    async with app.state.database.begin() as connection:
        rows = await connection.execute(
            text(
                "SELECT count(*), max(sequence), min(sequence), count(DISTINCT sequence)"
                " FROM journal_entry GROUP BY stream"
            )
        )
        return all(n == most == different and least == 1 for n, most, least, different in rows)
