from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.cases.rules import SAFE_TOTAL
from tests import bodies
from tests.cases import folders
from tests.conftest import DeskOf


async def test_a_worker_is_added_with_claims_and_the_case_counts_them(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    added = await union.create(f"/cases/{case['id']}/workers", bodies.worker(name="李四"))

    assert added.status_code == 201, added.text
    event = await folders.last_event(connection, case)
    read = await union.get(added.headers["location"])
    shown = await folders.current(union, case)
    assert read.json() == added.json() == shown["workers"][1]
    assert read.headers["etag"] == added.headers["etag"]
    assert (shown["worker_count"], shown["claim_count"], shown["open_claims"]) == (2, 2, 2)
    assert shown["claimed_fen"] == 7_000_000
    assert (event.type, str(event.subject), event.version) == (
        "worker.added",
        added.json()["id"],
        1,
    )
    assert event.facts == {"claims": 1, "claimed_fen": 3_500_000}


async def test_a_worker_without_claims_is_added(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    added = await union.create(f"/cases/{case['id']}/workers", {"name": "李四"})

    assert added.status_code == 201, added.text
    assert added.json()["claims"] == []
    shown = await folders.current(union, case)
    assert (shown["worker_count"], shown["claim_count"]) == (2, 1)


async def test_adding_a_worker_leaves_the_version_of_the_case_and_moves_its_view(
    at: DeskOf,
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    before = (await union.get(f"/cases/{case['id']}")).headers["etag"]

    await union.create(f"/cases/{case['id']}/workers", bodies.worker())

    after = (await union.get(f"/cases/{case['id']}")).headers["etag"]
    corrected = await union.change(
        f"/cases/{case['id']}", {"urgency": "urgent"}, etag=before, method="PATCH"
    )
    assert after != before
    assert corrected.status_code == 200


async def test_facts_of_a_worker_are_corrected_one_by_one(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    worker = case["workers"][0]
    path = f"/cases/{case['id']}/workers/{worker['id']}"
    identity = {"kind": "passport", "number": "e12345678"}

    answer = await union.change(
        path, {"identity": identity, "phone": "13700001111"}, method="PATCH"
    )

    assert answer.status_code == 200, answer.text
    event = await folders.last_event(connection, case)
    assert answer.json() == (await union.get(path)).json()
    assert answer.json() == {
        **worker,
        "version": 2,
        "identity_kind": "passport",
        "identity_number": "*******78",
        "phone": "137****1111",
    }
    assert (event.type, event.version) == ("worker.changed", 2)
    assert event.facts == {"changed": ["identity", "phone"]}


async def test_a_worker_keeps_the_identity_that_a_correction_leaves_out(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    worker = case["workers"][0]

    answer = await union.change(
        f"/cases/{case['id']}/workers/{worker['id']}",
        {"name": "王晓明", "is_pensioner": True},
        method="PATCH",
    )

    assert answer.json() == {**worker, "version": 2, "name": "王晓明", "is_pensioner": True}


@pytest.mark.parametrize("change", [{}, {"name": None}, {"identity": None}, {"phone": None}])
async def test_a_correction_of_a_worker_says_something_and_never_null(
    at: DeskOf, change: dict[str, Any]
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    path = f"/cases/{case['id']}/workers/{case['workers'][0]['id']}"

    answer = await union.change(path, change, method="PATCH")

    assert answer.status_code == 422


async def test_a_birth_date_that_has_not_come_is_refused(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    number = folders.card_number("99999920260303001")
    identity = {"kind": "residence_permit", "number": number}

    added = await union.create(f"/cases/{case['id']}/workers", bodies.worker(identity=identity))
    corrected = await union.change(
        f"/cases/{case['id']}/workers/{case['workers'][0]['id']}",
        {"identity": identity},
        method="PATCH",
    )

    for answer in (added, corrected):
        assert (answer.status_code, answer.json()["code"]) == (422, "birth-date-in-future")


async def test_nobody_but_the_holder_adds_or_corrects_a_worker(at: DeskOf) -> None:
    """The owner holds the case until a receiver has accepted work on it."""
    union, procuratorate = at("union", "window"), at("procuratorate")
    case = await folders.opened(union)
    path = f"/cases/{case['id']}/workers"
    one = f"{path}/{case['workers'][0]['id']}"
    await folders.referred(at, case)
    sent_only = await procuratorate.create(path, bodies.worker())
    still_owner = await union.create(path, bodies.worker())

    referral = (await procuratorate.get("/referrals")).json()["items"][0]
    await procuratorate.change(f"/referrals/{referral['id']}/acceptance", {})

    assert (sent_only.status_code, sent_only.json()["refused_by"]) == (403, "standing")
    assert still_owner.status_code == 201
    assert (await union.create(path, bodies.worker())).status_code == 403
    assert (await union.change(one, {"name": "王晓明"}, method="PATCH")).status_code == 403
    assert (await procuratorate.create(path, bodies.worker())).status_code == 201
    corrected = await procuratorate.change(one, {"name": "王晓明"}, method="PATCH")
    assert corrected.status_code == 200


async def test_a_worker_of_another_case_is_not_found_under_this_one(at: DeskOf) -> None:
    union = at("union", "window")
    mine, other = await folders.opened(union), await folders.opened(union)
    path = f"/cases/{mine['id']}/workers/{other['workers'][0]['id']}"

    read = await union.get(path)
    corrected = await union.change(path, {"name": "王晓明"}, etag='"1"', method="PATCH")
    claimed = await union.create(f"{path}/claims", {"kind": "wages", "amount_fen": 1})

    for answer in (read, corrected, claimed):
        assert (answer.status_code, answer.json()["code"]) == (404, "worker-not-found")


async def test_the_workers_of_an_ended_case_do_not_change(at: DeskOf) -> None:
    union = at("union", "lead")
    case = await folders.opened(union)
    path = f"/cases/{case['id']}/workers"
    one = f"{path}/{case['workers'][0]['id']}"
    await union.change(f"/cases/{case['id']}/withdrawal", folders.REASON)

    added = await union.create(path, bodies.worker())
    corrected = await union.change(one, {"name": "王晓明"}, method="PATCH")
    claimed = await union.create(f"{one}/claims", {"kind": "wages", "amount_fen": 1})

    for answer in (added, corrected, claimed):
        assert (answer.status_code, answer.json()["code"]) == (409, "case-ended")


async def test_no_worker_lifts_the_total_beyond_what_is_exact(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    nearly = text("UPDATE case_file SET claimed_fen = :sum WHERE id = :id")
    await connection.execute(nearly, {"sum": SAFE_TOTAL - 3_500_000, "id": case["id"]})
    path = f"/cases/{case['id']}/workers"

    fits = await union.create(path, bodies.worker())
    exceeds = await union.create(path, bodies.worker(claims=[{"kind": "wages", "amount_fen": 1}]))

    assert fits.status_code == 201
    assert (await folders.current(union, case))["claimed_fen"] == SAFE_TOTAL
    assert (exceeds.status_code, exceeds.json()["code"]) == (422, "total-too-large")
