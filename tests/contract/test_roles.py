"""What the three roles of the database may do, and that it is enough."""

import os
from collections.abc import AsyncIterator
from typing import Final
from uuid import uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from sqlalchemy import make_url

from app.auth.keys import KeyCache
from app.core import database
from app.devtools.issuer import DevelopmentIssuer
from app.devtools.postgres import roles
from app.main import create_app
from app.settings import Settings
from tests import bodies, databases
from tests.conftest import RUN, SERVER_URL
from tests.station import AUDIENCE, Desk, TestClock

WRITTEN_ONCE: Final = ("journal_entry", "calendar_notice", "deployment")
PERSONAL: Final = ("party", "worker", "claim", "lead", "case_file", "referral", "evidence_request")


@pytest.fixture(scope="module")
def migrated(worker_id: str) -> str:
    """The name of a database of its own."""
    url = databases.copy(
        os.environ[SERVER_URL], os.environ[RUN], f"roles_{worker_id}_{uuid4().hex[:8]}"
    )
    return str(make_url(url).database)


def url_of(role: str, migrated: str) -> str:
    return databases.start().url(migrated, role)


async def connect(role: str, migrated: str) -> asyncpg.Connection:
    return await asyncpg.connect(url_of(role, migrated).replace("+asyncpg", ""))


@pytest_asyncio.fixture
async def api(migrated: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(roles.API, migrated)
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def owner(migrated: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(roles.OWNER, migrated)
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def worker(migrated: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(roles.WORKER, migrated)
    yield connection
    await connection.close()


async def test_no_role_of_the_service_is_above_the_rules(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY ($1::text[]) "
        "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)",
        [roles.OWNER, roles.API, roles.WORKER],
    )

    assert rows == []


async def test_only_the_owner_owns_anything(owner: asyncpg.Connection) -> None:
    owners = await owner.fetch(
        "SELECT DISTINCT pg_get_userbyid(relowner) AS name FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace"
    )

    assert [row["name"] for row in owners] == [roles.OWNER]


async def _powers(owner: asyncpg.Connection, role: str) -> dict[str, set[str]]:
    rows = await owner.fetch(
        "SELECT privilege_type, table_name FROM information_schema.role_table_grants "
        "WHERE grantee = $1 AND table_schema = 'public'",
        role,
    )
    powers: dict[str, set[str]] = {}
    for row in rows:
        powers.setdefault(row["privilege_type"], set()).add(row["table_name"])
    return powers


async def test_the_api_adds_and_changes_and_never_removes(owner: asyncpg.Connection) -> None:
    powers = await _powers(owner, roles.API)

    assert set(powers) == {"SELECT", "INSERT", "UPDATE"}
    assert powers["UPDATE"].isdisjoint({*WRITTEN_ONCE, "outbox", "stored_answer", "lead"})
    assert powers["INSERT"].isdisjoint({"agency", "station", "client", "deployment"})
    assert "alembic_version" not in powers["INSERT"] | powers["UPDATE"]


async def test_the_worker_reads_nothing_personal(owner: asyncpg.Connection) -> None:
    powers = await _powers(owner, roles.WORKER)

    assert set().union(*powers.values()).isdisjoint(PERSONAL)
    assert powers["DELETE"] == {"outbox", "stored_answer"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET facts = '{}'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry CASCADE",
        "DELETE FROM referral",
        "DELETE FROM access_grant",
        "UPDATE client SET roles = '{lead}'",
        "INSERT INTO client SELECT * FROM client",
        "UPDATE deployment SET kind = 'development'",
        "DELETE FROM stored_answer",
        "CREATE TABLE extra (id int)",
        "DROP TABLE referral",
        "ALTER TABLE referral DROP COLUMN responsible",
        "ALTER TABLE journal_entry DISABLE TRIGGER written_once",
        "DROP FUNCTION refuse_change CASCADE",
        "CREATE FUNCTION extra() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT setval('case_serial', 1)",
        "SET ROLE liandong_owner",
        "COPY referral TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
async def test_the_api_is_refused_what_it_does_not_need(
    api: asyncpg.Connection, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await api.execute(statement)


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM {}", "UPDATE {} SET id = id", "DELETE FROM {}"]
)
@pytest.mark.parametrize("table", PERSONAL)
async def test_the_worker_is_refused_the_cases(
    worker: asyncpg.Connection, table: str, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await worker.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
)
@pytest.mark.parametrize(("table", "column"), [("journal_entry", "type"), ("deployment", "kind")])
async def test_not_even_the_owner_rewrites_what_is_written_once(
    owner: asyncpg.Connection, table: str, column: str, statement: str
) -> None:
    with pytest.raises(asyncpg.RaiseError, match="written once"):
        await owner.execute(statement.format(table, column, column))


async def test_a_case_is_referred_and_accepted_with_the_powers_of_the_api_alone(
    migrated: str, issuer: DevelopmentIssuer, clock: TestClock
) -> None:
    engine = database.connect(url_of(roles.API, migrated), pool_size=2)
    app = create_app(
        Settings(environment="development", audience=AUDIENCE),
        db=engine,
        keys=KeyCache([issuer.profile], issuer.published),
        clock=clock,
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://station.test") as http:
        sender = Desk(http, issuer, clock, "310120-union", "window")
        receiver = Desk(http, issuer, clock, "310120-procuratorate", "officer")

        sent = await sender.create("/referrals", bodies.referral())
        accepted = await receiver.change(f"/referrals/{sent.json()['id']}/acceptance", {})
        ready = await http.get("/readyz")

    await engine.dispose()
    assert (sent.status_code, accepted.status_code, ready.status_code) == (201, 200, 200)
