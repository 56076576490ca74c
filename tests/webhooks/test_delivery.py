import gzip
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.events import envelope
from app.webhooks.posting import READ_LIMIT
from app.webhooks.queue import LANE_WIDTH, LEASE
from tests.webhooks import receiver as receivers
from tests.webhooks.receiver import Receiver
from tests.webhooks.service import Service


async def one_waits(service: Service, url: str) -> None:
    await service.endpoint(url, "referral.sent")
    await service.refer()
    await service.fan_out()


async def outcome(service: Service) -> tuple[Any, ...]:
    (delivery,) = await service.deliveries()
    return delivery.status, delivery.last_status, delivery.last_error


async def test_a_request_carries_the_thin_event_and_its_headers(
    service: Service, receiver: Receiver
) -> None:
    await one_waits(service, receiver.url)

    assert await service.deliver() == 1

    (request,) = receiver.requests
    assert request.request_line == "POST /events HTTP/1.1"
    assert request.headers["content-type"] == envelope.MEDIA_TYPE
    assert request.headers["webhook-attempt"] == "1"
    assert request.headers["accept-encoding"] == "identity"
    (entry,) = await service.ask(
        "SELECT * FROM journal_entry WHERE id = :id", id=request.headers["webhook-id"]
    )
    assert request.body == envelope.body_of(entry)
    assert entry.narrative
    for personal in ("王小明", "440524188001010014", "13812345678", "宏达"):
        assert personal not in request.body.decode()


@pytest.mark.parametrize("status", [100, 301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])
async def test_only_an_answer_of_2xx_counts_as_delivered(
    service: Service, receiver: Receiver, status: int
) -> None:
    receiver.answer = receivers.answer(status, Location=receiver.url)
    await one_waits(service, receiver.url)

    await service.deliver()

    if status == 100:
        # Not an answer yet, and none follows.
        assert await outcome(service) == ("pending", None, "unreachable")
    else:
        assert await outcome(service) == ("pending", status, "refused")
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_every_2xx_counts_as_delivered(
    service: Service, receiver: Receiver, status: int
) -> None:
    receiver.answer = receivers.answer(status)
    await one_waits(service, receiver.url)

    await service.deliver()

    assert await outcome(service) == ("delivered", status, None)
    assert await service.deliver() == 0


async def test_a_retry_has_the_id_of_the_event_and_a_time_of_its_own(
    service: Service, receiver: Receiver
) -> None:
    receiver.answer = receivers.answer(500)
    await one_waits(service, receiver.url)
    await service.deliver()
    (delivery,) = await service.deliveries()
    service.clock.now = delivery.next_attempt_at
    receiver.answer = None

    await service.deliver()

    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] < second.headers["webhook-timestamp"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert second.headers["webhook-attempt"] == "2"
    assert first.body == second.body
    assert await outcome(service) == ("delivered", 204, None)


async def test_a_receiver_that_is_not_there_is_tried_again(service: Service) -> None:
    async with Receiver() as gone:
        url = gone.url
    await one_waits(service, url)

    await service.deliver()

    assert await outcome(service) == ("pending", None, "unreachable")


async def test_a_receiver_that_never_answers_is_given_up_in_time(
    service: Service, receiver: Receiver
) -> None:
    receiver.may_answer.clear()
    await one_waits(service, receiver.url)

    async with service.courier(deadline=0.05) as courier:
        await courier.deliver(service.worker, service.clock(), 10)

    assert await outcome(service) == ("pending", None, "timed_out")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbroken off",
        b"HTTP/1.1 200 OK\r\n",
    ],
)
async def test_an_answer_that_is_none_counts_as_a_failure(
    service: Service, receiver: Receiver, answer: bytes
) -> None:
    receiver.answer = answer or b"\r\n"
    await one_waits(service, receiver.url)

    await service.deliver()

    assert await outcome(service) == ("pending", None, "unreachable")


async def test_an_endless_answer_is_read_only_so_far(service: Service, receiver: Receiver) -> None:
    receiver.answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    receiver.is_endless = True
    await one_waits(service, receiver.url)

    await service.deliver()

    assert await outcome(service) == ("delivered", 200, None)


async def test_a_compressed_answer_is_not_unpacked(service: Service, receiver: Receiver) -> None:
    bomb = gzip.compress(bytes(50 * READ_LIMIT))
    receiver.answer = receivers.answer(200, bomb, Content_Encoding="gzip")
    await one_waits(service, receiver.url)

    await service.deliver()

    assert await outcome(service) == ("delivered", 200, None)


