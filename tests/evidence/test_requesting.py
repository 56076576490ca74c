"""Tests of asking for evidence: who may ask whom, what is shown, and what the case keeps of it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests import rights
from tests.conftest import DeskOf
from tests.evidence.asking import open_case, path_of, read, request, request_body, sought


async def journal(connection: AsyncConnection, request_id: str) -> list[Any]:
    found = await connection.execute(
        text("SELECT * FROM journal_entry WHERE piece_id = :id ORDER BY sequence"),
        {"id": UUID(request_id)},
    )
    return list(found.all())


async def test_a_request_says_what_is_sought_from_whom_and_what_it_should_prove(
    at: DeskOf,
) -> None:
    union = at("union")
    case_id = await open_case(union)

    asked = await union.create(f"/cases/{case_id}/evidence-requests", request_body())

    assert asked.status_code == 201, asked.text
    shown = asked.json()
    assert asked.headers["location"] == f"/v1/evidence-requests/{shown['id']}"
    assert (shown["status"], shown["version"], shown["case_id"]) == ("requested", 1, case_id)
    assert (shown["sender"], shown["receiver"]) == ("310120-union", "310120-procuratorate")
    assert shown["responsible"] == "310120-union"
    assert shown["items"][0] == {"id": shown["items"][0]["id"], **sought(), "answer": None}
    assert len({entry["id"] for entry in shown["items"]}) == 3
    assert shown["case"]["employer"] == "奉贤宏达建筑劳务有限公司"


async def test_sender_and_receiver_read_what_was_asked(at: DeskOf) -> None:
    asked = await request(at)

    for kind in ("union", "procuratorate"):
        found = await at(kind, "window").get(path_of(asked))
        assert found.status_code == 200, found.text
        assert read(found.json()) == read(asked)


async def test_whoever_opened_the_case_sees_a_request_that_its_holder_made(at: DeskOf) -> None:
    case_id = await open_case(at("union"))
    justice = at("justice")
    (referral,) = (await justice.get("/referrals")).json()["items"]
    await justice.change(f"/referrals/{referral['id']}/acceptance", {})

    asked = await justice.create(f"/cases/{case_id}/evidence-requests", request_body())

    assert asked.status_code == 201, asked.text
    assert (await at("union").get(path_of(asked.json()))).status_code == 200


async def test_another_receiver_on_the_case_does_not_see_the_request(at: DeskOf) -> None:
    asked = await request(at)

    found = await at("justice").get(path_of(asked))

    assert (found.status_code, found.json()["code"]) == (404, "evidence-request-not-found")


async def test_a_request_that_is_not_there_is_answered_like_one_that_is_hidden(
    at: DeskOf,
) -> None:
    found = await at("union").get(f"/evidence-requests/{uuid4()}")

    assert (found.status_code, found.json()["code"]) == (404, "evidence-request-not-found")


async def test_only_an_agency_with_the_power_can_be_asked(at: DeskOf) -> None:
    union = at("union")
    case_id = await open_case(union)

    refused = await union.create(
        f"/cases/{case_id}/evidence-requests", request_body(to_agency="310120-court")
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "receiver-not-competent")
    assert refused.json()["competent"] == [
        {"agency": "310120-hrss", "kind": "hrss", "unit": "inspection"},
        {"agency": "310120-procuratorate", "kind": "procuratorate", "unit": ""},
    ]


async def test_an_agency_of_no_member_cannot_be_asked(at: DeskOf) -> None:
    union = at("union")
    case_id = await open_case(union)

    refused = await union.create(
        f"/cases/{case_id}/evidence-requests", request_body(to_agency="310120-bank")
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-agency")


async def test_an_agency_does_not_ask_itself(at: DeskOf) -> None:
    procuratorate = at("procuratorate")
    case_id = await open_case(procuratorate)

    refused = await procuratorate.create(f"/cases/{case_id}/evidence-requests", request_body())

    assert (refused.status_code, refused.json()["code"]) == (422, "sender-is-receiver")


async def test_arbitration_asks_inspection_through_the_wall_in_its_own_bureau(
    at: DeskOf,
) -> None:
    arbitration, inspection = at("hrss", unit="arbitration"), at("hrss")
    case_id = await open_case(arbitration)

    asked = await arbitration.create(
        f"/cases/{case_id}/evidence-requests", request_body(to_agency="310120-hrss")
    )

    assert asked.status_code == 201, asked.text
    assert asked.json()["receiver_unit"] == "inspection"
    by_sender = await arbitration.change(f"{path_of(asked.json())}/acceptance", {})
    by_receiver = await inspection.change(f"{path_of(asked.json())}/acceptance", {})
    assert (by_sender.status_code, by_receiver.status_code) == (403, 200)


async def test_what_inspection_was_asked_stays_hidden_from_arbitration(at: DeskOf) -> None:
    asked = await request(at, to_agency="310120-hrss")

    found = await at("hrss", unit="arbitration").get(path_of(asked))

    assert found.status_code == 404


async def test_nobody_asks_for_evidence_on_a_case_that_is_hidden_from_it(at: DeskOf) -> None:
    case_id = await open_case(at("union"))

    refused = await at("court").create(f"/cases/{case_id}/evidence-requests", request_body())

    assert (refused.status_code, refused.json()["code"]) == (404, "case-not-found")


@pytest.mark.parametrize(
    ("kind", "role", "factor"),
    [("union", rights.NEVER, "role"), ("justice", "officer", "standing")],
)
async def test_only_an_officer_of_an_agency_that_handles_the_case_asks(
    at: DeskOf, kind: str, role: str, factor: str
) -> None:
    case_id = await open_case(at("union"))

    refused = await at(kind, role).create(f"/cases/{case_id}/evidence-requests", request_body())

    assert (refused.status_code, refused.json()["refused_by"]) == (403, factor)


@pytest.mark.parametrize(
    ("items", "pointer", "code"),
    [
        ([], "/items", "too-short"),
        ([sought()] * 51, "/items", "too-long"),
        ([sought(proves=" ")], "/items/0/proves", "line-format"),
        ([{"sought": "考勤记录"}], "/items/0/holder", "required"),
        ([sought(answer=None)], "/items/0/*", "unknown-member"),
    ],
)
async def test_a_request_has_one_to_fifty_complete_entries(
    at: DeskOf, items: list[Any], pointer: str, code: str
) -> None:
    refused = await at("union").create(
        f"/cases/{uuid4()}/evidence-requests", request_body(items=items)
    )

    assert refused.status_code == 422
    faults = [(fault["pointer"], fault["code"]) for fault in refused.json()["fields"]]
    assert (pointer, code) in faults


async def test_fifty_entries_are_asked_for_at_once(at: DeskOf) -> None:
    asked = await request(at, items=[sought()] * 50, note=None)

    assert len(asked["items"]) == 50
    assert asked["note"] is None


@pytest.mark.parametrize("status", ["closed", "withdrawn"])
async def test_nothing_is_asked_for_on_a_case_that_has_ended(
    at: DeskOf, connection: AsyncConnection, status: str
) -> None:
    union = at("union")
    case_id = await open_case(union)
    await connection.execute(text("UPDATE case_file SET status = :status"), {"status": status})

    refused = await union.create(f"/cases/{case_id}/evidence-requests", request_body())

    assert (refused.status_code, refused.json()["code"]) == (409, "case-ended")


async def test_the_case_counts_every_request_that_is_open(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union")
    case_id = await open_case(union)

    for _ in range(2):
        await union.create(f"/cases/{case_id}/evidence-requests", request_body())

    open_requests = await connection.execute(text("SELECT open_requests FROM case_file"))
    assert open_requests.scalar_one() == 2


async def test_a_retry_with_the_same_key_asks_once(at: DeskOf) -> None:
    union = at("union")
    case_id = await open_case(union)
    key = {"Idempotency-Key": "evidence-1"}

    first = await union.create(f"/cases/{case_id}/evidence-requests", request_body(), **key)
    again = await union.create(f"/cases/{case_id}/evidence-requests", request_body(), **key)

    assert first.json() == again.json()
    assert len((await union.get("/evidence-requests?box=outbox")).json()["items"]) == 1


@pytest.mark.parametrize("note", ["劳动者手中只有聊天记录", None])
async def test_the_journal_holds_codes_and_counts_and_keeps_words_apart(
    at: DeskOf, connection: AsyncConnection, note: str | None
) -> None:
    asked = await request(at, note=note)

    (entry,) = await journal(connection, asked["id"])

    assert (entry.type, str(entry.case_id)) == ("evidence_request.requested", asked["case_id"])
    assert entry.facts == {
        "sender": "310120-union",
        "receiver": "310120-procuratorate",
        "receiver_unit": "",
        "responsible": "310120-union",
        "status": "requested",
        "item_count": 3,
    }
    assert entry.narrative == ({"note": note} if note else {})
