"""The two processes of the service, the API and the worker: how they start, run and stop."""

import argparse
import asyncio
import logging.config
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import uvicorn
import uvloop
from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app import settings as configuration
from app import worker
from app.core import database, deployment, logs, server_version
from app.core.clock import system_clock
from app.main import create_app
from app.settings import PREFIX, Settings
from app.webhooks import custody

GRACE_SECONDS: Final = 20
"""How long a process that is told to stop lets requests under way end."""
KEEP_ALIVE_SECONDS: Final = 75
"""Longer than a proxy keeps an idle connection, so that it never sends into a closing one."""


class Refused(Exception):
    """A command cannot do its work; the text says what to do."""


def serve(wanted: argparse.Namespace) -> int:
    settings = _settings()
    if settings.database_url is None:
        raise _missing("DATABASE_URL")
    _must_be_enough(create_app, settings)
    logging.config.dictConfig(logs.configuration(settings.log_level))
    asyncio.run(_reach(settings, settings.database_url))
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=wanted.host,
        port=wanted.port,
        workers=wanted.workers,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=logs.configuration(settings.log_level),
        access_log=False,
        server_header=False,
        proxy_headers=bool(wanted.forwarded_allow_ips),
        forwarded_allow_ips=wanted.forwarded_allow_ips,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return 0


def work(_: argparse.Namespace) -> int:
    settings = _settings()
    if settings.worker_database_url is None:
        raise _missing("WORKER_DATABASE_URL")
    _must_be_enough(custody.sealer_of, settings)
    logging.config.dictConfig(logs.configuration(settings.log_level))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(settings, settings.worker_database_url))
    return 0


async def _work(settings: Settings, url: SecretStr) -> None:
    stop = asyncio.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    async with _reached(settings, url, settings.database_pool) as db:
        await worker.run(settings, db, system_clock, stop)


async def _reach(settings: Settings, url: SecretStr) -> None:
    async with _reached(settings, url, 1):
        pass


@asynccontextmanager
async def _reached(settings: Settings, url: SecretStr, pool: int) -> AsyncIterator[AsyncEngine]:
    """The database of this URL, which must be there and belong to this environment."""
    db = database.connect(url.get_secret_value(), pool_size=pool)
    try:
        await _check(db, settings)
        yield db
    finally:
        await db.dispose()


async def _check(db: AsyncEngine, settings: Settings) -> None:
    """Refuse a database that cannot be read, belongs to the other environment or is unsound."""
    try:
        await deployment.check(db, settings.environment)
        await server_version.check(db, refuses=settings.refuses_old_postgres)
    except (OSError, SQLAlchemyError) as error:
        raise Refused(
            "无法读取数据库：请核对地址与口令，并先运行 liandong migrate。\n"
            "The database cannot be read: check its URL, and run `liandong migrate` first."
        ) from error
    except RuntimeError as error:
        raise Refused(error) from error


def _settings() -> Settings:
    try:
        return configuration.read()
    except ValidationError as error:
        raise invalid(error) from None
    except ValueError as error:
        raise Refused(error) from None


def _must_be_enough(build: Callable[[Settings], object], settings: Settings) -> None:
    """Find out before anything runs whether a part of the service can be built with these."""
    try:
        build(settings)
    except ValueError as error:
        raise Refused(error) from error


def invalid(error: ValidationError) -> Refused:
    """What is wrong with which setting, without its value, which may be secret."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [f"{PREFIX}{'_'.join(map(str, f['loc'])).upper()}: {f['msg']}" for f in faults]
    return Refused("\n".join(["设置有误：", "The settings are wrong:", *lines]))


def _missing(name: str) -> Refused:
    return Refused(f"请设置 {PREFIX}{name}。\nSet {PREFIX}{name}.")
