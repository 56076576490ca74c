"""A request that nobody answers holds up no case: whoever asked may take it back."""

import pytest

from tests import bodies
from tests.conftest import DeskOf
from tests.evidence.asking import request_body
from tests.station import Desk


@pytest.fixture
async def asked(at: DeskOf) -> tuple[str, str]:
    """A case of the union's with an evidence request to the procuratorate: both ids."""
    case = (await at("union", "window").create("/cases", bodies.case())).json()
    asked = await at("union").create(f"/cases/{case['id']}/evidence-requests", request_body())
    assert asked.status_code == 201, asked.text
    return case["id"], asked.json()["id"]


async def withdraw(desk: Desk, request_id: str) -> int:
    answer = await desk.change(
        f"/evidence-requests/{request_id}/withdrawal", {"explanation": "不再需要"}
    )
    return answer.status_code


async def test_a_case_can_end_once_its_silent_request_is_taken_back(
    at: DeskOf, asked: tuple[str, str]
) -> None:
    case_id, request_id = asked
    union, reason = at("union"), {"reason": "劳动者撤回"}
    before = await union.change(f"/cases/{case_id}/withdrawal", reason)

    taken_back = await withdraw(union, request_id)
    after = await union.change(f"/cases/{case_id}/withdrawal", reason)

    assert (before.status_code, before.json()["code"]) == (409, "work-outstanding")
    assert taken_back == 200
    assert after.status_code == 200, after.text


async def test_its_clock_stops(at: DeskOf, asked: tuple[str, str]) -> None:
    _, request_id = asked
    await withdraw(at("union"), request_id)

    clocks = await at("union").get(f"/deadlines?piece_id={request_id}")

    assert [clock["status"] for clock in clocks.json()["items"]] == ["stopped"]


async def test_only_the_agency_that_asked_takes_it_back(at: DeskOf, asked: tuple[str, str]) -> None:
    _, request_id = asked

    assert await withdraw(at("procuratorate"), request_id) == 403
    assert await withdraw(at("union"), request_id) == 200
    assert await withdraw(at("union"), request_id) == 409
