import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.cases import grants
from app.core.database import table_of
from app.events.models import JournalEntry
from app.webhooks import fanout
from tests.webhooks.service import Service

URL = "https://receiver.example/events"
UNITS = [
    ("court", ""),
    ("procuratorate", ""),
    ("union", ""),
    ("justice", ""),
    ("hrss", "inspection"),
    ("hrss", "arbitration"),
]


async def endpoints_everywhere(service: Service) -> None:
    for kind, unit in UNITS:
        await service.endpoint(URL, kind=kind, unit=unit or None)


async def told(service: Service) -> dict[tuple[str, str], list[str]]:
    """Which types of event are on their way to each agency and unit."""
    found: dict[tuple[str, str], list[str]] = {}
    for delivery in await service.deliveries():
        kind = delivery.agency.partition("-")[2]
        found.setdefault((kind, delivery.unit), []).append(delivery.type)
    return found


async def test_both_sides_of_a_referral_hear_of_it_and_nobody_else(service: Service) -> None:
    await endpoints_everywhere(service)
    await service.refer()

    assert await service.fan_out() == 2

    happened = ["case.registered", "referral.sent"]
    assert await told(service) == {("union", ""): happened, ("procuratorate", ""): happened}


async def test_a_referral_to_one_unit_stays_hidden_from_the_other(service: Service) -> None:
    await endpoints_everywhere(service)
    await service.refer(to_agency="310120-hrss", purpose="inspection")

    await service.fan_out()

    assert set(await told(service)) == {("union", ""), ("hrss", "inspection")}


async def test_a_receiver_hears_nothing_of_another_ones_work_on_the_same_case(
    service: Service,
) -> None:
    await endpoints_everywhere(service)
    first = await service.refer()
    second = await service.refer(
        case=None, case_id=first["case_id"], to_agency="310120-justice", purpose="legal_aid"
    )
    accepted = await service.at("procuratorate").change(f"/referrals/{first['id']}/acceptance", {})
    assert accepted.status_code == 200, accepted.text

    await service.fan_out()

    heard = {
        (d.agency.partition("-")[2], d.type)
        for d in await service.deliveries()
        if str(d.subject) in {first["id"], second["id"]}
    }
    assert heard == {
        ("union", "referral.sent"),
        ("union", "referral.accepted"),
        ("procuratorate", "referral.sent"),
        ("procuratorate", "referral.accepted"),
        ("justice", "referral.sent"),
    }


async def test_an_endpoint_hears_what_its_agency_may_see_in_the_feed(service: Service) -> None:
    await endpoints_everywhere(service)
    first = await service.refer()
    await service.refer(to_agency="310120-hrss", purpose="arbitration")
    await service.refer(to_agency="310120-hrss", purpose="inspection")
    await service.refer(
        case=None, case_id=first["case_id"], to_agency="310120-court", purpose="payment_order"
    )
    await service.ask(
        "UPDATE access_grant SET valid_until = :now WHERE agency = '310120-court'",
        now=service.clock(),
    )
    await service.ask(
        "UPDATE access_grant SET valid_until = :later WHERE agency = '310120-procuratorate'",
        later=service.clock() + timedelta(seconds=1),
    )
    waiting = [row.entry_id for row in await service.ask("SELECT entry_id FROM outbox")]

    await service.fan_out()

    for kind, unit in UNITS:
        visible = await seen_by(service, f"310120-{kind}", unit) & set(waiting)
        deliveries = await service.deliveries()
        sent = {d.entry_id for d in deliveries if (d.agency, d.unit) == (f"310120-{kind}", unit)}
        assert sent == visible, (kind, unit)


async def seen_by(service: Service, agency: str, unit: str) -> set[UUID]:
    entry = table_of(JournalEntry)
    statement = select(entry.c.id).where(grants.seen(entry.c.case_id, entry.c.piece_id))
    viewer = {"viewer_agency": agency, "viewer_unit": unit, "viewed_at": service.clock()}
    async with service.owner.begin() as connection:
        return set((await connection.execute(statement, viewer)).scalars())


