"""The API and the worker as processes of their own: how they start, what they log, how they end."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import httpx
import pytest

from tests import databases
from tests.command.conftest import Environment


@contextmanager
def process(environment: Environment, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    started = subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        cwd=databases.ROOT,
        env={**os.environ, **environment},
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def answer(url: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """The first answer of a server that is starting."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return httpx.get(url, headers=headers)
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(url)


def await_connection(url: str) -> None:
    """Wait until a process of ours works on the database of this URL."""
    while not asyncio.run(_connections(url)):
        time.sleep(0.05)


async def _connections(url: str) -> int:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return int(
            await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'liandong' "
                "AND datname = current_database()"
            )
        )
    finally:
        await connection.close()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_api_serves_and_its_log_says_nothing_of_what_was_asked(
    production: Environment, workers: str
) -> None:
    port = free_port()
    with process(production, "serve", "--port", str(port), "--workers", workers) as api:
        ready = answer(f"http://127.0.0.1:{port}/readyz")
        headers = {"Authorization": "Bearer secret-token", "X-Forwarded-For": "203.0.113.9"}
        refused = answer(f"http://127.0.0.1:{port}/v1/cases?q=Wang-Xiaoming", headers)
        api.terminate()
        _, log = api.communicate(timeout=60)

    assert (ready.status_code, refused.status_code) == (200, 401)
    assert "server" not in refused.headers
    entries = [json.loads(line) for line in log.splitlines()]
    answered = [e["status"] for e in entries if e["logger"] == "liandong.requests"]
    assert answered == [200, 401]
    assert not any(word in log for word in ("Xiaoming", "secret-token", "203.0.113.9"))
    # A single process ends by the very signal, once everything under way has been answered.
    assert api.returncode == (-signal.SIGTERM if workers == "1" else 0)


def test_the_worker_ends_cleanly_when_it_is_told_to(production: Environment) -> None:
    with process(production, "worker") as worker:
        await_connection(production["LIANDONG_WORKER_DATABASE_URL"])
        worker.terminate()
        _, log = worker.communicate(timeout=60)

    assert worker.returncode == 0
    entries = [json.loads(line) for line in log.splitlines()]
    assert [e for e in entries if e["logger"] != "app.core.server_version"] == []
