"""The shell of the owner of the schema, who imports notices and has deadlines counted again."""

import asyncio
import json
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.__main__ import main
from tests.command.conftest import Environment, Setting
from tests.deadlines.notices import NEW_YEAR_2028

TOML = """
year = 2028
source = "关于2028年元旦放假的通知"
is_complete = false

[[festivals]]
zh = "元旦"
en = "New Year's Day"
off_from = 2028-01-01
off_until = 2028-01-05
make_up = [2028-01-08]
"""


@pytest.fixture
def url(setting: Setting, production: Environment) -> str:
    setting(LIANDONG_OWNER_DATABASE_URL=production["LIANDONG_DATABASE_URL"])
    return production["LIANDONG_DATABASE_URL"]


async def _divisions(url: str) -> list[Any]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        kept = await connection.fetch("SELECT division FROM calendar_notice ORDER BY serial")
        return [row["division"] for row in kept]
    finally:
        await connection.close()


def divisions(url: str) -> list[Any]:
    """For which divisions a notice was imported, in the order of the imports."""
    return asyncio.run(_divisions(url))


def test_a_notice_is_rehearsed_and_imported_from_either_kind_of_file(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml, json_ = tmp_path / "2028.toml", tmp_path / "2028.json"
    toml.write_text(TOML, encoding="utf-8")
    json_.write_text(json.dumps(NEW_YEAR_2028), encoding="utf-8")

    assert main(["calendar", "import", str(toml), "--dry-run"]) == 0
    assert divisions(url) == []
    assert main(["calendar", "import", str(toml), "--division", "31"]) == 0
    assert main(["calendar", "import", str(json_)]) == 0
    assert divisions(url) == ["31", "CN"]

    said = capsys.readouterr().out
    assert "2028-01-05 工作日 → 休息日（元旦） · Working day → Day of rest (New Year's Day)" in said
    assert "仅为演练，未作任何改动。 · A rehearsal: nothing was changed." in said
    assert "已导入；期限随后移动。 · Imported; the deadlines move presently." in said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TOML.replace("2028-01-08", "2028-01-02"), "既放假又上班"),
        (TOML.replace("year = 2028", "year = 2101"), "/year"),
        ("year = ", "Invalid value"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_with_what_is_wrong(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(content, encoding="utf-8")
    before = divisions(url)

    assert main(["calendar", "import", str(file)]) == 1

    assert told in capsys.readouterr().err
    assert divisions(url) == before


def test_a_file_that_is_not_there_and_a_division_that_is_none_are_refused(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "2028.toml"

    assert main(["calendar", "import", str(file)]) == 1
    assert main(["calendar", "import", str(file), "--division", "99"]) == 1
    with pytest.raises(SystemExit):
        main(["calendar", "import", str(file), "--division", "999"])

    said = capsys.readouterr().err
    assert "No such file" in said
    assert "99: no such division" in said


def test_deadlines_are_counted_again_from_the_shell(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deadlines", "recalculate", "--dry-run"]) == 0
    assert main(["deadlines", "recalculate"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "移动期限 0 个。 · 0 deadlines move.",
        "重新计算期限 0 个。 · 0 deadlines counted again.",
    ]
