"""The migrated database, one connection for each test, and the application on top of it."""

import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.auth.keys import KeyCache
from app.core import database, logs
from app.devtools import postgres
from app.devtools.issuer import DevelopmentIssuer
from app.main import create_app
from app.settings import Settings
from tests import databases
from tests.station import AUDIENCE, DIVISION, Desk, TestClock, TestDatabase

SERVER_URL = "TEST_SERVER_URL"
RUN = "TEST_RUN"

settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("suite")

_server = pytest.StashKey[postgres.Server]()


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the server and makes the template; its workers only copy it."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    server = databases.start()
    config.stash[_server] = server
    os.environ[SERVER_URL] = server.url()
    os.environ[RUN] = f"test_{os.getpid()}"
    databases.make_template(server.url(), os.environ[RUN])


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server in config.stash:
        server = config.stash[_server]
        # Only the superuser may end connections of other roles that a test left open.
        databases.drop_all(server.url(role=postgres.SUPERUSER), os.environ[RUN])
        server.stop()


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """What a command says about logging, which holds for its process, ends with its test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs.configuration("INFO")["loggers"]:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def database_url(worker_id: str) -> str:
    """A database for this worker alone."""
    return databases.copy(os.environ[SERVER_URL], os.environ[RUN], worker_id)


@pytest_asyncio.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(
        database_url, poolclass=pool.NullPool, json_serializer=database.dump_json
    )
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Everything that a test does on this connection is undone at its end."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        yield connection
        await outer.rollback()


@pytest.fixture(scope="session")
def issuer() -> DevelopmentIssuer:
    return DevelopmentIssuer(AUDIENCE, "http://127.0.0.1/jwks.json")


@pytest.fixture(scope="session")
def shared_clock() -> TestClock:
    return TestClock()


@pytest.fixture(scope="session")
def shared_database() -> TestDatabase:
    return TestDatabase()


@pytest.fixture(scope="session")
def application(
    issuer: DevelopmentIssuer, shared_clock: TestClock, shared_database: TestDatabase
) -> FastAPI:
    """Built once, as in production; each test puts its own connection and time under it."""
    return create_app(
        Settings(environment="development", audience=AUDIENCE),
        db=shared_database,
        keys=KeyCache([issuer.profile], issuer.published),
        clock=shared_clock,
    )


@pytest.fixture
def clock(shared_clock: TestClock) -> TestClock:
    shared_clock.reset()
    return shared_clock


@pytest.fixture
def app(
    application: FastAPI, shared_database: TestDatabase, connection: AsyncConnection
) -> FastAPI:
    shared_database.connection = connection
    application.state.calendars.forget()
    application.state.directory.forget()
    application.state.registry.forget()
    return application


@pytest_asyncio.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://station.test") as client:
        yield client


DeskOf = Callable[..., Desk]


@pytest.fixture
def at(http: httpx.AsyncClient, issuer: DevelopmentIssuer, clock: TestClock) -> DeskOf:
    """`at("union", "officer")`: a desk of that agency; hrss sits in its inspection unit."""
    return _desks(http, issuer, clock)


@pytest.fixture
def committed_url(worker_id: str) -> str:
    """A database for one test, equal to the template."""
    return databases.copy(os.environ[SERVER_URL], os.environ[RUN], f"{worker_id}_{uuid4().hex[:8]}")


@pytest_asyncio.fixture
async def committed(
    committed_url: str, issuer: DevelopmentIssuer, clock: TestClock
) -> AsyncIterator[FastAPI]:
    """The application on a database of its own, with real connections that really commit."""
    engine = database.connect(committed_url, pool_size=20)
    yield create_app(
        Settings(environment="development", audience=AUDIENCE),
        db=engine,
        keys=KeyCache([issuer.profile], issuer.published),
        clock=clock,
    )
    await engine.dispose()


@pytest_asyncio.fixture
async def committed_at(
    committed: FastAPI, issuer: DevelopmentIssuer, clock: TestClock
) -> AsyncIterator[DeskOf]:
    """Desks of the committing application; many may speak at once."""
    transport = httpx.ASGITransport(app=committed)
    async with httpx.AsyncClient(transport=transport, base_url="http://station.test") as client:
        yield _desks(client, issuer, clock)


def _desks(http: httpx.AsyncClient, issuer: DevelopmentIssuer, clock: TestClock) -> DeskOf:
    def desk(kind: str, role: str = "officer", unit: str | None = None) -> Desk:
        wall = unit or ("inspection" if kind == "hrss" else None)
        return Desk(http, issuer, clock, f"{DIVISION}-{kind}", role, wall)

    return desk