async def test_a_receiver_gets_none_of_its_cookies_back(
    service: Service, receiver: Receiver
) -> None:
    receiver.answer = receivers.answer(200, Set_Cookie="session=1; Path=/")
    await one_waits(service, receiver.url)

    async with service.courier() as courier:
        await courier.deliver(service.worker, service.clock(), 10)
        await courier.freed.wait()
        await service.refer()
        await service.fan_out()
        await courier.deliver(service.worker, service.clock(), 10)

    assert len(receiver.requests) == 2
    assert not [request for request in receiver.requests if "cookie" in request.headers]


async def test_a_secret_that_cannot_be_opened_stops_only_its_own_endpoint(
    service: Service, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await service.endpoint(receiver.url, "referral.sent", kind="union")
    whole = await service.endpoint(receiver.url, "referral.sent")
    statement = "UPDATE webhook_endpoint SET secret = :secret WHERE id = :id"
    (row,) = await service.ask("SELECT secret FROM webhook_endpoint WHERE id = :id", id=whole["id"])
    await service.ask(statement, secret=row.secret, id=broken["id"])
    await service.refer()
    await service.fan_out()

    assert await service.deliver() == 2

    found = {d.agency: (d.status, d.last_error) for d in await service.deliveries()}
    assert found == {
        "310120-union": ("pending", "not_sent"),
        "310120-procuratorate": ("delivered", None),
    }
    assert "parcel not sent" in caplog.text


async def test_a_hanging_receiver_does_not_hold_up_the_others(
    service: Service, receiver: Receiver
) -> None:
    receiver.may_answer.clear()
    hanging = await service.endpoint(receiver.url, "referral.sent")
    async with Receiver() as quick, service.courier() as courier:
        await service.endpoint(quick.url, "referral.sent", kind="union")
        for _ in range(3):
            await service.refer()
            await service.fan_out()
            await courier.deliver(service.worker, service.clock(), 100)
            await courier.freed.wait()
            courier.freed.clear()

        assert len(quick.requests) == 3
        assert len(receiver.requests) == 1
        receiver.may_answer.set()

    delivered = [d.endpoint_id for d in await service.deliveries() if d.status == "delivered"]
    assert delivered.count(UUID(hanging["id"])) == 1


async def test_only_so_many_parcels_are_under_way(service: Service, receiver: Receiver) -> None:
    receiver.may_answer.clear()
    for kind in ("procuratorate", "union"):
        await service.endpoint(receiver.url, "referral.sent", kind=kind)
    for _ in range(3):
        await service.refer()
    await service.fan_out()

    async with service.courier() as courier:
        set_out = [await courier.deliver(service.worker, service.clock(), 4) for _ in range(3)]
        receiver.may_answer.set()

    assert sum(set_out) == 4
    assert LANE_WIDTH > 4


@dataclass
class Failing:
    """A database that is away from its second transaction on."""

    engine: AsyncEngine
    transactions: int = 0

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[AsyncConnection]:
        self.transactions += 1
        if self.transactions > 1:
            raise ConnectionRefusedError
        async with self.engine.begin() as connection:
            yield connection


async def test_an_attempt_that_cannot_be_settled_is_made_again_after_its_lease(
    service: Service, receiver: Receiver
) -> None:
    await one_waits(service, receiver.url)
    async with service.courier() as courier:
        await courier.deliver(Failing(service.worker), service.clock(), 10)
    assert await outcome(service) == ("pending", None, None)

    service.clock.now += LEASE
    await service.deliver()

    assert receiver.ids[0] == receiver.ids[1]
    assert await outcome(service) == ("delivered", 204, None)


async def test_an_overtaken_attempt_is_only_noted(
    service: Service, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    receiver.may_answer.clear()
    await one_waits(service, receiver.url)

    async with service.courier() as slow:
        await slow.deliver(service.worker, service.clock(), 10)
        await receiver.has(1)
        service.clock.now += LEASE
        async with service.courier() as quick:
            await quick.deliver(service.worker, service.clock(), 10)
            await receiver.has(2)
            receiver.may_answer.set()

    assert receiver.ids[0] == receiver.ids[1]
    assert "attempt overtaken" in caplog.text
    (delivery,) = await service.deliveries()
    assert (delivery.status, delivery.attempts) == ("delivered", 2)


async def test_no_transaction_is_open_while_a_receiver_thinks(
    service: Service, receiver: Receiver
) -> None:
    receiver.may_answer.clear()
    await one_waits(service, receiver.url)

    async with service.courier() as courier:
        await courier.deliver(service.worker, service.clock(), 10)
        await receiver.has(1)
        open_ones = await service.ask(
            "SELECT state FROM pg_stat_activity WHERE datname = current_database() "
            "AND usename = 'liandong_worker' AND state LIKE '%in transaction%'"
        )
        receiver.may_answer.set()

    assert open_ones == []
