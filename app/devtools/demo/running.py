"""Running a demonstration: what starts in which order, and stops in the other."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx
import uvloop
from pydantic import SecretStr

from app import worker
from app.agencies import loading, reading
from app.core import database, migrations
from app.core.clock import system_clock
from app.deadlines import catalogue
from app.devtools import desks, postgres, seed
from app.devtools.demo import loopback, subscribing
from app.devtools.demo.loopback import serving
from app.devtools.demo.place import Place, write_private
from app.devtools.desks import Access, Desk
from app.devtools.districts import DEMONSTRATION
from app.devtools.issuer import ISSUER, LIFETIME, DevelopmentIssuer, issuer_app
from app.devtools.receivers import Receivers
from app.main import create_app
from app.settings import PREFIX, Issuer, Settings

RENEWAL: Final = LIFETIME / 2
"""How often the tokens in the file are replaced, long before they end."""

Announce = Callable[[Access, str], None]
"""Told the address and tokens, and where the receivers are, once everything answers."""


def run(place: Place, api: socket.socket, announce: Announce) -> None:
    """Run until SIGINT or SIGTERM; `place` is held and `api` listens already."""
    if not place.is_complete:
        place.empty()
    binaries = Settings(environment="development").postgres_bin
    with postgres.start(place.database, binaries=binaries) as server:
        # The migration that makes the schema writes down of which kind the database is.
        os.environ[f"{PREFIX}ENVIRONMENT"] = "development"
        migrations.upgrade(server.url())
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_Demonstration(place, server, api).run(announce))


class _Demonstration:
    def __init__(self, place: Place, server: postgres.Server, api: socket.socket) -> None:
        self._place = place
        self._server = server
        self._api = api
        self._stop = asyncio.Event()
