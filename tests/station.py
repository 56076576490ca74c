"""The station under test: one application, its clock, and a desk for each agency and role."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy.ext.asyncio import AsyncConnection

from app.devtools.issuer import DevelopmentIssuer

START = datetime.fromisoformat("2026-03-02T09:30:00+08:00")
AUDIENCE = "https://test.invalid/api"
DIVISION = "310120"


class TestClock:
    """Stands still until a test moves it."""

    __test__ = False

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def reset(self) -> None:
        self.now = START

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class TestDatabase:
    """Transactions as savepoints on the one connection of a test, so that all can be undone."""

    __test__ = False

    connection: AsyncConnection

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._savepoint()

    @asynccontextmanager
    async def _savepoint(self) -> AsyncIterator[AsyncConnection]:
        async with self.connection.begin_nested():
            yield self.connection


@dataclass
class Desk:
    """One person or system of one agency at its desk, speaking HTTP."""

    http: httpx.AsyncClient
    issuer: DevelopmentIssuer
    clock: TestClock
    agency: str
    role: str
    unit: str | None = None

    @property
    def token(self) -> str:
        kind = "system" if self.role == "system" else "portal"
        if self.agency.endswith("-station"):
            kind = "console"
        return self.issuer.mint(
            self.agency,
            self.role,
            unit=self.unit,
            client_id=f"{self.agency}-{kind}",
            subject=f"{self.role}-1",
            now=self.clock(),
            lifetime=timedelta(minutes=10),
        )

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.request("GET", path, **options)

    async def create(self, path: str, body: object, **headers: str) -> httpx.Response:
        return await self.request("POST", path, body, {"Idempotency-Key": str(uuid4()), **headers})

    async def change(
        self, path: str, body: object, *, etag: str | None = None, method: str = "POST"
    ) -> httpx.Response:
        """Send a command with the resource's current ETag, which is read first unless given."""
        if etag is None:
            etag = (await self.get(path.rpartition("/")[0] if method == "POST" else path)).headers[
                "etag"
            ]
        return await self.request(method, path, body, {"If-Match": etag})

    async def request(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> httpx.Response:
        return await self.http.request(
            method,
            path if path.startswith("/v1") else f"/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
            **options,
        )
