"""An API process of its own, as it is started in production, which a test may kill."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import httpx

from app.devtools.issuer import DevelopmentIssuer
from tests.station import AUDIENCE

PATIENCE_SECONDS = 30


class ApiProcess:
    """One process on one port; it may be killed and started again."""

    def __init__(self, database_url: str, issuer: DevelopmentIssuer, folder: Path) -> None:
        keys = folder / "keys.json"
        keys.write_text(json.dumps(issuer.jwks()))
        trusted = {"issuer": issuer.profile.issuer, "jwks_file": str(keys)}
        self._environment = {
            **os.environ,
            "LIANDONG_ENVIRONMENT": "development",
            "LIANDONG_DATABASE_URL": database_url,
            "LIANDONG_AUDIENCE": AUDIENCE,
            "LIANDONG_ISSUERS": json.dumps([trusted]),
        }
        self._port = _free_port()
        self._log = folder / "api.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Self:
        command = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app"]
        options = ["--port", str(self._port), "--loop", "uvloop", "--no-access-log"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *options], env=self._environment, stdout=log, stderr=log
            )
        self._await()
        return self

    def kill(self) -> None:
        """Without a warning: SIGKILL, as a machine that loses its power."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE_SECONDS)

    def _await(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_ready():
            if time.monotonic() > deadline:
                raise RuntimeError(f"The process did not become ready:\n{self._log.read_text()}")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/readyz").is_success
        except httpx.TransportError:
            return False


@contextmanager
def api_process(database_url: str, issuer: DevelopmentIssuer, folder: Path) -> Iterator[ApiProcess]:
    process = ApiProcess(database_url, issuer, folder).start()
    try:
        yield process
    finally:
        process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
