"""Runs migrations as the owner of the schema, with time limits that never block the service."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

from app import tables  # noqa: F401 - importing every table completes the metadata
from app.core.database import metadata

LIMITS = {"lock_timeout": "4s", "statement_timeout": "5s"}
"""A migration that needs longer raises its own limit, visibly."""

# Advisory key: two releases that start at the same time migrate one after the other.
MIGRATION_LOCK = 7_712_001


def configure(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        compare_server_default=True,
        include_object=_is_ours,
        transaction_per_migration=True,
    )


def run(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
    for name, value in LIMITS.items():
        connection.exec_driver_sql(f"SET {name} = '{value}'")
    connection.commit()
    configure(connection)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


def _is_ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    # Alembic cannot compare an index over a function; the migration tests read it instead.
    return not (kind == "index" and name == "ix_case_file_search")


async def connect_and_run(url: str) -> None:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


url = context.config.attributes.get("url") or os.environ.get("LIANDONG_OWNER_DATABASE_URL")
if not url:
    raise SystemExit("LIANDONG_OWNER_DATABASE_URL is not set.")
asyncio.run(connect_and_run(url))
