"""What kills leave behind: no orphan, no lost row, and nothing that a next start trips over."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # It ships no types.
import pytest

from app.devtools import postgres
from app.devtools.postgres import liveness
from app.devtools.postgres.home import home_of
from app.devtools.postgres.liveness import Address, Answer
from app.devtools.postgres.site import Site
from tests.devtools.postgres.conftest import Program, Sql

LAZY = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
    "wal_buffers": "16MB",
}
"""What is committed stays in memory for seconds."""


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def has_ended(pid: int) -> bool:
    """Whether the process is gone, or a zombie that nobody has buried."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


@contextmanager
def working_in(site: Site) -> Iterator[None]:
    """Keep a process of the server's account in the cluster, as a server started by hand is."""
    uid, gid = site.account if site.account.is_foreign else (None, None)
    with subprocess.Popen(["sleep", "60"], cwd=site.cluster, user=uid, group=gid) as process:
        yield
        process.kill()


def said(program: "subprocess.Popen[str]") -> tuple[int, str]:
    """The process and the URL of the server that the program has started."""
    assert program.stdout is not None
    _, pid, url = program.stdout.readline().split()
    return int(pid), url


async def acknowledged(url: str, kill: Callable[[], None]) -> int:
    """How many rows were acknowledged, one commit each, until the kill took the connection."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(
        "BEGIN; SET LOCAL synchronous_commit = on; CREATE TABLE seal (id int); COMMIT"
    )
    count = 0
    asyncio.get_running_loop().call_later(0.2, kill)
    try:
        while True:
            await connection.execute("INSERT INTO seal VALUES ($1)", count)
            count += 1
    except (asyncpg.PostgresError, asyncpg.InternalClientError, OSError):
        return count


async def rows_after_kill(data_dir: Path, sql: Sql, program: "subprocess.Popen[str]") -> int:
    """How many rows were acknowledged but lost when program and server were killed together."""
    pid, url = said(program)

    def kill() -> None:
        os.kill(pid, signal.SIGKILL)
        program.kill()

    count = await acknowledged(url, kill)
    program.wait()
    with postgres.start(data_dir) as server:
        kept = await sql(server.url(), "SELECT count(*) FROM seal WHERE id < $1", count)
    assert count > 0
    return count - int(kept)


async def test_no_acknowledged_row_is_lost_when_all_is_killed(
    data_dir: Path, starting: Program, sql: Sql
) -> None:
    assert await rows_after_kill(data_dir, sql, starting(data_dir)) == 0


async def test_the_same_kill_loses_rows_that_were_not_written_through(
    data_dir: Path, starting: Program, sql: Sql
) -> None:
    assert await rows_after_kill(data_dir, sql, starting(data_dir, **LAZY)) > 0


async def test_a_killed_program_leaves_no_orphan_and_the_next_one_owns(
    data_dir: Path, starting: Program, sql: Sql
) -> None:
    program = starting(data_dir)
    pid, _ = said(program)

    program.kill()
    wait_until(lambda: has_ended(pid))

    with postgres.start(data_dir) as server:
        assert server.owned
        assert await sql(server.url(), "SELECT 1") == 1


def test_a_reused_process_number_is_no_server(settled: Path, place: Callable[[Path], Site]) -> None:
    server = postgres.start(settled, durable=False)
    pid_file = place(settled).pid_file
    left = pid_file.read_text().replace(str(server.pid), str(os.getppid()))
    server.stop()
    pid_file.write_text(left)
    (place(settled).socket / ".s.PGSQL.5432.lock").write_text(left)

    with postgres.start(settled, durable=False) as second:
        assert second.owned


def test_nothing_starts_beside_a_process_that_works_in_the_cluster(
    settled: Path, place: Callable[[Path], Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = place(settled)
    site.pid_file.touch()
    monkeypatch.setattr(liveness, "PATIENCE_SECONDS", 0.1)

    with working_in(site), pytest.raises(postgres.PostgresUnusable, match="no server answers"):
        postgres.start(settled)

    assert site.pid_file.exists()


def test_where_processes_are_not_shown_no_lock_is_removed(
    settled: Path, place: Callable[[Path], Site]
) -> None:
    site = place(settled)
    site.pid_file.touch()

    liveness.remove_stale_locks(site, processes=settled / "nothing")

    assert site.pid_file.exists()


def test_a_cluster_half_made_is_made_anew(data_dir: Path, starting: Program) -> None:
    program = starting(data_dir)
    wait_until(lambda: any(data_dir.glob("staging-*/cluster/PG_VERSION")))
    program.kill()
    program.wait()

    assert not (home_of(data_dir) / "cluster").exists()
    with postgres.start(data_dir, durable=False) as server:
        assert server.owned
    assert not any(data_dir.glob("staging-*"))


async def test_a_server_that_is_not_ready_is_not_taken_for_one(tmp_path: Path) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)
        writer.write(b"E\0\0\0\x12SFATAL\0C57P03\0\0")
        with closing(writer):
            await writer.drain()

    address = Address(str(tmp_path), liveness.SOCKET_PORT)
    async with await asyncio.start_unix_server(refuse, str(address.endpoint)):
        answer = await asyncio.to_thread(liveness.ask, address)

    assert answer is Answer.NOT_YET


async def test_a_frozen_server_is_not_taken_for_a_dead_one(settled: Path) -> None:
    with postgres.start(settled, durable=False) as server:
        os.kill(server.pid, signal.SIGSTOP)
        answer = liveness.ask(server.address)
        os.kill(server.pid, signal.SIGCONT)

    assert answer is Answer.NOT_YET
