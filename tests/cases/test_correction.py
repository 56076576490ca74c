from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.cases import folders
from tests.conftest import DeskOf
from tests.station import TestClock

PROJECT = {"name": "海湾大道改造", "address": "海湾镇", "industry": "transport"}


async def test_facts_are_corrected_and_what_is_left_out_stays(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    answer = await union.change(
        f"/cases/{case['id']}",
        {"employer": "奉贤宏大建筑劳务有限公司", "urgency": "urgent", "project": PROJECT},
        method="PATCH",
    )

    corrected = answer.json()
    assert answer.status_code == 200, answer.text
    assert corrected["employer"] == "奉贤宏大建筑劳务有限公司"
    assert corrected["urgency"] == "urgent"
    assert corrected["project"] == {**PROJECT, "division": None, "permit_no": None}
    assert corrected["summary"] == case["summary"]
    assert corrected["version"] == 2
    assert corrected == await folders.current(union, case)


async def test_a_corrected_case_is_found_by_its_new_name_and_its_old_numbers(at: DeskOf) -> None:
    union = at("union", "window")
    lead = {
        "channel": "window",
        "received_at": "2026-03-02T09:00:00+08:00",
        "external_number": "GD-77",
    }
    case = await folders.opened(union, lead=lead)

    await union.change(f"/cases/{case['id']}", {"employer": "临港重工"}, method="PATCH")

    async def found(q: str) -> list[str]:
        items = (await union.get("/cases", params={"q": q})).json()["items"]
        return [item["id"] for item in items]

    assert await found("临港重工") == await found("gd-77") == [case["id"]]
    assert await found("宏达") == []


async def test_a_correction_tells_which_facts_changed_and_not_to_what(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    change = {"summary": "雇主姓王，住南桥镇", "estimated_workers": 40}

    await union.change(f"/cases/{case['id']}", change, method="PATCH")

    event = await folders.last_event(connection, case)
    assert (event.type, str(event.subject), event.version) == ("case.changed", case["id"], 2)
    assert event.facts == {"changed": ["estimated_workers", "summary"]}
    assert event.narrative == {}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({}, "", "nothing-to-change"),
        ({"employer": None}, "/employer", "not-text"),
        ({"summary": None}, "/summary", "not-text"),
        ({"urgency": None}, "/urgency", "not-a-choice"),
        ({"estimated_workers": None}, "/estimated_workers", "not-integer"),
        ({"project": None}, "/project", "not-object"),
        ({"status": "closed"}, "/*", "unknown-member"),
        ({"claimed_fen": 1}, "/*", "unknown-member"),
    ],
)
async def test_a_correction_says_something_and_never_null_or_the_status(
    at: DeskOf, change: dict[str, Any], pointer: str, code: str
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    answer = await union.change(f"/cases/{case['id']}", change, method="PATCH")

    assert answer.status_code == 422
    fault = answer.json()["fields"][0]
    assert (fault["pointer"], fault["code"]) == (pointer, code)


async def test_a_json_patch_is_not_taken(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    answer = await union.request(
        "PATCH",
        f"/cases/{case['id']}",
        [{"op": "replace", "path": "/status", "value": "closed"}],
        {"Content-Type": "application/json-patch+json", "If-Match": '"1"'},
    )

    assert answer.status_code == 415


async def test_a_correction_of_an_old_reading_is_refused(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    path, change = f"/cases/{case['id']}", {"urgency": "urgent"}
    await union.change(path, change, etag='"1"', method="PATCH")

    stale = await union.change(path, change, etag='"1"', method="PATCH")
    unconditional = await union.request("PATCH", path, change)

    assert (stale.status_code, stale.json()["current_etag"]) == (412, '"2"')
    assert unconditional.status_code == 428


async def test_a_receiver_that_has_not_accepted_may_not_correct_the_case(at: DeskOf) -> None:
    case = await folders.opened(at("union", "window"))
    await folders.referred(at, case)

    answer = await at("procuratorate").change(
        f"/cases/{case['id']}", {"urgency": "urgent"}, method="PATCH"
    )

    assert (answer.status_code, answer.json()["refused_by"]) == (403, "standing")


async def test_an_ended_case_is_not_corrected(at: DeskOf) -> None:
    union = at("union", "lead")
    case = await folders.opened(union)
    await union.change(f"/cases/{case['id']}/withdrawal", folders.REASON)

    answer = await union.change(f"/cases/{case['id']}", {"urgency": "urgent"}, method="PATCH")

    assert (answer.status_code, answer.json()["code"]) == (409, "case-ended")


async def test_a_further_lead_is_registered_with_its_own_number(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    lead = {
        "channel": "hotline_12345",
        "received_at": "2026-03-02T09:10:00+08:00",
        "external_number": "FX20260302-0017",
    }

    added = await union.create(f"/cases/{case['id']}/leads", lead)

    assert added.status_code == 201, added.text
    event = await folders.last_event(connection, case)
    read = await union.get(added.headers["location"])
    shown = await folders.current(union, case)
    found = await union.get("/cases", params={"q": "fx20260302"})
    assert read.json() == added.json()
    assert read.headers["etag"] == added.headers["etag"]
    assert [lead["channel"] for lead in shown["leads"]] == ["window", "hotline_12345"]
    assert added.json()["received_by"] == "310120-union"
    assert [item["id"] for item in found.json()["items"]] == [case["id"]]
    assert event.type == "case.changed"
    assert event.facts == {
        "changed": ["leads"],
        "channel": "hotline_12345",
        "received_at": "2026-03-02T09:10:00+08:00",
    }


@pytest.mark.parametrize(
    ("received_at", "first"),
    [
        ("2026-03-02T08:00:00+08:00", "2026-03-02T08:00:00+08:00"),
        ("2026-03-02T09:20:00+08:00", "2026-03-02T09:00:00+08:00"),
    ],
)
async def test_the_first_receipt_of_a_case_is_that_of_its_earliest_lead(
    at: DeskOf, received_at: str, first: str
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    await union.create(
        f"/cases/{case['id']}/leads", {"channel": "petition", "received_at": received_at}
    )

    assert (await folders.current(union, case))["first_received_at"] == first


async def test_a_lead_cannot_have_come_in_later_than_now(at: DeskOf, clock: TestClock) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    clock.advance(seconds=-1)
    lead = {"channel": "petition", "received_at": "2026-03-02T09:30:00+08:00"}

    answer = await union.create(f"/cases/{case['id']}/leads", lead)

    assert (answer.status_code, answer.json()["code"]) == (422, "instant-in-future")


async def test_a_party_is_named_and_its_number_is_masked(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    foreman = {"role": "foreman", "name": "王老板", "contact_phone": "13987654321"}

    added = await union.create(f"/cases/{case['id']}/parties", foreman)

    assert added.status_code == 201, added.text
    event = await folders.last_event(connection, case)
    read = await union.get(added.headers["location"])
    assert read.json() == added.json() == (await folders.current(union, case))["parties"][0]
    assert added.json()["contact_phone"] == "139****4321"
    assert event.facts == {"changed": ["parties"], "role": "foreman"}


@pytest.mark.parametrize("part", ["leads", "parties"])
async def test_a_part_of_another_case_is_not_found_under_this_one(at: DeskOf, part: str) -> None:
    union = at("union", "window")
    party = {"role": "employer", "name": "奉贤宏达建筑劳务有限公司"}
    mine = await folders.opened(union)
    other = await folders.opened(union, parties=[party])

    answer = await union.get(f"/cases/{mine['id']}/{part}/{other[part][0]['id']}")

    assert answer.status_code == 404
    assert answer.json()["code"] in {"lead-not-found", "party-not-found"}


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("leads", {"channel": "petition", "received_at": "2026-03-02T08:00:00+08:00"}),
        ("parties", {"role": "foreman", "name": "王老板"}),
    ],
)
async def test_nothing_is_added_to_an_ended_case_or_by_an_outsider(
    at: DeskOf, part: str, body: dict[str, str]
) -> None:
    union = at("union", "lead")
    case = await folders.opened(union)
    outside = await at("court").create(f"/cases/{case['id']}/{part}", body)
    await union.change(f"/cases/{case['id']}/withdrawal", folders.REASON)

    ended = await union.create(f"/cases/{case['id']}/{part}", body)

    assert outside.status_code == 404
    assert (ended.status_code, ended.json()["code"]) == (409, "case-ended")
