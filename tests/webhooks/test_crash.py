"""A committed event is delivered, whatever happens to the worker on the way."""

import asyncio
from contextlib import suppress

from app import worker
from app.webhooks.queue import LEASE
from tests.webhooks.receiver import Receiver
from tests.webhooks.service import SETTINGS, Service, until


def working(service: Service) -> "asyncio.Task[None]":
    stop = asyncio.Event()
    return asyncio.create_task(worker.run(SETTINGS, service.worker, service.clock, stop))


async def kill(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_worker_killed_between_claim_and_settlement_loses_no_event(
    service: Service, receiver: Receiver
) -> None:
    receiver.may_answer.clear()
    await service.endpoint(receiver.url, "referral.sent")
    referral = await service.refer()
    first = working(service)
    await receiver.has(1)

    await kill(first)

    (delivery,) = await service.deliveries()
    assert (delivery.status, delivery.attempts) == ("pending", 1)
    receiver.may_answer.set()
    service.clock.now += LEASE
    second = working(service)
    await receiver.has(2)
    await until(service.is_quiet)
    await kill(second)
    lost, found = receiver.requests
    assert lost.headers["webhook-id"] == found.headers["webhook-id"]
    assert found.event["subject"] == referral["id"]
    assert (found.headers["webhook-attempt"], lost.headers["webhook-attempt"]) == ("2", "1")
    (delivery,) = await service.deliveries()
    assert (delivery.status, delivery.attempts) == ("delivered", 2)


async def test_a_worker_killed_again_and_again_delivers_every_event_in_the_end(
    service: Service, receiver: Receiver
) -> None:
    await service.endpoint(receiver.url)
    for _ in range(5):
        await service.refer()
    happened = {str(row.entry_id) for row in await service.ask("SELECT entry_id FROM outbox")}

    for pause in (0.0, 0.003, 0.006, 0.009, 0.012, 0.015):
        task = working(service)
        await asyncio.sleep(pause)
        await kill(task)
        service.clock.now += LEASE
    task = working(service)
    await until(service.is_quiet)
    await kill(task)

    assert set(receiver.ids) == happened
    assert {delivery.status for delivery in await service.deliveries()} == {"delivered"}
