import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.webhooks import queue, retry
from app.webhooks.models import AttemptFault
from app.webhooks.queue import LANE_WIDTH, LEASE, Outcome, Parcel
from tests.webhooks.service import Service

URL = "https://receiver.example/events"
DELIVERED = Outcome(200, None)
FAILED = Outcome(503, AttemptFault.REFUSED)


async def claim(service: Service, limit: int = 100, busy: Any = ()) -> list[Parcel]:
    return await queue.claim(service.worker, service.clock(), limit, busy)


async def settle(service: Service, parcel: Parcel, outcome: Outcome) -> bool:
    return await queue.settle(service.worker, parcel, outcome, service.clock())


async def one_waits(service: Service) -> None:
    await service.endpoint(URL, "referral.sent")
    await service.refer()
    await service.fan_out()


async def many_wait(service: Service, number: int) -> None:
    for _ in range(number):
        await service.refer()
    await service.fan_out()


async def test_a_claimed_delivery_comes_with_its_event_and_its_endpoint(service: Service) -> None:
    await one_waits(service)

    (parcel,) = await claim(service)

    assert parcel.entry.type == "referral.sent"
    assert parcel.endpoint.url == URL
    assert parcel.delivery.attempts == 1
    assert await service.ask("SELECT attempts FROM webhook_delivery") == [(1,)]


async def test_a_claimed_delivery_is_left_alone_until_its_lease_ends(service: Service) -> None:
    await one_waits(service)
    await claim(service)

    service.clock.now += LEASE - timedelta(seconds=1)
    assert await claim(service) == []
    service.clock.advance(seconds=1)
    (again,) = await claim(service)

    assert again.delivery.attempts == 2


async def test_who_lost_the_lease_settles_nothing(service: Service) -> None:
    await one_waits(service)
    (slow,) = await claim(service)
    service.clock.now += LEASE
    (quick,) = await claim(service)

    assert not await settle(service, slow, FAILED)
    assert await settle(service, quick, DELIVERED)

    (delivery,) = await service.deliveries()
    assert (delivery.status, delivery.attempts, delivery.last_status) == ("delivered", 2, 200)


async def test_an_attempt_is_settled_once(service: Service) -> None:
    await one_waits(service)
    (parcel,) = await claim(service)

    settled = [await settle(service, parcel, DELIVERED), await settle(service, parcel, FAILED)]

    assert settled == [True, False]
    assert [delivery.status for delivery in await service.deliveries()] == ["delivered"]


async def test_a_failed_delivery_waits_by_the_table_and_is_kept_when_exhausted(
    service: Service,
) -> None:
    await one_waits(service)

    for delay in retry.DELAYS:
        (parcel,) = await claim(service)
        await settle(service, parcel, FAILED)
        (delivery,) = await service.deliveries()
        waits = delivery.next_attempt_at - service.clock()
        assert delivery.status == "pending"
        assert delay * 0.8 <= waits <= delay * 1.2
        assert await claim(service) == []
        service.clock.now = delivery.next_attempt_at
    (parcel,) = await claim(service)
    await settle(service, parcel, FAILED)

    (delivery,) = await service.deliveries()
    assert (delivery.status, delivery.attempts) == ("exhausted", 10)
    assert (delivery.last_status, delivery.last_error) == (503, "refused")
    service.clock.advance(days=30)
    assert await claim(service) == []


async def test_workers_that_claim_at_once_share_the_deliveries(service: Service) -> None:
    for kind in ("procuratorate", "union"):
        await service.endpoint(URL, "referral.sent", kind=kind)
    await many_wait(service, 6)

    shares = await asyncio.gather(*(claim(service, limit=5) for _ in range(4)))

    ids = [parcel.delivery.id for share in shares for parcel in share]
    assert max(map(len, shares)) <= 5
    assert len(ids) == len(set(ids))


async def test_a_long_queue_to_one_endpoint_takes_only_its_own_lane(service: Service) -> None:
    await service.endpoint(URL, "referral.sent")
    await many_wait(service, LANE_WIDTH + 2)
    service.clock.advance(seconds=1)
    other = await service.endpoint(URL, "case.registered", kind="union")
    await many_wait(service, 1)

    claimed = await claim(service)

    lanes = [parcel.endpoint.id for parcel in claimed]
    assert len(lanes) == LANE_WIDTH + 1
    assert lanes.count(UUID(other["id"])) == 1


async def test_what_has_waited_longest_goes_first(service: Service) -> None:
    await service.endpoint(URL, "referral.sent")
    await many_wait(service, 1)
    service.clock.advance(seconds=1)
    await service.endpoint(URL, "case.registered", kind="union")
    await many_wait(service, 1)

    (first,) = await claim(service, limit=1)

    assert first.endpoint.agency == "310120-procuratorate"


async def test_a_busy_endpoint_is_passed_over(service: Service) -> None:
    endpoint = await service.endpoint(URL, "referral.sent")
    await many_wait(service, 1)

    assert await claim(service, busy=[UUID(endpoint["id"])]) == []


@pytest.mark.parametrize("status", ["disabled", "enabled"])
async def test_what_waits_for_a_disabled_endpoint_goes_on_waiting(
    service: Service, status: str
) -> None:
    await one_waits(service)
    await service.ask("UPDATE webhook_endpoint SET status = :status", status=status)

    assert len(await claim(service)) == (status == "enabled")
