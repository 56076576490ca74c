"""Tests of the boxes of evidence requests: whose, in which order, by which filters."""

import pytest

from tests import rights
from tests.conftest import DeskOf
from tests.evidence.asking import accepted_request, open_case, read, request, request_body
from tests.station import Desk, TestClock


async def ids(desk: Desk, query: str) -> list[str]:
    page = await desk.get(f"/evidence-requests?{query}")
    assert page.status_code == 200, page.text
    return [line["id"] for line in page.json()["items"]]


async def test_a_request_stands_in_one_inbox_and_one_outbox(at: DeskOf) -> None:
    asked = await request(at)

    assert await ids(at("procuratorate"), "box=inbox") == [asked["id"]]
    assert await ids(at("union"), "box=outbox") == [asked["id"]]
    assert await ids(at("procuratorate"), "box=outbox") == []
    assert await ids(at("union"), "box=inbox") == []
    assert await ids(at("justice"), "box=inbox") == []


async def test_a_line_tells_a_desk_what_it_needs_to_choose(at: DeskOf) -> None:
    asked = await request(at)

    (line,) = (await at("procuratorate", "window").get("/evidence-requests")).json()["items"]

    added = {"case_number", "employer", "urgency", "item_count"}
    assert read(line) == {
        **{name: read(asked)[name] for name in line.keys() - added},
        "case_number": asked["case"]["number"],
        "employer": "奉贤宏达建筑劳务有限公司",
        "urgency": "normal",
        "item_count": 3,
    }


async def test_the_inbox_of_inspection_is_not_that_of_arbitration(at: DeskOf) -> None:
    asked = await request(at, to_agency="310120-hrss")

    assert await ids(at("hrss"), "box=inbox") == [asked["id"]]
    assert await ids(at("hrss", unit="arbitration"), "box=inbox") == []


async def test_arbitration_and_inspection_have_outboxes_of_their_own(at: DeskOf) -> None:
    arbitration = at("hrss", unit="arbitration")
    case_id = await open_case(arbitration)
    asked = await arbitration.create(
        f"/cases/{case_id}/evidence-requests", request_body(to_agency="310120-hrss")
    )

    assert await ids(arbitration, "box=outbox") == [asked.json()["id"]]
    assert await ids(at("hrss"), "box=outbox") == []


async def test_a_box_is_filtered_by_status(at: DeskOf) -> None:
    waiting, accepted = await request(at), await accepted_request(at)
    desk = at("procuratorate")

    assert await ids(desk, "status=requested") == [waiting["id"]]
    assert await ids(desk, "status=accepted") == [accepted["id"]]
    assert await ids(desk, "status=answered") == []


async def test_pages_show_every_request_once_and_newest_first(at: DeskOf, clock: TestClock) -> None:
    asked = []
    for minutes in (1, 0, 0, 1, 1):
        clock.advance(minutes=minutes)
        asked.append((await request(at))["id"])
    desk, seen, cursor = at("procuratorate"), [], ""

    while cursor is not None:
        page = (await desk.get(f"/evidence-requests?limit=2{cursor}")).json()
        seen += [line["id"] for line in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"

    assert seen == asked[::-1]


async def test_a_cursor_serves_only_the_box_that_it_came_from(at: DeskOf) -> None:
    for _ in range(2):
        await request(at)
    desk = at("procuratorate")
    cursor = (await desk.get("/evidence-requests?limit=1")).json()["next_cursor"]

    refused = await desk.get(f"/evidence-requests?limit=1&box=outbox&cursor={cursor}")

    assert (refused.status_code, refused.json()["code"]) == (422, "cursor-invalid")


@pytest.mark.parametrize(
    "query", ["box=all", "status=sent", "limit=0", "limit=201", "sender=310120-union"]
)
async def test_a_box_is_asked_for_by_known_words_only(at: DeskOf, query: str) -> None:
    refused = await at("procuratorate").get(f"/evidence-requests?{query}")

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")


async def test_an_auditor_has_no_box(at: DeskOf) -> None:
    refused = await at("procuratorate", rights.NEVER).get("/evidence-requests")

    assert (refused.status_code, refused.json()["refused_by"]) == (403, "role")
