"""What the owner of the schema does: migrate, load a district, import days, make safety copies."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.agencies import district_load
from app.agencies.district_load import Terminal
from app.core import database, migrations, safety_copies
from app.core.clock import system_clock
from app.core.database import Database
from app.deadlines import calendar_command, catalogue
from app.deadlines.calendar_command import NoticeInvalid, Wanted
from app.processes import Refused, invalid
from app.settings import PREFIX, SECRETS


class Ownership(BaseSettings):
    """All the settings that these commands need; they run apart from the service."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    owner_database_url: SecretStr
    postgres_bin: Path | None = None

    @property
    def url(self) -> str:
        return self.owner_database_url.get_secret_value()


def migrate(_: argparse.Namespace) -> int:
    migrations.upgrade(_owner().url)
    return 0


def load_district(wanted: argparse.Namespace) -> int:
    terminal = Terminal(print, lambda question: wanted.yes or _ask(question), wanted.language)
    return asyncio.run(_load_district(_owner().url, wanted.file, terminal))


async def _load_district(url: str, file: Path, terminal: Terminal) -> int:
    db = database.connect(url, pool_size=1)
    try:
        codes = catalogue.load().settable
        return await district_load.run(db, file, codes, terminal)
    finally:
        await db.dispose()


def import_calendar(wanted: argparse.Namespace) -> int:
    order = Wanted(wanted.file, wanted.division, wanted.dry_run)
    return _run(lambda db: calendar_command.import_file(db, order, system_clock(), print))


def recalculate(wanted: argparse.Namespace) -> int:
    again = partial(calendar_command.recalculate, is_rehearsal=wanted.dry_run)
    return _run(lambda db: again(db, system_clock(), print))


def _run(command: Callable[[Database], Awaitable[None]]) -> int:
    try:
        asyncio.run(_connected(command))
    except NoticeInvalid as notice_invalid:
        raise Refused(notice_invalid) from notice_invalid
    return 0


async def _connected(command: Callable[[Database], Awaitable[None]]) -> None:
    db = database.connect(_owner().url, pool_size=1)
    try:
        await command(db)
    finally:
        await db.dispose()


def _ask(question: str) -> bool:
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes", "是"}


def backup(wanted: argparse.Namespace) -> int:
    owner = _owner()
    safety_copies.backup(owner.url, wanted.directory, system_clock(), owner.postgres_bin)
    return 0


def restore(wanted: argparse.Namespace) -> int:
    owner = _owner()
    for step in safety_copies.restore(owner.url, wanted.directory, owner.postgres_bin):
        sys.stdout.write(f"{step.zh}\n{step.en}\n")
    return 0


def _owner() -> Ownership:
    try:
        return Ownership(_secrets_dir=SECRETS if SECRETS.is_dir() else None)
    except ValidationError as error:
        raise invalid(error) from None
