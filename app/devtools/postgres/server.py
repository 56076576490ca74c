"""A running server: how to reach it, and how it is started, joined and stopped."""

import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from app.devtools.postgres import launching, liveness
from app.devtools.postgres.binaries import find_binaries
from app.devtools.postgres.cluster import ensure_cluster
from app.devtools.postgres.home import locked, shelter
from app.devtools.postgres.liveness import Address
from app.devtools.postgres.roles import DATABASE, OWNER, passwords_in
from app.devtools.postgres.site import site_of

STOP_SECONDS = 60


@dataclass(frozen=True)
class Server:
    address: Address
    passwords: Mapping[str, str] = field(repr=False)
    binaries: Path
    """Programs such as `pg_dump` and `psql`, for us to run."""
    version: str
    pid: int
    process: subprocess.Popen[bytes] | None
    """Ours to stop; None if another process owns the server."""

    @property
    def owned(self) -> bool:
        return self.process is not None

    def url(self, database: str = DATABASE, role: str = OWNER) -> str:
        """The URL for SQLAlchemy, with the password."""
        host, port = self.address
        login = f"postgresql+asyncpg://{role}:{self.passwords[role]}"
        if self.address.is_private:
            return f"{login}@/{database}?host={quote(host, safe='')}&port={port}"
        return f"{login}@{host}:{port}/{database}"

    def libpq_environment(self, role: str = OWNER, database: str = DATABASE) -> dict[str, str]:
        """The environment for `psql`, `pg_dump` and `pgbench`."""
        return {
            "PGHOST": self.address.host,
            "PGPORT": str(self.address.port),
            "PGUSER": role,
            "PGPASSWORD": self.passwords[role],
            "PGDATABASE": database,
        }

    def stop(self) -> None:
        """Shut down fast and cleanly, connections or not; a server that was joined goes on."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start(
    data_dir: Path,
    *,
    binaries: Path | None = None,
    durable: bool = True,
    settings: Mapping[str, str] | None = None,
) -> Server:
    """Join the server of this directory, or start and own it; everything is made at first.

    Without `durable` it is quick, and a crash of the machine may cost the data: for tests. A server
    that is joined keeps its owner's settings.
    """
    data_dir = data_dir.resolve()
    programs = find_binaries(binaries)
    with locked(data_dir):
        site = site_of(data_dir, programs, shelter(durable=durable))
        passwords = passwords_in(data_dir, site.cluster)
        ensure_cluster(site, passwords, durable=durable)
        address, process = liveness.address_of(site), None
        if not liveness.await_running(site, address):
            address = launching.chosen(address)
            process = launching.launch(site, address, launching.settings_of(durable, settings))
        pid = liveness.recorded(site.pid_file, line=0)
        return Server(address, passwords, programs, site.version.text, pid, process)
