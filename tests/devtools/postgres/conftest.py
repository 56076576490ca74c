"""Directories for servers, a running server, SQL on a fresh connection, and programs that start."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # It ships no types.
import pytest

from app.devtools import postgres
from app.devtools.postgres.site import Site, site_of

Sql = Callable[..., Awaitable[Any]]
Program = Callable[..., "subprocess.Popen[str]"]

STARTING = """
import json, signal, sys, time
from pathlib import Path
from app.devtools import postgres
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
with postgres.start(Path(sys.argv[1]), settings=json.loads(sys.argv[2])) as server:
    print(server.owned, server.pid, server.url(), flush=True)
    time.sleep(600)
"""


def fresh(prefix: str = "postgres-") -> Path:
    """Make a directory, in memory where there is plenty for programs and data."""
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()
    found = os.statvfs(memory)
    fits = found.f_bavail * found.f_frsize > 1 << 30 and not found.f_flag & os.ST_NOEXEC
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if fits else None))


@pytest.fixture
def data_dir() -> Iterator[Path]:
    directory = fresh()
    yield directory
    postgres.erase(directory)


@pytest.fixture(scope="session")
def settled() -> Iterator[Path]:
    """The directory of a server that has run and stopped; tests leave it so."""
    directory = fresh()
    postgres.start(directory, durable=False).stop()
    yield directory
    postgres.erase(directory)


@pytest.fixture
def secluded(tmp_path: Path) -> Iterator[Path]:
    """A directory below one that only its owner may enter."""
    tmp_path.chmod(0o700)
    yield tmp_path / "database"
    postgres.erase(tmp_path / "database")


@pytest.fixture(scope="module")
def running() -> Iterator[postgres.Server]:
    directory = fresh()
    with postgres.start(directory, durable=False) as server:
        yield server
    postgres.erase(directory)


@pytest.fixture
def sql() -> Sql:
    """Give the one value of a statement, on a connection of its own."""

    async def fetch(url: str, statement: str, *arguments: object) -> Any:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return await connection.fetchval(statement, *arguments)
        finally:
            await connection.close()

    return fetch


@pytest.fixture
def starting() -> Iterator[Program]:
    """Run programs that start a server, say so in one line, and run until they are ended."""
    programs = []

    def begin(data_dir: Path, **settings: str) -> "subprocess.Popen[str]":
        command: list[str | Path] = [sys.executable, "-c", STARTING, data_dir, json.dumps(settings)]
        program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        programs.append(program)
        return program

    yield begin
    for program in programs:
        program.terminate()
        program.communicate()


@pytest.fixture
def place() -> Callable[[Path], Site]:
    return lambda data_dir: site_of(data_dir, postgres.find_binaries(), data_dir)


@pytest.fixture
def is_private() -> Callable[[Path], bool]:
    return lambda path: path.stat().st_mode & 0o077 == 0
