from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.cases.lifecycle import ClaimStatus
from app.cases.rules import SAFE_TOTAL
from tests.cases import folders
from tests.conftest import DeskOf

PAID = {"status": "paid", "paid_fen": 3_500_000, "reason": "已通过银行转账付清"}
FINAL = [status for status in ClaimStatus if status is not ClaimStatus.OPEN]
WITHOUT_PAYMENT = [s for s in FINAL if s not in {ClaimStatus.PAID, ClaimStatus.SETTLED_AND_PAID}]


async def test_a_claim_is_added_to_a_worker(at: DeskOf, connection: AsyncConnection) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    worker = case["workers"][0]
    overtime = {"kind": "overtime", "amount_fen": 120_000, "evidence_level": "B"}

    added = await union.create(f"/cases/{case['id']}/workers/{worker['id']}/claims", overtime)

    assert added.status_code == 201, added.text
    event = await folders.last_event(connection, case)
    read = await union.get(added.headers["location"])
    shown = await folders.current(union, case)
    assert read.json() == added.json() == shown["workers"][0]["claims"][1]
    assert (shown["claim_count"], shown["open_claims"]) == (2, 2)
    assert shown["claimed_fen"] == 3_620_000
    assert (event.type, str(event.subject)) == ("claim.added", added.json()["id"])
    assert event.facts == {
        "worker_id": worker["id"],
        "kind": "overtime",
        "amount_fen": 120_000,
        "evidence_level": "B",
        "admission": "unknown",
    }


