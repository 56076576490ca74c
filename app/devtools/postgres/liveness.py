"""Whether a server lives: it is asked, and its processes are looked for."""

import os
import socket
import time
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from app.devtools.postgres.errors import PostgresUnusable
from app.devtools.postgres.roles import DATABASE, OWNER
from app.devtools.postgres.site import Site

SOCKET_PORT = 5432
"""Only part of the socket's name: with a socket, no port is open."""
LONGEST_SOCKET_PATH = 107
LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.01

_STARTUP = f"user\0{OWNER}\0database\0{DATABASE}\0\0".encode()
_PROTOCOL_3 = 196608
_CANNOT_CONNECT_NOW = b"C57P03\0"

_OCCUPIED = 'for link in "$0"/[0-9]*/cwd; do test "$link" -ef "$1" && exit 0; done; exit 1'


class Answer(Enum):
    SILENCE = auto()
    NOT_YET = auto()
    READY = auto()


class Address(NamedTuple):
    """A directory of a socket, or the loopback address; in either case with a port."""

    host: str
    port: int

    @property
    def is_private(self) -> bool:
        """Whether only this server can listen here; a port can be anybody's."""
        return self.host != LOOPBACK

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_UNIX if self.is_private else socket.AF_INET

    @property
    def endpoint(self) -> str | tuple[str, int]:
        """What `connect` of a socket takes."""
        if self.is_private:
            return f"{self.host}/.s.PGSQL.{self.port}"
        return self.host, self.port


def address_of(site: Site) -> Address:
    """Where the server listens or would; port 0 says that one must be chosen first."""
    private = Address(str(site.socket), SOCKET_PORT)
    if len(os.fsencode(str(private.endpoint))) <= LONGEST_SOCKET_PATH:
        return private
    return Address(LOOPBACK, recorded(site.pid_file, line=3))


def recorded(pid_file: Path, *, line: int) -> int:
    """A number that the server wrote into this file: 0 is its process, 3 its port; or else 0."""
    try:
        return int(pid_file.read_text().splitlines()[line])
    except (FileNotFoundError, IndexError):
        return 0


def ask(address: Address) -> Answer:
    """Begin a connection as a client does; a server that starts or stops says that it cannot."""
    length = (8 + len(_STARTUP)).to_bytes(4) + _PROTOCOL_3.to_bytes(4)
    try:
        with socket.socket(address.family) as connection:
            connection.settimeout(1)
            connection.connect(address.endpoint)
            connection.sendall(length + _STARTUP)
            reply = connection.recv(1024)
    except TimeoutError:
        return Answer.NOT_YET
    except OSError:
        return Answer.SILENCE
    if not reply or _CANNOT_CONNECT_NOW in reply:
        return Answer.NOT_YET
    return Answer.READY


def is_occupied(site: Site, processes: Path = Path("/proc")) -> bool:
    """Whether a process works in the cluster, as each process of a server does.

    A zombie has no working directory any more, and a reused process number has another one. It is
    asked as the account of the server: root in a container may not look at foreign processes.
    """
    return site.account.run(["/bin/sh", "-c", _OCCUPIED, processes, site.cluster]).returncode == 0


def await_running(site: Site, address: Address) -> bool:
    """Whether a server runs here already; one that is starting or stopping is waited for."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = _answer(site, address)
        if answer is not Answer.NOT_YET:
            return answer is Answer.READY
        time.sleep(PAUSE_SECONDS)
    raise PostgresUnusable(
        f"A process works in {site.cluster}, but no server answers there. "
        f"End it, and read {site.log}."
    )


def remove_stale_locks(site: Site, processes: Path = Path("/proc")) -> None:
    """Remove what a killed server left; call it only when nothing lives in the cluster.

    PostgreSQL would take a zombie or a reused process number for the old server. Where the system
    does not show its processes, PostgreSQL's own check decides.
    """
    if not processes.is_dir():
        return
    for stale in (site.pid_file, *site.socket.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)


def _answer(site: Site, address: Address) -> Answer:
    occupied = is_occupied(site)
    answer = ask(address) if occupied or address.is_private else Answer.SILENCE
    return Answer.NOT_YET if occupied and answer is Answer.SILENCE else answer
