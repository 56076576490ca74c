"""The powers of the worker's database role are enough for the watch over clocks, and no more."""

import os
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import make_url

from app.agencies import directory
from app.auth.keys import KeyCache
from app.calendars import imports
from app.core import database
from app.core.snapshots import Snapshot
from app.deadlines import catalogue
from app.deadlines.law import Lawbook
from app.deadlines.recalculation import Recalculation
from app.deadlines.sweep import Sweep
from app.devtools.issuer import DevelopmentIssuer
from app.devtools.postgres import roles
from app.main import create_app
from app.settings import Settings
from app.timekeeping import escalation
from tests import databases
from tests.conftest import RUN, SERVER_URL
from tests.deadlines import notices, running
from tests.station import AUDIENCE, Desk, TestClock


@pytest.fixture
def migrated(worker_id: str) -> str:
    """The name of a database of its own."""
    name = f"watch_{worker_id}_{uuid4().hex[:8]}"
    return str(make_url(databases.copy(os.environ[SERVER_URL], os.environ[RUN], name)).database)


def url_of(role: str, migrated: str) -> str:
    return databases.start().url(migrated, role)


@pytest_asyncio.fixture
async def app(migrated: str, issuer: DevelopmentIssuer, clock: TestClock) -> AsyncIterator[FastAPI]:
    engine = database.connect(url_of(roles.API, migrated), pool_size=2)
    settings = Settings(environment="development", audience=AUDIENCE)
    keys = KeyCache([issuer.profile], issuer.published)
    yield create_app(settings, db=engine, keys=keys, clock=clock)
    await engine.dispose()


async def test_clocks_are_watched_and_counted_with_the_powers_of_the_worker_alone(
    app: FastAPI, migrated: str, issuer: DevelopmentIssuer, clock: TestClock
) -> None:
    engine = database.connect(url_of(roles.WORKER, migrated), pool_size=2)
    calendars, members = Snapshot(imports.loader(engine)), Snapshot(directory.loader(engine))
    book = Lawbook(catalogue.load(), calendars, members)
    clock.now = datetime.fromisoformat("2027-12-28T09:30:00+08:00")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://station.test") as http:
        sender = Desk(http, issuer, clock, "310120-union", "lead")
        receiver = Desk(http, issuer, clock, "310120-procuratorate", "officer")
        referral = await running.refer(sender)
        imported = await notices.put(sender, notices.NEW_YEAR_2028)
        counted = await Recalculation(book, uuid4).recalculate(engine, clock(), 500)
        clock.advance(days=31)
        spoken = await Sweep(book, escalation.opening(uuid4), uuid4).sweep(engine, clock(), 500)
        await running.move(receiver, referral, "acceptance")
        closed = await escalation.close(engine, clock(), 500)
    await engine.dispose()

    assert imported.status_code == 200, imported.text
    # The referral and, because its handling has started, the case.
    assert (counted, spoken, closed) == (3, 3, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_file SET status = 'closed'",
        "UPDATE case_file SET owner = '310120-union'",
        "SELECT employer FROM case_file",
        "INSERT INTO deadline SELECT * FROM deadline",
        "DELETE FROM deadline",
        "DELETE FROM access_grant",
        "UPDATE journal_entry SET facts = '{}'",
        "UPDATE calendar_notice SET year = 2027",
        "UPDATE station SET rules = '{}'",
        "UPDATE agency SET purposes = '{}'",
        "SELECT * FROM client",
    ],
)
async def test_the_worker_is_refused_what_the_watch_does_not_need(
    migrated: str, statement: str
) -> None:
    url = url_of(roles.WORKER, migrated).replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()
