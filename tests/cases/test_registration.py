from datetime import UTC
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tests import bodies, rights
from tests.cases import folders
from tests.conftest import DeskOf
from tests.station import TestClock


async def test_a_window_registers_a_case_which_its_agency_owns(at: DeskOf) -> None:
    answer = await at("union", "window").create("/cases", bodies.case())

    case = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/cases/{case['id']}"
    assert case["number"].startswith("310120-2026-")
    assert (case["status"], case["version"]) == ("open", 1)
    assert case["originator"] == case["owner"] == "310120-union"
    assert case["first_received_at"] == "2026-03-02T09:00:00+08:00"
    assert (case["worker_count"], case["claim_count"], case["open_claims"]) == (1, 1, 1)
    assert (case["claimed_fen"], case["paid_fen"]) == (3_500_000, 0)


async def test_the_answer_to_a_registration_is_the_case_that_is_read_afterwards(
    at: DeskOf, clock: TestClock
) -> None:
    clock.now = clock.now.astimezone(UTC)
    union = at("union", "window")
    workers = [bodies.worker(name=f"工友{n}") for n in "甲乙丙"]
    party = {"role": "general_contractor", "name": "上海某建设集团有限公司"}
    registered = await union.create("/cases", bodies.case(workers=workers, parties=[party, party]))

    read = await union.get(f"/cases/{registered.json()['id']}")

    assert read.json() == registered.json()
    assert read.headers["etag"] == registered.headers["etag"]


async def test_registering_tells_the_timeline_codes_and_sums_and_no_names(
    at: DeskOf, connection: AsyncConnection
) -> None:
    case = await folders.opened(at("union", "window"))

    event = await folders.last_event(connection, case)

    assert event.type == "case.registered"
    assert event.facts == {
        "number": case["number"],
        "channel": "window",
        "received_at": "2026-03-02T09:00:00+08:00",
        "originator": "310120-union",
        "owner": "310120-union",
        "urgency": "normal",
        "workers": 1,
        "claimed_fen": 3_500_000,
    }


async def test_a_case_without_workers_needs_an_estimate_or_an_anonymous_report(
    at: DeskOf,
) -> None:
    union = at("union", "window")

    refused = await union.create("/cases", bodies.case(workers=[]))
    anonymous = await folders.opened(union, workers=[], is_anonymous=True)
    estimated = await folders.opened(union, workers=[], estimated_workers=40)

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["code"] == "worker-missing"
    assert anonymous["worker_count"] == estimated["worker_count"] == 0
    assert estimated["estimated_workers"] == 40


async def test_the_facts_of_employer_and_project_come_back_as_they_were_said(at: DeskOf) -> None:
    project = {
        "name": "南桥镇安置房二期",
        "address": "南桥镇环城西路",
        "division": "310120101",
        "industry": "housing",
        "permit_no": "施许〔2025〕12号",
    }

    case = await folders.opened(
        at("union", "window"), project=project, credit_code="91310120MATE0T01XY"
    )

    assert case["project"] == project
    assert case["credit_code"] == "91310120MATE0T01XY"


async def test_the_same_key_registers_one_case_however_often_it_is_sent(at: DeskOf) -> None:
    union, key = at("union", "window"), str(uuid4())

    first = await union.create("/cases", bodies.case(), **{"Idempotency-Key": key})
    again = await union.create("/cases", bodies.case(), **{"Idempotency-Key": key})

    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_rehearsal_registers_nothing(at: DeskOf) -> None:
    union = at("union", "window")

    rehearsed = await union.create("/cases", bodies.case(), Prefer="dry-run")

    assert rehearsed.status_code == 200
    assert (await union.get("/cases")).json()["items"] == []


@pytest.mark.parametrize("role", rights.RIGHTS["register-case"].refused_roles)
async def test_only_who_receives_workers_registers_cases(at: DeskOf, role: str) -> None:
    answer = await at("union", role).create("/cases", bodies.case())

    assert answer.status_code == 403


def lead(received_at: str) -> dict[str, str]:
    return {"channel": "window", "received_at": received_at}


def identity(number: str) -> dict[str, str]:
    return {"kind": "resident_id", "number": number}


def claims(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"kind": "wages", "amount_fen": 1, **change} for change in changes]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"lead": lead("2026-03-02T09:30:01+08:00")}, "instant-in-future"),
        (
            {
                "workers": [
                    bodies.worker(identity=identity(folders.card_number("99999920260303001")))
                ]
            },
            "birth-date-in-future",
        ),
        (
            {"workers": [bodies.worker(claims=claims({"period_to": "2026-04-01"}))]},
            "period-in-future",
        ),
        (
            {"workers": [bodies.worker(claims=claims({"period_from": "2026-04-01"}))]},
            "period-in-future",
        ),
    ],
)
async def test_what_lies_in_the_future_is_refused(
    at: DeskOf, facts: dict[str, Any], code: str
) -> None:
    answer = await at("union", "window").create("/cases", bodies.case(**facts))

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_the_whole_of_the_present_month_may_be_owed(at: DeskOf) -> None:
    month = claims({"period_from": "2026-03-01", "period_to": "2026-03-31"})

    case = await folders.opened(at("union", "window"), workers=[bodies.worker(claims=month)])

    assert case["workers"][0]["claims"][0]["period_to"] == "2026-03-31"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105194912310021", "id-number-checksum"),
        ("440524880101001", "id-number-format"),
        ("440524188013010017", "id-number-checksum"),
        ("A4052418800101001X", "id-number-format"),
        ("ABCDE", "id-number-format"),
    ],
)
async def test_a_card_number_that_cannot_be_is_refused_and_not_repeated(
    at: DeskOf, number: str, code: str
) -> None:
    worker = bodies.worker(identity=identity(number))

    answer = await at("union", "window").create("/cases", bodies.case(workers=[worker]))

    assert answer.status_code == 422
    assert answer.json()["fields"][0] | {"message": ""} == {
        "pointer": "/workers/0/identity/number",
        "code": code,
        "message": "",
    }
    assert number not in answer.text


async def test_a_card_number_of_an_unknown_kind_is_no_second_fault(at: DeskOf) -> None:
    worker = bodies.worker(identity={"kind": "library_card", "number": "12345"})

    answer = await at("union", "window").create("/cases", bodies.case(workers=[worker]))

    assert [fault["pointer"] for fault in answer.json()["fields"]] == ["/workers/0/identity/kind"]


async def test_a_period_that_ends_before_it_begins_is_refused(at: DeskOf) -> None:
    reversed_ = claims({"period_from": "2026-02-01", "period_to": "2026-01-31"})
    worker = bodies.worker(claims=reversed_)

    answer = await at("union", "window").create("/cases", bodies.case(workers=[worker]))

    assert answer.json()["fields"][0]["code"] == "period-reversed"


async def test_a_thousand_workers_are_registered_at_once(at: DeskOf) -> None:
    workers = [{"name": f"工人{number:04}"} for number in range(1000)]

    registered = await at("union", "window").create("/cases", bodies.case(workers=workers))

    assert registered.status_code == 201, registered.text
    assert registered.json()["worker_count"] == 1000