async def test_an_endpoint_hears_of_the_types_that_it_asked_for(service: Service) -> None:
    await service.endpoint(URL, "referral.sent", "referral.completed")
    await service.refer()

    await service.fan_out()

    assert await told(service) == {("procuratorate", ""): ["referral.sent"]}


async def test_a_disabled_endpoint_hears_nothing(service: Service) -> None:
    await service.endpoint(URL)
    await service.ask("UPDATE webhook_endpoint SET status = 'disabled'")
    await service.refer()

    assert await service.fan_out() == 2

    assert await service.deliveries() == []


async def test_an_event_that_concerns_nobody_leaves_the_outbox(service: Service) -> None:
    await service.refer()

    assert [await service.fan_out(), await service.fan_out()] == [2, 0]

    assert await service.ask("SELECT * FROM outbox") == []


async def test_a_delivery_is_due_at_once_and_numbered_by_its_time(service: Service) -> None:
    await service.endpoint(URL, "referral.sent")
    await service.refer()

    await service.fan_out()

    (delivery,) = await service.deliveries()
    assert delivery.status == "pending"
    assert delivery.attempts == 0
    assert delivery.next_attempt_at == delivery.created_at == service.clock()
    assert delivery.id.version == 7
    assert delivery.id.int >> 80 == int(service.clock().timestamp() * 1000)


async def test_an_event_that_comes_twice_makes_one_delivery(service: Service) -> None:
    await service.endpoint(URL, "referral.sent")
    await service.refer()
    entries = await service.ask("SELECT entry_id FROM outbox")
    await service.fan_out()
    for entry in entries:
        await service.ask("INSERT INTO outbox VALUES (:id)", id=entry.entry_id)

    assert await service.fan_out() == 2

    assert len(await service.deliveries()) == 1


async def test_workers_that_fan_out_at_once_share_the_events(service: Service) -> None:
    await service.endpoint(URL)
    for _ in range(6):
        await service.refer()

    shares = await asyncio.gather(*(service.fan_out(limit=3) for _ in range(4)))

    assert max(shares) <= 3
    assert sum(shares) + len(await service.ask("SELECT * FROM outbox")) == 12
    entries = [delivery.entry_id for delivery in await service.deliveries()]
    assert len(entries) == len(set(entries)) == sum(shares)


@dataclass
class Dying:
    """A database whose transactions are lost just before they would commit."""

    engine: AsyncEngine

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._lost()

    @asynccontextmanager
    async def _lost(self) -> AsyncIterator[AsyncConnection]:
        async with self.engine.begin() as connection:
            yield connection
            raise ConnectionResetError


async def test_a_fan_out_that_dies_before_its_commit_loses_nothing(service: Service) -> None:
    await service.endpoint(URL)
    await service.refer()

    with pytest.raises(ConnectionResetError):
        await fanout.fan_out(Dying(service.worker), service.clock(), 100)

    assert await service.deliveries() == []
    assert await service.fan_out() == 2
    assert len(await service.deliveries()) == 2


@pytest.mark.parametrize("table", ["case_file", "worker", "party", "claim", "referral"])
async def test_the_worker_may_not_read_the_cases_themselves(service: Service, table: str) -> None:
    async with service.worker.connect() as connection:
        with pytest.raises(ProgrammingError, match=f"permission denied for table {table}"):
            await connection.execute(text(f"SELECT * FROM {table}"))


async def test_what_happens_to_the_station_is_told_to_every_member_once(service: Service) -> None:
    await endpoints_everywhere(service)
    station, path = service.at("union", "lead"), "/calendars/310120/2031"
    festival = {"zh": "元旦", "en": "New Year", "off_from": "2031-01-01", "off_until": "2031-01-02"}
    notice = {"year": 2031, "source": "放假安排", "festivals": [festival]}
    imported = await station.change(path, notice, method="PUT")
    assert imported.status_code == 200, imported.text

    assert await service.fan_out() == 1

    assert await told(service) == {unit: ["calendar.imported"] for unit in UNITS}
