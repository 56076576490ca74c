"""Tests of the command that loads a district: what it says, asks and answers to the shell."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies import loading
from app.agencies.district_load import INVALID, LOADED, NOT_LOADED, Terminal, run
from app.core.languages import Language
from tests.agencies.files import (
    RULE_CODES,
    SMALL,
    district,
    replaced,
    with_sixth_member,
    written,
)
from tests.agencies.test_loading import Contested
from tests.station import TestDatabase


class Operator:
    """A person at a terminal who agrees to everything or to nothing."""

    def __init__(self, *, agrees: bool, language: Language = Language.ENGLISH) -> None:
        self.heard: list[str] = []
        self.asked: list[str] = []
        self._agrees = agrees
        self.terminal = Terminal(self.heard.append, self._ask, language)

    def _ask(self, question: str) -> bool:
        self.asked.append(question)
        return self._agrees


async def test_the_changes_are_shown_before_they_are_made(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    operator = Operator(agrees=True)

    status = await run(
        database,
        written(tmp_path, with_sixth_member()),
        RULE_CODES,
        operator.terminal,
    )

    assert status == LOADED
    assert [line.partition(":")[0] for line in operator.heard] == [
        "Added agency 310120-police",
        "Added agency 310120-governance_centre",
        "Added window 310120-governance_centre-hall",
        "Added client 310120-police-system",
        "The district is as the file says.",
    ]
    assert operator.asked == ["Make these changes?"]


async def test_a_refusal_at_the_terminal_changes_nothing(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    before = await loading.stored(connection, "310120")
    operator = Operator(agrees=False, language=Language.CHINESE)

    status = await run(database, written(tmp_path, SMALL), RULE_CODES, operator.terminal)

    assert status == NOT_LOADED
    assert operator.heard[-1] == "未作任何变更。"
    assert await loading.stored(connection, "310120") == before


async def test_a_file_that_is_stored_already_needs_no_question(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    operator = Operator(agrees=False)
    await loading.apply(connection, district(tmp_path, SMALL))

    status = await run(database, written(tmp_path, SMALL), RULE_CODES, operator.terminal)

    assert status == LOADED
    assert operator.asked == []


async def test_a_wrong_file_is_explained_and_not_loaded(
    database: TestDatabase, tmp_path: Path
) -> None:
    operator = Operator(agrees=True, language=Language.CHINESE)
    text = replaced(SMALL, '["310120-union"]', '["310120-court"]')

    status = await run(database, written(tmp_path, text), RULE_CODES, operator.terminal)

    assert status == INVALID
    (line,) = operator.heard
    assert line.startswith("district.toml: lead_agencies: 310120-court 不是有效成员")


async def test_a_district_that_moved_meanwhile_is_left_as_it_is(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    operator = Operator(agrees=True)
    database = Contested(connection, district(tmp_path, SMALL))
    file = written(tmp_path, with_sixth_member())

    status = await run(database, file, RULE_CODES, operator.terminal)

    assert status == NOT_LOADED
    assert operator.heard[-1].startswith("Someone else changed the district meanwhile")
