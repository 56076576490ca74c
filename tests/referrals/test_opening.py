from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.referrals.lifecycle import ReferralAction
from tests import bodies, rights
from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.referrals.ledger import Ledger
from tests.referrals.piece import OUTSIDER, RECEIVER, SENDER, Piece

MEDIATION = {
    "to_agency": "310120-union",
    "purpose": "mediation",
    "asked_action": "请组织调解",
}


def on(case_id: str, **changes: object) -> dict[str, object]:
    return {**MEDIATION, "case_id": case_id, **changes}


async def test_one_call_registers_the_lead_opens_the_case_and_refers_it(
    at: DeskOf, connection: AsyncConnection
) -> None:
    sent = await at("union", "window").create("/referrals", bodies.referral())

    view = sent.json()
    assert sent.status_code == 201
    assert sent.headers["location"] == f"/v1/referrals/{view['id']}"
    assert (view["status"], view["version"]) == ("sent", 1)
    assert (view["sender"], view["responsible"]) == ("310120-union", "310120-union")
    assert view["case"]["number"].startswith("310120-2026-")
    assert (view["case"]["workers"], view["case"]["claimed_fen"]) == (1, 3_500_000)
    ledger = Ledger(connection, view["case_id"])
    assert await ledger.counts() == (1, 1, 0)
    assert await ledger.events() == ["case.registered", "referral.sent"]


async def test_what_a_create_answers_is_what_a_read_shows_next(at: DeskOf, piece: Piece) -> None:
    sender = at(SENDER)
    again = await sender.create("/referrals", on(piece.case_id))

    read = await sender.get(f"/referrals/{again.json()['id']}")

    shown = {name: value for name, value in read.json().items() if not name.endswith("_at")}
    assert {name: again.json()[name] for name in shown} == shown


async def test_a_case_that_is_there_is_referred_by_its_id(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    sent = await at(SENDER).create("/referrals", on(piece.case_id))

    assert sent.status_code == 201
    assert sent.json()["case_id"] == piece.case_id
    ledger = Ledger(connection, piece.case_id)
    assert await ledger.counts() == await ledger.summed() == (2, 2, 0)


@pytest.mark.parametrize("cases", [{}, {"case": bodies.case(), "case_id": str(uuid4())}])
async def test_a_referral_names_one_case_and_in_one_way_only(
    at: DeskOf, cases: dict[str, object]
) -> None:
    refused = await at(SENDER).create("/referrals", {**MEDIATION, **cases})

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "invalid-request")
    assert [fault["code"] for fault in problem["fields"]] == ["one-case"]


async def test_to_an_outsider_the_case_does_not_exist(at: DeskOf, piece: Piece) -> None:
    hidden = await at(OUTSIDER).create("/referrals", on(piece.case_id))

    assert (hidden.status_code, hidden.json()["code"]) == (404, "case-not-found")


async def test_a_receiver_refers_a_case_onward_only_after_it_has_accepted(
    at: DeskOf, piece: Piece
) -> None:
    early = await at(RECEIVER).create("/referrals", on(piece.case_id))
    await piece.take(ReferralAction.ACCEPTANCE)
    late = await at(RECEIVER).create("/referrals", on(piece.case_id))

    assert (early.status_code, early.json()["refused_by"]) == (403, "standing")
    assert late.status_code == 201
    assert late.json()["sender"] == "310120-procuratorate"


async def test_the_same_work_is_not_referred_to_the_same_agency_twice(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    twice = on(piece.case_id, to_agency="310120-procuratorate", purpose="evidence_assist")

    refused = await at(SENDER).create("/referrals", twice)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "already-referred")
    assert problem["referral_id"] == piece.id
    assert await Ledger(connection, piece.case_id).counts() == (1, 1, 0)


@pytest.mark.parametrize(
    "other",
    [
        {"to_agency": "310120-procuratorate", "purpose": "supported_suit"},
        {"to_agency": "310120-hrss", "purpose": "evidence_assist"},
    ],
)
async def test_other_work_or_another_agency_is_no_repetition(
    at: DeskOf, piece: Piece, other: dict[str, str]
) -> None:
    sent = await at(SENDER).create("/referrals", on(piece.case_id, **other))

    assert sent.status_code == 201


async def test_what_has_ended_may_be_referred_again(at: DeskOf, piece: Piece) -> None:
    await piece.take(ReferralAction.REJECTION)
    again = on(piece.case_id, to_agency="310120-procuratorate", purpose="evidence_assist")

    assert (await at(SENDER).create("/referrals", again)).status_code == 201


async def test_an_ended_case_is_referred_no_more(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    await connection.execute(text("UPDATE case_file SET status = 'closed'"))

    refused = await at(SENDER).create("/referrals", on(piece.case_id))
    moved = await piece.take(ReferralAction.RECEIPT)

    for answer in (refused, moved):
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "case-ended")
        assert (problem["status"], problem["state"]) == (409, "closed")


@pytest.mark.parametrize("role", rights.RIGHTS["send-referral"].refused_roles)
async def test_who_does_no_casework_sends_nothing(at: DeskOf, role: str) -> None:
    refused = await at(SENDER, role).create("/referrals", bodies.referral())

    assert (refused.status_code, refused.json()["refused_by"]) == (403, "role")


async def test_a_lead_cannot_have_been_received_in_the_future(at: DeskOf) -> None:
    lead = {"channel": "window", "received_at": "2026-03-02T09:31:00+08:00"}

    refused = await at(SENDER).create("/referrals", bodies.referral(case=bodies.case(lead=lead)))

    assert (refused.status_code, refused.json()["code"]) == (422, "instant-in-future")


async def test_other_labour_claims_take_the_same_road(at: DeskOf) -> None:
    claims = [{"kind": "severance", "amount_fen": 1_200_000}]
    case = bodies.case(workers=[bodies.worker(claims=claims)])

    sent = await pieces.send(at, case=case)

    assert (await at(RECEIVER).get(sent.path)).json()["case"]["claimed_fen"] == 1_200_000


async def test_one_call_refers_a_case_of_a_thousand_workers(at: DeskOf) -> None:
    workers = [{"name": f"工人{n:04}", "claims": bodies.worker()["claims"]} for n in range(1000)]

    sent = await at(SENDER).create("/referrals", bodies.referral(case=bodies.case(workers=workers)))

    assert sent.status_code == 201, sent.text
    assert sent.json()["case"]["workers"] == 1000
    assert sent.json()["case"]["claimed_fen"] == 3_500_000_000
