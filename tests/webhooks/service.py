"""The committing service under test: its desks, and what tests look up in its database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.devtools.issuer import DevelopmentIssuer
from app.settings import Settings
from app.webhooks import custody, fanout
from app.webhooks.delivery import Courier
from app.webhooks.posting import Connections
from tests import bodies
from tests.station import AUDIENCE, DIVISION, Desk, TestClock
from tests.webhooks.receiver import PATIENCE

SETTINGS = Settings(environment="development", audience=AUDIENCE)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again, and give up when it has taken far too long."""
    for _ in range(50 * PATIENCE):
        if await condition():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


@dataclass
class Service:
    http: httpx.AsyncClient
    issuer: DevelopmentIssuer
    clock: TestClock
    owner: AsyncEngine
    worker: AsyncEngine

    def at(self, kind: str, role: str = "officer", unit: str | None = None) -> Desk:
        wall = unit or ("inspection" if kind == "hrss" else None)
        return Desk(self.http, self.issuer, self.clock, f"{DIVISION}-{kind}", role, wall)

    async def endpoint(
        self, url: str, *event_types: str, kind: str = "procuratorate", unit: str | None = None
    ) -> dict[str, Any]:
        """Register an endpoint of an agency; the answer, with its secret."""
        body = {"url": url, "event_types": event_types}
        answered = await self.at(kind, "admin", unit).create("/webhook-endpoints", body)
        assert answered.status_code == 201, answered.text
        return dict(answered.json())

    async def refer(self, **changes: Any) -> dict[str, Any]:
        """Let the union refer a case, to the procuratorate unless told otherwise."""
        sent = await self.at("union", "window").create("/referrals", bodies.referral(**changes))
        assert sent.status_code == 201, sent.text
        return dict(sent.json())

    async def fan_out(self, limit: int = 100) -> int:
        return await fanout.fan_out(self.worker, self.clock(), limit)

    async def deliver(self, limit: int = 100) -> int:
        """One round of deliveries, to its end; how many set out."""
        async with self.courier() as courier:
            return await courier.deliver(self.worker, self.clock(), limit)

    @asynccontextmanager
    async def courier(self, deadline: float = 10) -> AsyncIterator[Courier]:
        sealer = custody.sealer_of(SETTINGS)
        async with Connections(deadline) as connections, asyncio.TaskGroup() as tasks:
            yield Courier(sealer, connections, self.clock, tasks)

    async def ask(self, statement: str, **parameters: Any) -> list[Any]:
        """What the owner of the database sees, or changes."""
        async with self.owner.begin() as connection:
            result = await connection.execute(text(statement), parameters)
            return list(result.all()) if result.returns_rows else []

    async def is_quiet(self) -> bool:
        """Nothing waits: every event is on its way, and every delivery at its end."""
        waiting = (
            "SELECT entry_id FROM outbox "
            "UNION SELECT entry_id FROM webhook_delivery WHERE status = 'pending'"
        )
        return not await self.ask(waiting)

    async def deliveries(self) -> list[Any]:
        return await self.ask(
            "SELECT delivery.*, entry.type, entry.subject, endpoint.agency, endpoint.unit "
            "FROM webhook_delivery AS delivery "
            "JOIN journal_entry AS entry ON entry.id = delivery.entry_id "
            "JOIN webhook_endpoint AS endpoint ON endpoint.id = delivery.endpoint_id "
            "ORDER BY entry.seq"
        )
