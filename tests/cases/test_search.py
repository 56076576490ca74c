from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.search import folded, search_text
from tests.cases import folders
from tests.conftest import DeskOf
from tests.station import Desk

LEAD = {
    "channel": "hotline_12345",
    "received_at": "2026-03-02T09:00:00+08:00",
    "external_number": "FX-20260302/0017",
}


async def found(desk: Desk, q: str) -> list[str]:
    answer = await desk.get("/cases", params={"q": q})
    assert answer.status_code == 200, answer.text
    return [case["id"] for case in answer.json()["items"]]


@pytest.fixture
async def case(at: DeskOf) -> dict[str, Any]:
    union = at("union", "window")
    await folders.opened(union, employer="临港某餐饮管理有限公司")
    return await folders.opened(union, lead=LEAD, project={"name": "南桥ABC安置房二期"})


@pytest.mark.parametrize(
    "q", ["宏达", "奉贤宏达建筑劳务有限公司", "安置房", "abc", "ＡＢＣ", "20260302/00", "fx-2026"]
)
async def test_a_case_is_found_by_employer_project_and_outside_number(
    at: DeskOf, case: dict[str, Any], q: str
) -> None:
    assert await found(at("union"), q) == [case["id"]]


async def test_a_case_is_found_by_its_number(at: DeskOf, case: dict[str, Any]) -> None:
    assert await found(at("union"), case["number"]) == [case["id"]]


@pytest.mark.parametrize("q", ["王小明", "13812345678", "440524188001010014", "失去联系"])
async def test_a_case_is_never_found_by_a_person_or_its_story(
    at: DeskOf, case: dict[str, Any], q: str
) -> None:
    assert await found(at("union"), q) == []


@pytest.mark.parametrize("q", ["%%", "__", "宏_", "%达", "\\\\", "' OR 1=1 --", "达宏", "期fx"])
async def test_every_character_of_a_search_stands_for_itself(
    at: DeskOf, case: dict[str, Any], q: str
) -> None:
    assert await found(at("union"), q) == []


async def test_marks_that_stand_in_a_name_are_found(at: DeskOf) -> None:
    union = at("union", "window")
    odd = await folders.opened(union, employer="100%_诚信\\公司")
    await folders.opened(union, employer="100诚信公司")

    for q in ("0%_诚", "_诚信\\公", "100%"):
        assert await found(union, q) == [odd["id"]]


async def test_nobody_finds_a_case_of_others(at: DeskOf, case: dict[str, Any]) -> None:
    assert await found(at("court"), "宏达") == []


@pytest.mark.parametrize(
    "q",
    [
        "宏",
        " 宏 ",
        # Two characters of half width that are one of full width.
        "ﾊﾞ",
        "",
        "宏\n达",
    ],
)
async def test_a_search_needs_two_characters_in_one_line(at: DeskOf, q: str) -> None:
    answer = await at("union").get("/cases", params={"q": q})

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["pointer"] == "?q"


@given(st.lists(st.none() | st.text(max_size=20)))
def test_what_is_searched_is_folded_and_no_part_runs_into_the_next(
    parts: list[str | None],
) -> None:
    line = search_text(*parts)

    said = [part for part in parts if part]
    assert line == "\n".join(map(folded, said))
    assert all(folded(part) in line for part in said)