async def test_a_claim_for_a_month_to_come_is_refused(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    claim = {"kind": "wages", "amount_fen": 1, "period_to": "2026-04-01"}

    answer = await union.create(
        f"/cases/{case['id']}/workers/{case['workers'][0]['id']}/claims", claim
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "period-in-future")


@pytest.mark.parametrize("amount_fen", [1, 3_499_999, 3_500_001, 10**13])
async def test_a_corrected_sum_moves_the_total_of_the_case(
    at: DeskOf, connection: AsyncConnection, amount_fen: int
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    path = folders.claim_path(case)
    change = {"amount_fen": amount_fen, "evidence_level": "A", "admission": "part"}

    answer = await union.change(path, change, method="PATCH")

    assert answer.status_code == 200, answer.text
    event = await folders.last_event(connection, case)
    assert answer.json() == (await union.get(path)).json()
    assert answer.json() | change == answer.json()
    assert answer.json()["version"] == 2
    assert (await folders.current(union, case))["claimed_fen"] == amount_fen
    assert (event.type, event.version) == ("claim.changed", 2)
    assert event.facts == {
        "worker_id": case["workers"][0]["id"],
        "changed": ["admission", "amount_fen", "evidence_level"],
        **change,
    }


async def test_a_claim_keeps_the_sum_that_a_correction_leaves_out(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    answer = await union.change(folders.claim_path(case), {"admission": "yes"}, method="PATCH")

    before = case["workers"][0]["claims"][0]
    assert answer.json() == {**before, "version": 2, "admission": "yes"}
    assert (await folders.current(union, case))["claimed_fen"] == 3_500_000


@pytest.mark.parametrize(
    "change", [{}, {"amount_fen": 0}, {"amount_fen": None}, {"status": "paid"}, {"paid_fen": 1}]
)
async def test_a_correction_of_a_claim_is_a_fact_and_never_its_ending(
    at: DeskOf, change: dict[str, Any]
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    answer = await union.change(folders.claim_path(case), change, method="PATCH")

    assert answer.status_code == 422


async def test_no_claim_lifts_the_total_beyond_what_is_exact(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    path, worker = folders.claim_path(case), case["workers"][0]["id"]
    nearly = text("UPDATE case_file SET claimed_fen = :sum WHERE id = :id")
    await connection.execute(nearly, {"sum": SAFE_TOTAL, "id": case["id"]})

    corrected = await union.change(path, {"amount_fen": 3_500_001}, method="PATCH")
    added = await union.create(
        f"/cases/{case['id']}/workers/{worker}/claims", {"kind": "wages", "amount_fen": 1}
    )

    for answer in (corrected, added):
        assert (answer.status_code, answer.json()["code"]) == (422, "total-too-large")


async def test_the_sum_is_the_holders_alone_once_a_receiver_has_accepted(at: DeskOf) -> None:
    union, procuratorate = at("union", "officer"), at("procuratorate")
    case = await folders.opened(union)
    path = folders.claim_path(case)
    await folders.accepted(at, case)

    by_owner = await union.change(path, {"amount_fen": 1}, method="PATCH")
    concluded = await union.change(f"{path}/conclusion", PAID)
    by_holder = await procuratorate.change(path, {"amount_fen": 3_400_000}, method="PATCH")

    assert (by_owner.status_code, by_owner.json()["refused_by"]) == (403, "standing")
    assert concluded.status_code == 403
    assert by_holder.status_code == 200


async def test_the_owner_holds_the_sum_again_when_nobody_else_is_responsible(at: DeskOf) -> None:
    union, procuratorate = at("union", "officer"), at("procuratorate")
    case = await folders.opened(union)
    referral_id = await folders.accepted(at, case)
    done = {
        "outcome": "evidence_delivered",
        "explanation": "证据已移交",
        "concluded_on": "2026-03-02",
    }
    await procuratorate.change(f"/referrals/{referral_id}/completion", done)

    by_owner = await union.change(folders.claim_path(case), {"amount_fen": 1}, method="PATCH")
    by_receiver = await procuratorate.change(
        folders.claim_path(case), {"amount_fen": 2}, method="PATCH"
    )

    assert by_owner.status_code == 200
    assert by_receiver.status_code == 403


async def test_a_claim_of_another_case_is_not_found_under_this_one(at: DeskOf) -> None:
    union = at("union", "window")
    mine, other = await folders.opened(union), await folders.opened(union)
    path = f"/cases/{mine['id']}/claims/{other['workers'][0]['claims'][0]['id']}"

    read = await union.get(path)
    corrected = await union.change(path, {"amount_fen": 1}, etag='"1"', method="PATCH")
    concluded = await union.change(f"{path}/conclusion", PAID, etag='"1"')

    for answer in (read, corrected, concluded):
        assert (answer.status_code, answer.json()["code"]) == (404, "claim-not-found")


async def test_a_claim_that_is_paid_counts_as_closed_and_as_paid(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    path = folders.claim_path(case)

    answer = await union.change(f"{path}/conclusion", PAID)

    assert answer.status_code == 200, answer.text
    event = await folders.last_event(connection, case)
    shown = await folders.current(union, case)
    assert answer.json() | {"status": "paid", "paid_fen": 3_500_000} == answer.json()
    assert answer.json()["version"] == 2
    assert answer.json()["concluded_at"] is not None
    assert (shown["open_claims"], shown["claim_count"]) == (0, 1)
    assert (shown["claimed_fen"], shown["paid_fen"]) == (3_500_000, 3_500_000)
    assert (event.type, event.version) == ("claim.concluded", 2)
    assert event.facts == {
        "worker_id": case["workers"][0]["id"],
        "from_status": "open",
        "status": "paid",
        "amount_fen": 3_500_000,
        "paid_fen": 3_500_000,
    }
    assert event.narrative == {"reason": PAID["reason"]}


@pytest.mark.parametrize("status", WITHOUT_PAYMENT)
@pytest.mark.parametrize("paid_fen", [0, 1_000_000])
async def test_every_other_ending_may_come_with_a_part_or_nothing(
    at: DeskOf, status: ClaimStatus, paid_fen: int
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    await folders.conclude(union, case, status=status, paid_fen=paid_fen)

    shown = await folders.current(union, case)
    assert (shown["open_claims"], shown["paid_fen"]) == (0, paid_fen)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "open"}, "status-not-final"),
        ({"paid_fen": 0}, "payment-missing"),
        ({"status": "settled_and_paid", "paid_fen": 0}, "payment-missing"),
        ({"paid_fen": 3_500_001}, "paid-exceeds-claim"),
        ({"status": "rejected", "paid_fen": 3_500_001}, "paid-exceeds-claim"),
    ],
)
async def test_an_ending_that_does_not_fit_its_sums_is_refused(
    at: DeskOf, change: dict[str, Any], code: str
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)

    answer = await union.change(f"{folders.claim_path(case)}/conclusion", {**PAID, **change})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await folders.current(union, case))["open_claims"] == 1


@pytest.mark.parametrize("status", [*FINAL, ClaimStatus.OPEN])
async def test_a_concluded_claim_moves_no_more(at: DeskOf, status: ClaimStatus) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    path = folders.claim_path(case)
    await folders.conclude(union, case)

    again = await union.change(f"{path}/conclusion", {**PAID, "status": status})
    corrected = await union.change(path, {"amount_fen": 1}, method="PATCH")

    for answer in (again, corrected):
        assert (answer.status_code, answer.json()["code"]) == (409, "transition-not-allowed")
        assert answer.json()["allowed_actions"] == []


async def test_a_claim_without_assets_to_enforce_is_concluded_again_when_there_are_some(
    at: DeskOf,
) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    await folders.conclude(union, case, status="enforcement_suspended_no_assets", paid_fen=500_000)

    await folders.conclude(union, case, status="paid", paid_fen=3_500_000)

    shown = await folders.current(union, case)
    assert (shown["open_claims"], shown["paid_fen"]) == (0, 3_500_000)
    assert shown["workers"][0]["claims"][0]["status"] == "paid"


async def test_the_claims_of_an_ended_case_do_not_change(at: DeskOf) -> None:
    union = at("union", "lead")
    case = await folders.opened(union)
    path = folders.claim_path(case)
    await union.change(f"/cases/{case['id']}/withdrawal", folders.REASON)

    corrected = await union.change(path, {"amount_fen": 1}, method="PATCH")
    concluded = await union.change(f"{path}/conclusion", PAID)

    for answer in (corrected, concluded):
        assert (answer.status_code, answer.json()["code"]) == (409, "case-ended")
