"""The settings of a production, for processes of its own and for this one."""

import base64
import json
import os
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import asyncpg
import pytest

from tests import databases
from tests.conftest import RUN, SERVER_URL

KEY = base64.b64encode(bytes(32)).decode()

Environment = dict[str, str]
Setting = Callable[..., None]


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The settings of a production that has its own database with the demonstration district."""
    name = f"served_{uuid4().hex}"
    url = databases.copy(os.environ[SERVER_URL], os.environ[RUN], name)
    keys = tmp_path_factory.mktemp("keys") / "jwks.json"
    keys.write_text('{"keys": []}')
    issuer = {"issuer": "https://login.district.example", "jwks_file": str(keys)}
    return {
        "LIANDONG_DATABASE_URL": url,
        "LIANDONG_WORKER_DATABASE_URL": url,
        "LIANDONG_ISSUERS": json.dumps([issuer]),
        "LIANDONG_CURSOR_KEY": KEY,
        "LIANDONG_KEYS": KEY,
        # The suite runs on the PostgreSQL that is there, be it ever so old.
        "LIANDONG_OLD_POSTGRES": "warn",
    }


@pytest.fixture
def setting(production: Environment, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Make this process one of production, with changes."""

    def change(**changes: str | None) -> None:
        for name, value in {**production, **changes}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)

    return change


@pytest.fixture
async def empty_url() -> AsyncIterator[str]:
    """The URL of a database without a schema."""
    server, name = os.environ[SERVER_URL], f"{os.environ[RUN]}_bare_{uuid4().hex}"
    await execute(server, f"CREATE DATABASE {name}")
    yield databases.url(server, name)
    await execute(server, f"DROP DATABASE {name} WITH (FORCE)")


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
