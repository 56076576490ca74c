"""Databases for tests: a server of our own, a migrated template, and copies of it."""

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Final

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from app.agencies import loading, reading
from app.core import migrations
from app.deadlines import catalogue
from app.devtools import postgres
from app.devtools.districts import DEMONSTRATION

ROOT: Final = Path(__file__).parents[1]


def binaries() -> Path:
    """The programs of the PostgreSQL of this run, whose copies no other version reads."""
    chosen = os.environ.get("LIANDONG_POSTGRES_BIN")
    return postgres.find_binaries(Path(chosen) if chosen else None)


def start() -> postgres.Server:
    """The server of this run; `LIANDONG_POSTGRES_BIN` chooses another version of it."""
    binaries = os.environ.get("LIANDONG_POSTGRES_BIN")
    name = hashlib.sha256(str(binaries).encode()).hexdigest()[:8]
    return postgres.start(
        ROOT / "var" / "test" / f"postgres-{name}",
        binaries=Path(binaries) if binaries else None,
        durable=False,
    )


def url(server_url: str, database: str) -> str:
    return make_url(server_url).set(database=database).render_as_string(hide_password=False)


def make_template(server_url: str, run: str) -> None:
    """A migrated database with the demonstration district, made afresh for every run."""
    template = f"{run}_template"
    asyncio.run(_execute(server_url, f"CREATE DATABASE {template}"))
    migrations.upgrade(url(server_url, template))
    asyncio.run(_load_district(url(server_url, template)))


def copy(server_url: str, run: str, name: str) -> str:
    """A database of its own, equal to the template of the run; its URL."""
    made = f"{run}_{name}"
    asyncio.run(
        _execute(server_url, f"CREATE DATABASE {made} TEMPLATE {run}_template STRATEGY file_copy")
    )
    return url(server_url, made)


def drop_all(server_url: str, run: str) -> None:
    """Leave nothing of a run behind; the server may serve another run at the same time."""
    for name in asyncio.run(_names(server_url, run)):
        asyncio.run(_execute(server_url, f"DROP DATABASE {name} WITH (FORCE)"))


async def _names(server_url: str, run: str) -> list[str]:
    connection = await asyncpg.connect(server_url.replace("+asyncpg", ""))
    try:
        rows = await connection.fetch(
            "SELECT datname FROM pg_database WHERE datname LIKE $1", f"{run}\\_%"
        )
    finally:
        await connection.close()
    return [row["datname"] for row in rows]


async def _load_district(database_url: str) -> None:
    engine = create_async_engine(database_url)
    codes = catalogue.load().settable
    await loading.load(engine, reading.read(DEMONSTRATION, codes), confirm=lambda _: True)
    await engine.dispose()


async def _execute(server_url: str, statement: str) -> None:
    connection = await asyncpg.connect(server_url.replace("+asyncpg", ""))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
