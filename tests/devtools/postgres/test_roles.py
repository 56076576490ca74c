"""Who may do what in a new database, and what the database can do."""

import os
import subprocess

import asyncpg  # type: ignore[import-untyped]  # It ships no types.
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.devtools import postgres
from tests.devtools.postgres.conftest import Sql

ROLES = (postgres.SUPERUSER, postgres.OWNER, postgres.API, postgres.WORKER)


async def test_only_the_superuser_that_nobody_uses_is_above_the_rules(
    running: postgres.Server, sql: Sql
) -> None:
    mighty = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = user"

    found = {role: await sql(running.url(role=role), mighty) for role in ROLES}

    assert found == dict.fromkeys(ROLES, False) | {postgres.SUPERUSER: True}


@pytest.mark.parametrize("role", ROLES)
async def test_no_role_gets_in_without_its_password(running: postgres.Server, role: str) -> None:
    url = running.url(role=role).replace("+asyncpg", "")

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url, password="guessed")


async def test_the_owner_owns_the_database_and_clones_it(
    running: postgres.Server, sql: Sql
) -> None:
    await sql(running.url(), "CREATE TABLE seal (id int)")
    await sql(running.url("postgres"), "CREATE DATABASE clone TEMPLATE liandong")

    assert await sql(running.url("clone"), "SELECT count(*) FROM seal") == 0


async def test_the_service_creates_nothing_itself(running: postgres.Server, sql: Sql) -> None:
    for role in (postgres.API, postgres.WORKER):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sql(running.url(role=role), "CREATE TABLE mine (id int)")


async def test_the_owner_can_have_chinese_text_searched(running: postgres.Server, sql: Sql) -> None:
    await sql(running.url(), "CREATE EXTENSION IF NOT EXISTS pg_trgm")

    assert await sql(running.url(), "SELECT show_trgm('深圳宏达')")


async def test_the_database_is_in_unicode_and_utc_and_checks_its_pages(
    running: postgres.Server, sql: Sql
) -> None:
    names = ("server_encoding", "timezone", "data_checksums", "fsync", "listen_addresses")

    settings = [await sql(running.url(), f"SHOW {name}") for name in names]

    assert settings == ["UTF8", "UTC", "on", "off", ""]


async def test_sqlalchemy_takes_the_url(running: postgres.Server) -> None:
    engine = create_async_engine(running.url(role=postgres.API))

    async with engine.connect() as connection:
        user = await connection.scalar(text("SELECT user"))
    await engine.dispose()

    assert user == postgres.API


def test_the_programs_of_postgresql_take_the_environment(running: postgres.Server) -> None:
    environment = os.environ | running.libpq_environment(postgres.WORKER)

    dumped = subprocess.run(
        [running.binaries / "pg_dump", "--schema-only", "--exclude-table=seal"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "PostgreSQL database dump complete" in dumped.stdout


def test_what_is_printed_of_a_server_tells_no_password(running: postgres.Server) -> None:
    assert not [word for word in running.passwords.values() if word in repr(running)]
