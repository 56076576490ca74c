"""The application for tests that are no coroutines: a loop, a clock, and a connection to undo."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.auth.keys import KeyCache
from app.core import database
from app.devtools.issuer import DevelopmentIssuer
from app.main import create_app
from app.settings import Settings
from tests.station import AUDIENCE, DIVISION, Desk, TestClock, TestDatabase

T = TypeVar("T")


class Stage:
    """Entered once; `raise_curtain` begins a scene, `drop_curtain` undoes it."""

    connection: AsyncConnection

    def __init__(self, database_url: str, issuer: DevelopmentIssuer) -> None:
        self._runner = asyncio.Runner()
        self._issuer = issuer
        self._engine = create_async_engine(
            database_url, poolclass=pool.NullPool, json_serializer=database.dump_json
        )
        self._database = TestDatabase()
        self.clock = TestClock()
        self._app = create_app(
            Settings(environment="development", audience=AUDIENCE),
            db=self._database,
            keys=KeyCache([issuer.profile], issuer.published),
            clock=self.clock,
        )
        transport = httpx.ASGITransport(app=self._app)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://station.test")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self._http.aclose())
        self.run(self._engine.dispose())
        self._runner.close()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(coroutine)

    def raise_curtain(self) -> None:
        self.clock.reset()
        self.run(self._begin())

    def drop_curtain(self) -> None:
        self.run(self.connection.close())

    async def _begin(self) -> None:
        self.connection = await self._engine.connect()
        await self.connection.begin()
        self._database.connection = self.connection
        self._app.state.directory.forget()
        self._app.state.registry.forget()

    def desk(self, kind: str, role: str, unit: str) -> Desk:
        agency = f"{DIVISION}-{kind}"
        return Desk(self._http, self._issuer, self.clock, agency, role, unit or None)
