"""Where the files lie, and under which account, when directories are closed to it."""

import os
import stat
from pathlib import Path

import pytest

from app.devtools import postgres
from app.devtools.postgres.account import Account, account_for, unprivileged
from app.devtools.postgres.home import home_of, settle, shelter
from tests.devtools.postgres.conftest import Sql

OURS = Account(os.geteuid(), os.getegid())


async def test_a_server_starts_in_a_secluded_directory_and_opens_up_nothing(
    secluded: Path, sql: Sql
) -> None:
    for _ in range(2):
        with postgres.start(secluded, durable=False) as server:
            assert await sql(server.url(), "SELECT 1") == 1

    assert stat.S_IMODE(secluded.parent.stat().st_mode) == 0o700


def test_an_ordinary_user_runs_the_server_itself(tmp_path: Path) -> None:
    assert account_for(tmp_path, euid=1000, egid=100) == Account(1000, 100)


def test_root_keeps_to_the_account_that_made_the_cluster(tmp_path: Path) -> None:
    assert account_for(tmp_path, euid=0, egid=0) == OURS


def test_root_starts_a_new_cluster_as_somebody_else(tmp_path: Path) -> None:
    account = account_for(tmp_path / "none", euid=0, egid=0)

    assert account == unprivileged(("postgres", "nobody"))
    assert account.uid != 0


def test_a_machine_with_no_such_account_is_told_what_to_do() -> None:
    with pytest.raises(postgres.PostgresUnusable, match="there is no account no-such-account"):
        unprivileged(("no-such-account",))


# A relative path stands for one that the account cannot reach: it is tried from the root directory.


def test_what_the_account_cannot_reach_is_kept_elsewhere_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data_dir = Path("database")
    data_dir.mkdir()

    home = settle(data_dir, OURS, tmp_path)

    assert home.parent == tmp_path
    assert settle(data_dir, OURS, tmp_path) == home_of(data_dir) == home


def test_a_database_that_became_unreachable_is_not_replaced_by_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("database/cluster").mkdir(parents=True)

    with pytest.raises(postgres.PostgresUnusable, match="cannot enter database"):
        settle(Path("database"), OURS, tmp_path)


def test_a_database_that_was_kept_elsewhere_and_is_gone_is_missed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").symlink_to(tmp_path / "gone")

    with pytest.raises(postgres.PostgresUnusable, match="which is gone"):
        postgres.start(tmp_path)


def test_erasing_takes_what_is_kept_elsewhere_too(tmp_path: Path) -> None:
    data_dir, home = tmp_path / "database", tmp_path / "home"
    data_dir.mkdir()
    home.mkdir()
    (data_dir / "elsewhere").symlink_to(home)

    postgres.erase(data_dir)

    assert list(tmp_path.iterdir()) == []


def test_a_durable_database_finds_shelter_where_nothing_is_cleaned_away() -> None:
    assert shelter(durable=True) == Path("/var/lib")
    assert shelter(durable=True) not in shelter(durable=False).parents
