"""What the owner of the schema does from the shell: migrate, load a district, copy the data."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from app.devtools.districts import DEMONSTRATION
from app.openapi import publishing
from tests import databases
from tests.command.conftest import Setting


def test_an_empty_database_becomes_a_station_and_is_copied(
    setting: Setting, empty_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setting(
        LIANDONG_OWNER_DATABASE_URL=empty_url,
        LIANDONG_POSTGRES_BIN=str(databases.binaries()),
    )

    assert main(["migrate"]) == 0
    assert main(["district", "load", str(DEMONSTRATION), "--yes"]) == 0
    assert "已与文件一致" in capsys.readouterr().out
    assert main(["backup", str(tmp_path / "copy")]) == 0
    assert json.loads((tmp_path / "copy" / "manifest.json").read_text())["format"] == 1


def test_a_copy_does_not_go_into_a_database_that_holds_something(
    setting: Setting,
    production: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    setting(
        LIANDONG_OWNER_DATABASE_URL=production["LIANDONG_DATABASE_URL"],
        LIANDONG_POSTGRES_BIN=str(databases.binaries()),
    )
    main(["backup", str(tmp_path / "copy")])

    assert main(["restore", str(tmp_path / "copy")]) == 1

    assert "The database is not empty" in capsys.readouterr().err
    shutil.rmtree(tmp_path / "copy")


def test_a_restored_copy_says_what_is_left_to_do(
    setting: Setting,
    production: dict[str, str],
    empty_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    binaries = str(databases.binaries())
    setting(
        LIANDONG_OWNER_DATABASE_URL=production["LIANDONG_DATABASE_URL"],
        LIANDONG_POSTGRES_BIN=binaries,
    )
    main(["backup", str(tmp_path / "copy")])
    setting(LIANDONG_OWNER_DATABASE_URL=empty_url, LIANDONG_POSTGRES_BIN=binaries)

    assert main(["restore", str(tmp_path / "copy")]) == 0

    assert "Start the service and see that /readyz answers 200." in capsys.readouterr().out


@pytest.mark.parametrize(("said", "status"), [("", 1), ("n", 1), ("是", 0), ("y", 0)])
def test_a_district_is_loaded_only_when_its_changes_are_confirmed(
    said: str,
    status: int,
    setting: Setting,
    empty_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    setting(LIANDONG_OWNER_DATABASE_URL=empty_url)
    main(["migrate"])
    monkeypatch.setattr("builtins.input", lambda _: said)

    assert main(["district", "load", str(DEMONSTRATION), "--language", "en"]) == status

    told = "The district is as the file says." if status == 0 else "Nothing was changed."
    assert told in capsys.readouterr().out


def test_the_contract_is_written_and_then_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "PATH", tmp_path / "openapi.json")

    assert main(["openapi", "--check"]) == 1
    assert main(["openapi"]) == 0
    assert main(["openapi", "--check"]) == 0


def test_production_has_no_development_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "app.devtools", None)

    with pytest.raises(SystemExit):
        main(["demo"])

    assert "invalid choice: 'demo'" in capsys.readouterr().err
