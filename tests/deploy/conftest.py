"""Databases that are copied and filled again, and the application on top of any of them."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import create_async_engine

from app.core import database
from app.devtools import postgres
from tests import databases
from tests.conftest import RUN, SERVER_URL
from tests.station import TestDatabase

ServedFrom = Callable[[str], AbstractAsyncContextManager[None]]


@pytest.fixture
def station_url() -> str:
    """A database with the demonstration district, for one test alone."""
    return databases.copy(os.environ[SERVER_URL], os.environ[RUN], f"copied_{uuid4().hex}")


@pytest.fixture
async def empty_url() -> str:
    name = f"{os.environ[RUN]}_empty_{uuid4().hex}"
    await execute(os.environ[SERVER_URL], f"CREATE DATABASE {name}")
    return databases.url(os.environ[SERVER_URL], name)


@pytest.fixture(scope="session")
def binaries() -> Path:
    chosen = os.environ.get("LIANDONG_POSTGRES_BIN")
    return postgres.find_binaries(Path(chosen) if chosen else None)


@pytest.fixture
def served_from(application: FastAPI, shared_database: TestDatabase) -> ServedFrom:
    """Everything within the block happens in the database of this URL, and lasts."""

    @asynccontextmanager
    async def serve(url: str) -> AsyncIterator[None]:
        engine = create_async_engine(
            url, poolclass=pool.NullPool, json_serializer=database.dump_json
        )
        application.state.directory.forget()
        application.state.registry.forget()
        async with engine.begin() as connection:
            shared_database.connection = connection
            yield

    return serve


async def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """What the statement answers, row by row."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()
