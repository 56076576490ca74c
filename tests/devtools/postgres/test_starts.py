"""Starting and joining: one owner for each directory, and clear words when it cannot be."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.devtools import postgres
from app.devtools.postgres.binaries import installed
from app.devtools.postgres.site import Site
from tests.devtools.postgres.conftest import Program, Sql, fresh


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A directory that every account may enter."""
    directory = fresh()
    directory.chmod(0o755)
    yield directory
    postgres.erase(directory)


@pytest.mark.parametrize("programs", list(installed()), ids=str)
async def test_a_database_keeps_its_rows_from_start_to_start(
    data_dir: Path, programs: Path, sql: Sql
) -> None:
    with postgres.start(data_dir, binaries=programs) as first:
        await sql(first.url(), "CREATE TABLE seal AS SELECT 7 AS id")

    with postgres.start(data_dir, binaries=programs) as second:
        found = await sql(second.url(), "SELECT id FROM seal")
        version = await sql(second.url(), "SHOW server_version")

    assert (found, version.split()[0]) == (7, second.version)


async def test_who_joins_a_server_cannot_stop_it(settled: Path, sql: Sql) -> None:
    with postgres.start(settled, durable=False) as owner:
        joined = postgres.start(settled)
        joined.stop()

        assert (owner.owned, joined.owned, joined.pid) == (True, False, owner.pid)
        assert await sql(joined.url(), "SELECT 1") == 1


def test_stopping_twice_is_no_harm(settled: Path) -> None:
    server = postgres.start(settled, durable=False)

    server.stop()
    server.stop()

    assert server.process is not None
    assert server.process.returncode == 0


async def test_of_three_that_race_one_owns_and_all_can_work(
    data_dir: Path, starting: Program, sql: Sql
) -> None:
    racers = [starting(data_dir) for _ in range(3)]

    lines = [racer.stdout.readline().split() for racer in racers if racer.stdout]

    assert sorted(owned for owned, _, _ in lines) == ["False", "False", "True"]
    assert len({pid for _, pid, _ in lines}) == 1
    assert [await sql(url, "SELECT 1") for _, _, url in lines] == [1, 1, 1]


async def test_settings_are_passed_on_and_durability_is_the_default(
    settled: Path, sql: Sql
) -> None:
    with postgres.start(settled, settings={"work_mem": "9MB"}) as server:
        names = ("work_mem", "fsync", "full_page_writes", "synchronous_commit", "max_connections")
        settings = [await sql(server.url(), f"SHOW {name}") for name in names]

    assert settings == ["9MB", "on", "on", "on", "100"]


@pytest.mark.enable_socket
async def test_too_long_a_path_for_a_socket_means_a_port_of_this_machine(sql: Sql) -> None:
    data_dir = fresh("long-" * 20)
    with postgres.start(data_dir, durable=False) as server:
        joined = postgres.start(data_dir)

        assert joined.url() == server.url()
        assert "@127.0.0.1:" in joined.url()
        assert await sql(joined.url(), "SHOW listen_addresses") == "127.0.0.1"
    postgres.erase(data_dir)


def test_passwords_cluster_and_socket_are_private(
    settled: Path, is_private: Callable[[Path], bool], place: Callable[[Path], Site]
) -> None:
    site = place(settled)

    private = (settled / "passwords.json", site.cluster, site.socket, site.log)
    assert [path for path in private if not is_private(path)] == []


def test_a_server_that_does_not_start_says_why(settled: Path) -> None:
    with pytest.raises(postgres.PostgresUnusable, match='invalid value for parameter "work_mem"'):
        postgres.start(settled, durable=False, settings={"work_mem": "much"})


def test_a_cluster_that_cannot_be_made_says_why(data_dir: Path, reachable: Path) -> None:
    (reachable / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.6'\n")
    (reachable / "initdb").write_text("#!/bin/sh\necho 'No space left' >&2; exit 1\n")
    for program in reachable.iterdir():
        program.chmod(0o755)

    with pytest.raises(postgres.PostgresUnusable, match="initdb failed: No space left"):
        postgres.start(data_dir, binaries=reachable)


def test_the_data_of_another_major_version_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "passwords.json").write_text("{}")
    (tmp_path / "cluster").mkdir()
    (tmp_path / "cluster" / "PG_VERSION").write_text("14\n")

    with pytest.raises(postgres.PostgresUnusable, match="is of PostgreSQL 14"):
        postgres.start(tmp_path)


def test_lost_passwords_do_not_pass_for_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "cluster").mkdir()

    with pytest.raises(postgres.PostgresUnusable, match="is gone, and with it the passwords"):
        postgres.start(tmp_path)


def test_a_path_that_cannot_be_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(postgres.PostgresUnusable, match="cannot hold a database: Not a directory"):
        postgres.start(tmp_path / "file" / "database")
