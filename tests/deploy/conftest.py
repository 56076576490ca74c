"""Databases that are copied and filled again, and the application on top of any of them."""

import asyncio
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
from tests import databases
from tests.conftest import RUN, SERVER_URL
from tests.station import TestDatabase

ServedFrom = Callable[[str], AbstractAsyncContextManager[None]]


@pytest.fixture
async def station_url() -> AsyncIterator[str]:
    """A database with the demonstration district, for one test alone."""
    server, name = os.environ[SERVER_URL], f"copied_{uuid4().hex}"
    yield await asyncio.to_thread(databases.copy, server, os.environ[RUN], name)
    await execute(server, f"DROP DATABASE {os.environ[RUN]}_{name}")


@pytest.fixture
async def empty_url() -> AsyncIterator[str]:
    server, name = os.environ[SERVER_URL], f"{os.environ[RUN]}_empty_{uuid4().hex}"
    await execute(server, f"CREATE DATABASE {name}")
    yield databases.url(server, name)
    await execute(server, f"DROP DATABASE {name}")


@pytest.fixture(scope="session")
def binaries() -> Path:
    return databases.binaries()


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
