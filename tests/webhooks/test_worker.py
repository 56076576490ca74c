import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg  # type: ignore[import-untyped]  # It ships no types.
import pytest

from app import worker
from app.core import idempotency
from app.core.database import Database
from app.devtools import postgres
from app.worker import Loop
from tests.webhooks.receiver import PATIENCE, Receiver
from tests.webhooks.service import SETTINGS, Service, until


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[asyncio.Event]:
    """A worker at work; it is asked to stop at the end, and must then do so."""
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(SETTINGS, service.worker, service.clock, stop))
    try:
        yield stop
        stop.set()
        await asyncio.wait_for(task, PATIENCE)
    finally:
        task.cancel()


async def test_events_reach_their_receivers_by_themselves(
    service: Service, receiver: Receiver
) -> None:
    await service.endpoint(receiver.url)

    async with running(service):
        await service.refer()
        await receiver.has(2)

    assert [delivery.status for delivery in await service.deliveries()] == ["delivered"] * 2


async def test_a_worker_that_is_asked_to_stop_finishes_what_is_under_way(
    service: Service, receiver: Receiver
) -> None:
    receiver.may_answer.clear()
    await service.endpoint(receiver.url, "referral.sent")
    await service.refer()

    async with running(service) as stop:
        await receiver.has(1)
        stop.set()
        receiver.may_answer.set()

    assert [delivery.status for delivery in await service.deliveries()] == ["delivered"]


@asynccontextmanager
async def outage(server: postgres.Server, name: str) -> AsyncIterator[None]:
    """The database hangs up on the worker and lets nobody in until the end."""
    url = server.url("postgres", role=postgres.SUPERUSER).replace("+asyncpg", "")
    admin = await asyncpg.connect(url)
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = $1 AND usename = $2",
            name,
            postgres.WORKER,
        )
        yield
    finally:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await admin.close()


async def test_a_worker_goes_on_when_the_database_comes_back(
    service: Service,
    receiver: Receiver,
    server: postgres.Server,
    committed: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def has_failed_often() -> bool:
        return caplog.text.count("worker loop failed") >= 4

    await service.endpoint(receiver.url, "referral.sent")
    await service.refer()

    async with running(service):
        await receiver.has(1)
        await service.refer()
        async with outage(server, committed):
            await until(has_failed_often)
        await service.refer()
        await receiver.has(3)

    assert len(set(receiver.ids)) == 3


async def test_answers_are_forgotten_when_no_retry_can_ask_for_them(service: Service) -> None:
    await service.refer()
    retention = timedelta(days=idempotency.RETENTION_DAYS)
    now = service.clock()

    early = await worker.tidy(service.worker, now + retention, 0)
    late = await worker.tidy(service.worker, now + retention + timedelta(seconds=1), 0)

    assert early == 0
    assert late >= 1
    assert await service.ask("SELECT * FROM stored_answer") == []


async def test_an_idle_loop_looks_less_and_less_often_and_wakes_at_once(
    service: Service,
) -> None:
    stop, looked = asyncio.Event(), asyncio.Semaphore(0)

    async def look(db: Database, now: datetime, limit: int) -> int:
        looked.release()
        return 0

    loop = Loop("idle", look, 1, longest_pause=PATIENCE)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(loop.run(service.worker, service.clock, stop))
        for _ in range(20):
            await looked.acquire()
            loop.wake.set()
        stop.set()


async def test_a_loop_with_work_does_not_pause(service: Service) -> None:
    stop, rounds = asyncio.Event(), iter(range(5, -1, -1))

    async def work(db: Database, now: datetime, limit: int) -> int:
        left = next(rounds)
        if not left:
            stop.set()
            loop.wake.set()
        return left

    loop = Loop("busy", work, 1, longest_pause=PATIENCE)
    await loop.run(service.worker, service.clock, stop)

    assert loop.then.is_set()
    assert next(rounds, None) is None


async def test_what_breaks_one_loop_is_tried_again_and_ends_nothing(service: Service) -> None:
    stop = asyncio.Event()
    rounds = 0

    async def breaking(db: Database, now: datetime, limit: int) -> int:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            stop.set()
        raise RuntimeError("broken")

    await asyncio.wait_for(
        Loop("broken", breaking, 1).run(service.worker, service.clock, stop), PATIENCE
    )

    assert rounds == 2
