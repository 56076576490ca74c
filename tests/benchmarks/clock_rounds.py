"""The watch over very many clocks: a sweep, a recalculation, and reading what is late."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from time import perf_counter
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.agencies import directory
from app.calendars import imports
from app.core import database
from app.core.clock import system_clock
from app.core.snapshots import Snapshot
from app.deadlines import catalogue
from app.deadlines.law import Lawbook
from app.deadlines.recalculation import Recalculation
from app.deadlines.sweep import Sweep
from app.devtools import postgres
from app.timekeeping import escalation
from app.worker import CLOCKS_AT_ONCE
from tests.benchmarks import client, processes
from tests.benchmarks.clock_sites import ClockSite, clock_site
from tests.benchmarks.desks import Desks
from tests.benchmarks.report import LEAST_SCATTER, USUAL_CONNECTIONS

MOST_SWEEP_SECONDS: Final = 5
MOST_SWEEP_MEGABYTES: Final = 40
MOST_RECALCULATION_SECONDS: Final = 60
MOST_WAIT_SECONDS: Final = 1

_WRITER: Final = text(
    "UPDATE case_file SET updated_at = updated_at WHERE id ="
    " (SELECT id FROM case_file OFFSET :place LIMIT 1)"
)
# The days of a whole year are moved, so that most clocks end at another time.
_NOTICE: Final = text(
    """
    INSERT INTO calendar_notice (id, division, year, notice, imported_at, imported_by)
    SELECT gen_random_uuid(), '310120', year, json_build_object(
        'year', year, 'source', 'bench', 'is_complete', true, 'festivals', json_agg(
            json_build_object(
                'zh', '休', 'en', 'rest', 'off_from', month::date, 'off_until', month::date + 9,
                'make_up', json_build_array()
            )
        )
    ), now(), 'bench'
    FROM generate_series(now() - interval '1 month', now() + interval '13 months', '1 month')
        AS day, date_trunc('month', day) AS month, CAST(extract(year FROM month) AS int) AS year
    GROUP BY year
    """
)


@dataclass(frozen=True)
class ClockEffort:
    """How many clocks run in each database, how many have run out, and how many are counted."""

    running: tuple[int, ...]
    due: int
    counted: int
    requests: int
    rounds: int


class ClockFindings(NamedTuple):
    """Seconds and megabytes of one run, and milliseconds of each reading by number of clocks."""

    due: int
    running: int
    sweep_seconds: float
    sweep_megabytes: float
    counted: int
    moved: int
    recalculation_seconds: float
    longest_wait: float
    overdue: dict[int, list[float]]


def run(server: postgres.Server, desks: Desks, effort: ClockEffort) -> ClockFindings:
    few, many = effort.running
    with (
        clock_site(server, desks, few, few // 100) as small,
        clock_site(server, desks, many, effort.due) as large,
    ):
        overdue = _read_in_turn([small, large], desks, effort)
        seconds, megabytes = asyncio.run(_sweep(large))
    with clock_site(server, desks, effort.counted, 0) as site:
        recalculation, moved, wait = asyncio.run(_recalculate(site))
    return ClockFindings(
        effort.due, many, seconds, megabytes, effort.counted, moved, recalculation, wait, overdue
    )


def _read_in_turn(
    sites: list[ClockSite], desks: Desks, effort: ClockEffort
) -> dict[int, list[float]]:
    """Neighbours share whatever disturbs them."""
    overdue: dict[int, list[float]] = {site.clocks: [] for site in sites}
    for _, site in product(range(effort.rounds), sites):
        overdue[site.clocks].append(_read(site, desks, effort.requests))
    return overdue


def _read(site: ClockSite, desks: Desks, requests: int) -> float:
    """The 95th percentile in milliseconds."""
    port = site.served.port
    client.send(port, desks.overdue(200), USUAL_CONNECTIONS, 200)
    load = client.send(port, desks.overdue(requests), USUAL_CONNECTIONS, 200)
    return load.percentile_ms(95)


async def _sweep(site: ClockSite) -> tuple[float, float]:
    """Seconds until nothing is due any more, and by how much the process grew after the start."""
    engine = database.connect(site.url(postgres.WORKER), pool_size=2)
    sweep = Sweep(_book(engine), escalation.opening(uuid7), uuid7)
    now = system_clock()
    started, spoken = perf_counter(), await sweep.sweep(engine, now, CLOCKS_AT_ONCE)
    before = processes.megabytes_of(os.getpid())
    while done := await sweep.sweep(engine, now, CLOCKS_AT_ONCE):
        spoken += done
    seconds = perf_counter() - started
    grown = processes.megabytes_of(os.getpid()) - before
    await engine.dispose()
    if spoken != site.due:
        raise RuntimeError(f"The sweep spoke of {spoken} clocks and not of {site.due}.")
    return seconds, grown


async def _recalculate(site: ClockSite) -> tuple[float, int, float]:
    """Seconds for all clocks, how many moved, and how long a writer waited at the most."""
    engine = database.connect(site.url(postgres.WORKER), pool_size=2)
    owner = database.connect(site.url(postgres.OWNER), pool_size=2)
    async with owner.begin() as connection:
        await connection.execute(_NOTICE)
    waits: list[float] = []
    writer = asyncio.create_task(_write(owner, site.clocks, waits.append))
    seconds = await _until_done(engine, site.clocks, system_clock())
    writer.cancel()
    with suppress(asyncio.CancelledError):
        await writer
    async with owner.begin() as connection:
        moved = await connection.execute(
            text("SELECT count(*) FROM journal_entry WHERE type = 'deadline.moved'")
        )
    await engine.dispose()
    await owner.dispose()
    return seconds, int(moved.scalar_one()), max(waits)


async def _until_done(engine: AsyncEngine, clocks: int, now: datetime) -> float:
    again, counted = Recalculation(_book(engine), uuid7), 0
    started = perf_counter()
    while done := await again.recalculate(engine, now, CLOCKS_AT_ONCE):
        counted += done
    if counted < clocks:
        raise RuntimeError(f"Only {counted} of {clocks} clocks were counted again.")
    return perf_counter() - started


async def _write(engine: AsyncEngine, cases: int, waited: Callable[[float], None]) -> None:
    """Change one case after another, all over the table."""
    place = 0
    while True:
        started = perf_counter()
        async with engine.begin() as connection:
            await connection.execute(_WRITER, {"place": place % (cases // 8)})
        waited(perf_counter() - started)
        place += 7919
        await asyncio.sleep(0.02)


def _book(engine: AsyncEngine) -> Lawbook:
    calendars, members = Snapshot(imports.loader(engine)), Snapshot(directory.loader(engine))
    return Lawbook(catalogue.load(), calendars, members)


def numbers(found: ClockFindings) -> dict[str, object]:
    return {
        **found._asdict(),
        "overdue": {str(size): sorted(p95)[len(p95) // 2] for size, p95 in found.overdue.items()},
    }


def verdicts(found: ClockFindings) -> Iterator[tuple[str, str, bool]]:
    """What was measured, the target, and whether it is met."""
    yield (
        f"sweep: {found.due} due of {found.running} running clocks in {found.sweep_seconds:.1f} s",
        f"at most {MOST_SWEEP_SECONDS} s",
        found.sweep_seconds <= MOST_SWEEP_SECONDS,
    )
    yield (
        f"sweep: {found.sweep_megabytes:.0f} MB more after the first round",
        f"at most {MOST_SWEEP_MEGABYTES} MB",
        found.sweep_megabytes <= MOST_SWEEP_MEGABYTES,
    )
    yield (
        f"recalculation: {found.counted} clocks, {found.moved} of which moved, in"
        f" {found.recalculation_seconds:.1f} s",
        f"at most {MOST_RECALCULATION_SECONDS} s",
        found.recalculation_seconds <= MOST_RECALCULATION_SECONDS,
    )
    yield (
        f"recalculation: a writer waited {found.longest_wait:.2f} s at the most",
        f"at most {MOST_WAIT_SECONDS} s",
        found.longest_wait <= MOST_WAIT_SECONDS,
    )
    few, many = (found.overdue[size] for size in sorted(found.overdue))
    if len(few) == 1:
        return
    growth = sorted(many)[len(many) // 2] / sorted(few)[len(few) // 2]
    scatter = max(LEAST_SCATTER, *(max(series) / min(series) for series in (few, many)))
    yield (
        f"overdue: p95 grows {growth:.2f} times to {max(found.overdue)} running clocks",
        f"not beyond the scatter of {scatter:.2f} times",
        growth <= scatter,
    )
