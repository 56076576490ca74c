"""Processes under measurement: how they start and stop, and what they use of processor and memory.

All of it is read from /proc, so the benchmarks run on Linux.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
PATIENCE_SECONDS: Final = 30

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PROCESSES: Final = Path("/proc")


class Served(NamedTuple):
    """A server that accepts connections on this port of the loopback interface."""

    pid: int
    port: int


@contextmanager
def serve(application: str, log: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    """Run the application in a process of its own; nothing else of our environment reaches it."""
    port = _free_port()
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.serving", application, str(port)],
            cwd=ROOT,
            env={"PATH": os.defpath, **settings},
            stderr=lines,
        )
        try:
            _await_port(port, process, log)
            yield Served(process.pid, port)
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _is_open(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"A server did not start; {log} ends:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def seconds_of(pid: int) -> float:
    """What the processor has spent on this process itself, in user and system mode."""
    return sum(_times(_status(pid))[:2])


def seconds_of_tree(pid: int) -> float:
    """The same with its children, those that have ended included."""
    children = [status for status in _living() if status[1] == str(pid)]
    return sum(_times(_status(pid))) + sum(sum(_times(child)[:2]) for child in children)


def megabytes_of(pid: int) -> float:
    """The resident memory."""
    pages = int((_PROCESSES / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def _times(status: list[str]) -> list[float]:
    """User, system, and both again of the children that have ended."""
    return [int(ticks) / _TICKS for ticks in status[11:15]]


def _living() -> Iterator[list[str]]:
    for path in _PROCESSES.glob("[0-9]*"):
        # Any of them may end while we look.
        with suppress(FileNotFoundError, ProcessLookupError):
            yield _status(int(path.name))


def _status(pid: int) -> list[str]:
    """The fields after the name, which may itself hold spaces and brackets."""
    return (_PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()
