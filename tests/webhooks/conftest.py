"""A service that really commits, seen by API and worker each under its own database role."""

import os
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.auth.keys import KeyCache
from app.core import database
from app.devtools import postgres
from app.devtools.issuer import DevelopmentIssuer
from app.main import create_app
from tests import databases
from tests.conftest import RUN, SERVER_URL
from tests.station import TestClock
from tests.webhooks.receiver import Receiver
from tests.webhooks.service import SETTINGS, Service


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    return databases.start()


@pytest.fixture(scope="session")
def committed(server: postgres.Server, worker_id: str) -> str:
    """The name of a database that no transaction of a test encloses."""
    url = databases.copy(os.environ[SERVER_URL], os.environ[RUN], f"{worker_id}_webhooks")
    name = make_url(url).database
    assert name
    return name


async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = database.connect(url, pool_size=8)
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture(scope="session")
async def owner(server: postgres.Server, committed: str) -> AsyncIterator[AsyncEngine]:
    async for engine in _engine(server.url(committed)):
        yield engine


@pytest_asyncio.fixture(scope="session")
async def api(server: postgres.Server, committed: str) -> AsyncIterator[AsyncEngine]:
    async for engine in _engine(server.url(committed, role=postgres.API)):
        yield engine


@pytest_asyncio.fixture(scope="session")
async def worker(server: postgres.Server, committed: str) -> AsyncIterator[AsyncEngine]:
    async for engine in _engine(server.url(committed, role=postgres.WORKER)):
        yield engine


@pytest.fixture(scope="session")
def committing(api: AsyncEngine, issuer: DevelopmentIssuer, shared_clock: TestClock) -> FastAPI:
    keys = KeyCache([issuer.profile], issuer.published)
    return create_app(SETTINGS, db=api, keys=keys, clock=shared_clock)


@pytest_asyncio.fixture
async def service(
    committing: FastAPI,
    issuer: DevelopmentIssuer,
    clock: TestClock,
    owner: AsyncEngine,
    worker: AsyncEngine,
) -> AsyncIterator[Service]:
    """Leaves no endpoint, answer or delivery behind; the journal keeps what was written."""
    committing.state.directory.forget()
    committing.state.registry.forget()
    transport = httpx.ASGITransport(app=committing)
    async with httpx.AsyncClient(transport=transport, base_url="http://station.test") as http:
        yield Service(http, issuer, clock, owner, worker)
    async with owner.begin() as connection:
        for table in ("webhook_delivery", "webhook_endpoint", "outbox", "stored_answer"):
            await connection.execute(text(f"DELETE FROM {table}"))


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver
