"""Starting the server's process and waiting until it accepts connections."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.devtools.postgres import become, liveness
from app.devtools.postgres.account import ENVIRONMENT
from app.devtools.postgres.errors import PostgresUnusable
from app.devtools.postgres.liveness import LOOPBACK, Address, Answer
from app.devtools.postgres.site import Site

BECOME = Path(become.__file__)

QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    # A worker of the server in a database keeps it from being dropped.
    "autovacuum": "off",
}


def settings_of(durable: bool, wanted: Mapping[str, str] | None) -> dict[str, str]:
    """The server's settings; those wanted go before ours."""
    return {"max_connections": "100"} | ({} if durable else QUICK) | dict(wanted or {})


def chosen(address: Address) -> Address:
    """The address on which a new server will listen: a port is free at this moment."""
    if address.is_private:
        return address
    with socket.create_server((LOOPBACK, 0)) as listener:
        return Address(LOOPBACK, listener.getsockname()[1])


def launch(site: Site, address: Address, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server, which lives no longer than the thread that calls this (on Linux)."""
    site.socket.mkdir(mode=0o700, exist_ok=True)
    site.account.take(site.socket)
    liveness.remove_stale_locks(site)
    process = _spawned(site, [*_options({**settings, **_listening(address)})])
    try:
        _await_ready(site, address, process)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process


def _listening(address: Address) -> dict[str, str]:
    return {
        "listen_addresses": "" if address.is_private else address.host,
        "unix_socket_directories": address.host if address.is_private else "",
        "port": str(address.port),
    }


def _options(settings: Mapping[str, str]) -> Iterator[str]:
    for name, setting in settings.items():
        yield from ("-c", f"{name}={setting}")


def _spawned(site: Site, options: list[str]) -> subprocess.Popen[bytes]:
    # The step in between needs the interpreter before it gives up root: the account may not get
    # at the interpreter. A session of its own keeps the terminal's Ctrl-C from the server.
    ids = map(str, (os.getpid(), *site.account))
    step: list[str | Path] = [sys.executable, "-I", "-S", BECOME, *ids]
    server: list[str | Path] = [site.binaries / "postgres", "-D", site.cluster, *options]
    site.log.touch(mode=0o600)
    with site.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - the command is written above.
            [*step, *server],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
        )


def _await_ready(site: Site, address: Address, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + liveness.PATIENCE_SECONDS
    while liveness.ask(address) is not Answer.READY:
        if process.poll() is not None or time.monotonic() > deadline:
            tail = site.log.read_text(errors="replace")[-2000:]
            raise PostgresUnusable(f"The server did not start; {site.log} ends:\n{tail}")
        time.sleep(liveness.PAUSE_SECONDS)
