"""Running a demonstration: what starts in which order, and stops in the other."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final

import httpx
import uvloop
from fastapi import FastAPI

from app import worker
from app.agencies import loading
from app.core import database, deployment, migrations, server_version
from app.core.clock import system_clock
from app.devtools import desks, docs, postgres, seed
from app.devtools.demo import loopback, subscribing
from app.devtools.demo.loopback import serving
from app.devtools.demo.place import Place
from app.devtools.desks import Access, Desk
from app.devtools.issuer import ISSUER, LIFETIME, DevelopmentIssuer, issuer_app
from app.devtools.receivers import Receivers
from app.main import create_app
from app.settings import PREFIX, Settings

RENEWAL: Final = LIFETIME / 2
"""How often the tokens in the file are replaced, long before they end."""

Announce = Callable[[Access, str], None]
"""Told the address with its tokens, and where the receivers are, once everything answers."""


def run(place: Place, api: socket.socket, announce: Announce) -> None:
    """Run until SIGINT or SIGTERM; `place` is held and `api` listens already."""
    if not place.is_complete:
        place.empty()
    binaries = Settings(environment="development").postgres_bin
    with postgres.start(place.database, binaries=binaries) as server:
        # The migration that makes the schema writes down of which kind the database is.
        os.environ[f"{PREFIX}ENVIRONMENT"] = "development"
        migrations.upgrade(server.url())
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_Demonstration(place, server, api).run(announce))


class _Demonstration:
    """The parts of one demonstration on one database."""

    def __init__(self, place: Place, server: postgres.Server, api: socket.socket) -> None:
        self._place, self._server, self._api = place, server, api
        self._issuing = loopback.listen(0)
        jwks_url = f"{loopback.url(self._issuing)}/jwks.json"
        self._settings = _settings(place, server, jwks_url)
        self._issuer = DevelopmentIssuer(self._settings.audience, jwks_url)
        self._clients = desks.clients()
        self._receivers = Receivers(system_clock)
        self._stop = asyncio.Event()

    async def run(self, announce: Announce) -> None:
        self._stop_on_signals()
        await _load_district(self._server)
        async with AsyncExitStack() as parts:
            issuing = issuer_app(self._issuer, system_clock)
            await parts.enter_async_context(serving(issuing, self._issuing))
            app = create_app(self._settings)
            docs.install(app)
            await deployment.check(app.state.database, self._settings.environment)
            await server_version.check(
                app.state.database, refuses=self._settings.refuses_old_postgres
            )
            receivers = await parts.enter_async_context(self._receiving(app))
            if not self._place.is_complete:
                await seed.sow(self._settings, self._access().token_of)
                self._place.complete()
            await parts.enter_async_context(self._working())
            await parts.enter_async_context(serving(app, self._api, lifespan="on"))
            self._place.publish(self._access())
            announce(self._access(), receivers)
            await self._renew_tokens()

    def _stop_on_signals(self) -> None:
        for wanted in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(wanted, self._stop.set)

    def _access(self) -> Access:
        """The address with fresh tokens."""
        return Access(
            base_url=loopback.url(self._api),
            issuer_url=loopback.url(self._issuing),
            tokens=desks.tokens(self._clients, self._mint),
        )

    def _mint(self, desk: Desk) -> str:
        return self._issuer.mint(
            desk.agency,
            desk.role,
            unit=desk.unit,
            client_id=self._clients[desk],
            subject=desk.subject,
            now=system_clock(),
        )

    @asynccontextmanager
    async def _receiving(self, app: FastAPI) -> AsyncIterator[str]:
        """The sample receivers, registered by each administrator through the API."""
        listener = subscribing.listen(self._place.receivers)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://demo.test") as http:
            self._receivers.secrets = await subscribing.secrets(
                http, self._access(), listener, self._place.receivers
            )
        async with serving(self._receivers.app(), listener):
            yield loopback.url(listener)

    @asynccontextmanager
    async def _working(self) -> AsyncIterator[None]:
        """The worker; should it fail, the demonstration ends and says so."""
        db = database.connect(
            self._server.url(role=postgres.WORKER), pool_size=self._settings.database_pool
        )
        stop = asyncio.Event()
        task = asyncio.create_task(worker.run(self._settings, db, system_clock, stop))
        task.add_done_callback(lambda _: self._stop.set())
        try:
            yield
        finally:
            stop.set()
            await task
            await db.dispose()

    async def _renew_tokens(self) -> None:
        """Keep the tokens in the file valid until it is time to stop."""
        while not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), RENEWAL.total_seconds())
            self._place.publish(self._access())


def _settings(place: Place, server: postgres.Server, jwks_url: str) -> Settings:
    issuer: dict[str, Any] = {
        "issuer": ISSUER,
        "jwks_url": jwks_url,
        "max_lifetime_seconds": int(LIFETIME.total_seconds()),
    }
    return Settings.model_validate({
        "environment": "development",
        "database_url": server.url(role=postgres.API),
        "worker_database_url": server.url(role=postgres.WORKER),
        "issuers": [issuer],
        **place.keys(),
    })


async def _load_district(server: postgres.Server) -> None:
    db = database.connect(server.url(), pool_size=1)
    await loading.load(db, desks.district(), confirm=lambda _: True)
    await db.dispose()
