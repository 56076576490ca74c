"""What the import of a file and a recalculation by the owner do to clocks that run."""

import json
from pathlib import Path
from typing import Final

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.deadlines import calendar_command
from app.deadlines.calendar_command import Wanted
from tests.conftest import DeskOf
from tests.deadlines import running
from tests.deadlines.notices import NEW_YEAR_2028
from tests.deadlines.test_recalculation import BEFORE_NEW_YEAR
from tests.deadlines.watching import Watch
from tests.station import TestClock

MOVED: Final = "REF_ANSWER_5WD 2028-01-05 → 2028-01-07"
ONE_MOVES: Final = "移动期限 1 个。 · 1 deadlines move."


@pytest.fixture
async def watch(app: FastAPI, at: DeskOf, clock: TestClock) -> Watch:
    """A referral whose answer is due just after an unpublished New Year."""
    clock.now = BEFORE_NEW_YEAR
    await running.refer(at("hrss"), to_agency="310120-justice", purpose="legal_aid")
    return Watch(app, clock)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "2028.json"
    file.write_text(json.dumps(NEW_YEAR_2028), encoding="utf-8")
    return file


async def imported(watch: Watch, file: Path, division: str, *, is_rehearsal: bool) -> list[str]:
    said: list[str] = []
    wanted = Wanted(file, division, is_rehearsal)
    await calendar_command.import_file(watch.db, wanted, watch.clock(), said.append)
    watch.app.state.calendars.forget()
    return said


@pytest.mark.parametrize("division", ["CN", "31", "3101", "310120"])
async def test_a_notice_moves_the_clocks_of_every_station_below_its_division(
    watch: Watch, file: Path, division: str
) -> None:
    rehearsed = await imported(watch, file, division, is_rehearsal=True)
    assert await watch.recalculate() == 0

    done = await imported(watch, file, division, is_rehearsal=False)
    assert await watch.recalculate() == 3

    assert rehearsed[:-1] == done[:-1]
    assert done[-2] == ONE_MOVES
    assert [line for line in done if line.endswith(MOVED)] != []
    assert await watch.types("REF_ANSWER_5WD") == ["moved"]


async def test_a_notice_of_another_province_moves_nothing_here(watch: Watch, file: Path) -> None:
    done = await imported(watch, file, "45", is_rehearsal=False)

    assert done[-2] == "移动期限 0 个。 · 0 deadlines move."
    assert await watch.recalculate() == 0
    async with watch.db.begin() as connection:
        told = await connection.execute(
            text("SELECT count(*) FROM journal_entry WHERE type = 'calendar.imported'")
        )
        assert told.scalar_one() == 0


async def test_more_than_can_be_named_are_counted(watch: Watch, file: Path) -> None:
    async with watch.db.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO deadline SELECT (json_populate_record(deadline, "
                "json_build_object('id', gen_random_uuid()))).* "
                "FROM deadline, generate_series(1, 120) WHERE rule_code = 'REF_ANSWER_5WD'"
            )
        )

    done = await imported(watch, file, "CN", is_rehearsal=True)

    assert done[-3:-1] == ["…", "移动期限 121 个。 · 121 deadlines move."]
    assert sum(line.endswith(MOVED) for line in done) == 100


async def test_a_recalculation_is_rehearsed_first(watch: Watch, file: Path) -> None:
    await imported(watch, file, "310120", is_rehearsal=False)
    said: list[str] = []

    for is_rehearsal in (True, False):
        await calendar_command.recalculate(
            watch.db, watch.clock(), said.append, is_rehearsal=is_rehearsal
        )

    named, count, done = said
    assert named.endswith(MOVED)
    assert count == ONE_MOVES
    assert done == "重新计算期限 3 个。 · 3 deadlines counted again."
