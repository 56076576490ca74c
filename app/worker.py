"""The worker process: webhooks, the watch over clocks, housekeeping; loops that survive outages."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from uuid_utils.compat import uuid7

from app.agencies import directory
from app.calendars import imports
from app.core import idempotency
from app.core.clock import Clock
from app.core.database import Database
from app.core.snapshots import Snapshot
from app.deadlines import catalogue
from app.deadlines.law import Lawbook
from app.deadlines.recalculation import Recalculation
from app.deadlines.sweep import Sweep
from app.settings import Settings
from app.timekeeping import escalation
from app.webhooks import custody, fanout
from app.webhooks.delivery import Courier
from app.webhooks.posting import Connections
from app.webhooks.queue import OUTAGES

logger: Final = logging.getLogger(__name__)

SHORTEST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 1.0
"""Seconds between two looks at an empty queue; a database that is away is awaited likewise."""
HOUSEKEEPING_PAUSE: Final = 60.0
RECALCULATION_PAUSE: Final = 5.0

EVENTS_AT_ONCE: Final = 200
PARCELS_UNDER_WAY: Final = 64
CLOCKS_AT_ONCE: Final = 500
CASES_AT_ONCE: Final = 500

Body = Callable[[Database, datetime, int], Awaitable[int]]
"""One round of a loop: what to work on, the instant, how much at most; how much was done."""


async def run(settings: Settings, db: Database, clock: Clock, stop: asyncio.Event) -> None:
    """Work until `stop` is set, then finish what is under way.

    A process that is killed instead loses nothing: what it had claimed is claimed again.
    """
    sealer = custody.sealer_of(settings)
    async with Connections() as connections, asyncio.TaskGroup() as tasks:
        courier = Courier(sealer, connections, clock, tasks)
        loops = (
            Loop("fan-out", fanout.fan_out, EVENTS_AT_ONCE, then=courier.freed),
            Loop("delivery", courier.deliver, PARCELS_UNDER_WAY, wake=courier.freed),
            *_watch(db),
            Loop("housekeeping", tidy, CASES_AT_ONCE, longest_pause=HOUSEKEEPING_PAUSE),
        )
        for loop in loops:
            tasks.create_task(loop.run(db, clock, stop))
        await stop.wait()
        for loop in loops:
            loop.wake.set()


def _watch(db: Database) -> "tuple[Loop, Loop]":
    """The loops that look after running clocks."""
    book = Lawbook(catalogue.load(), Snapshot(imports.loader(db)), Snapshot(directory.loader(db)))
    sweep = Sweep(book, escalation.opening(uuid7), uuid7)
    recalculation = Recalculation(book, uuid7)
    return (
        Loop("sweep", sweep.sweep, CLOCKS_AT_ONCE),
        Loop(
            "recalculation",
            recalculation.recalculate,
            CLOCKS_AT_ONCE,
            longest_pause=RECALCULATION_PAUSE,
        ),
    )


async def tidy(db: Database, now: datetime, limit: int) -> int:
    """Forget the answers that no retry can still ask for; close what is late no more."""
    async with db.begin() as connection:
        forgotten = await idempotency.forget(
            connection, now - timedelta(days=idempotency.RETENTION_DAYS)
        )
    return forgotten + await escalation.close(db, now, limit)


@dataclass
class Loop:
    """Rounds of one body, close together while there is work and further apart when there is none.

    `wake` ends a pause early; `then` is set after every round that did something.
    """

    name: str
    body: Body
    limit: int
    longest_pause: float = LONGEST_PAUSE
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    then: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, db: Database, clock: Clock, stop: asyncio.Event) -> None:
        pause = SHORTEST_PAUSE
        while not stop.is_set():
            # Cleared before looking: what arrives while looking is not slept over.
            self.wake.clear()
            if await self._round(db, clock()):
                pause = SHORTEST_PAUSE
                continue
            await self._rest(pause)
            pause = min(2 * pause, self.longest_pause)

    async def _round(self, db: Database, now: datetime) -> int:
        try:
            done = await self.body(db, now, self.limit)
        except OUTAGES as error:
            logger.warning("worker loop failed", exc_info=error, extra={"loop": self.name})
            return 0
        except Exception:
            # What breaks one loop must not end the others.
            logger.exception("worker loop broke", extra={"loop": self.name})
            return 0
        if done:
            self.then.set()
        return done

    async def _rest(self, pause: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self.wake.wait()
