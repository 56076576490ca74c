"""The gates run with the powers of the API role alone, beside a second district."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import make_url, pool
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.core import database
from app.devtools.postgres import roles
from tests import databases
from tests.conftest import RUN, SERVER_URL

OTHER_DIVISION: Final = "310118"

_NEIGHBOUR: Final = f"""
    INSERT INTO station SELECT '{OTHER_DIVISION}', name_zh, name_en,
        '{{{OTHER_DIVISION}-union}}', rules, revision FROM station;
    INSERT INTO agency SELECT replace(id, division, '{OTHER_DIVISION}'), '{OTHER_DIVISION}', kind,
        kind_zh, kind_en, name_zh, name_en, units, purposes, is_active FROM agency;
    INSERT INTO client SELECT replace(client_id, '310120', '{OTHER_DIVISION}'),
        replace(agency, '310120', '{OTHER_DIVISION}'), issuer, name, units, roles, scopes,
        clearance, is_active FROM client;
"""


async def _settle_neighbour(url: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(_NEIGHBOUR)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def api_url(worker_id: str) -> str:
    """A database with two districts, as the API itself reaches it."""
    url = databases.copy(os.environ[SERVER_URL], os.environ[RUN], f"gate_{worker_id}")
    asyncio.run(_settle_neighbour(url))
    return databases.start().url(str(make_url(url).database), roles.API)


@pytest_asyncio.fixture(scope="session")
async def engine(api_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(
        api_url, poolclass=pool.NullPool, json_serializer=database.dump_json
    )
    yield engine
    await engine.dispose()
