from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.referrals.lifecycle import ReferralAction
from tests.conftest import DeskOf
from tests.referrals.ledger import Ledger
from tests.referrals.piece import RECEIVER, STATION, Piece

A = ReferralAction


def route(kind: str, purpose: str) -> dict[str, str]:
    return {"to_agency": f"310120-{kind}", "purpose": purpose, "asked_action": "请依法办理"}


@pytest.fixture
async def assessed(piece: Piece) -> Piece:
    """A referral whose case every member has had the time to assess."""
    await piece.open_triage()
    piece.at(STATION).clock.advance(days=5)
    return piece


async def decide(at: DeskOf, piece: Piece, *routes: dict[str, str], **said: Any) -> Any:
    body = {"routes": list(routes), "reasons": "依各方意见", **said}
    return await at(STATION, "lead").change(f"/cases/{piece.case_id}/triage/decision", body)


@pytest.mark.parametrize(
    ("routes", "said", "code"),
    [
        ([route("court", "mediation"), route("court", "mediation")], {}, "route-repeated"),
        ([route("police", "triage")], {}, "unknown-agency"),
        ([route("court", "legal_aid")], {}, "receiver-not-competent"),
        ([], {"owner": "310120-police"}, "unknown-agency"),
    ],
)
async def test_a_decision_that_cannot_be_carried_out_is_none(
    at: DeskOf,
    assessed: Piece,
    connection: AsyncConnection,
    routes: list[dict[str, str]],
    said: dict[str, str],
    code: str,
) -> None:
    refused = await decide(at, assessed, *routes, **said)

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    ledger = Ledger(connection, assessed.case_id)
    assert (await ledger.case()).open_triages == 1
    assert await ledger.counts() == await ledger.summed() == (1, 1, 0)


async def test_work_that_lies_with_an_agency_already_is_not_decided_again(
    at: DeskOf, assessed: Piece
) -> None:
    refused = await decide(at, assessed, route(RECEIVER, "evidence_assist"))

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "already-referred")
    assert problem["referral_id"] == assessed.id


async def test_the_station_may_choose_its_own_agency(
    at: DeskOf, assessed: Piece, connection: AsyncConnection
) -> None:
    decided = await decide(at, assessed, route(STATION, "mediation"))

    assert decided.status_code == 200
    (id_,) = decided.json()["referrals"]
    referral = (await at(STATION).get(f"/referrals/{id_}")).json()
    assert referral["sender"] == referral["receiver"] == "310120-union"
    assert await Ledger(connection, assessed.case_id).counts() == (2, 2, 0)


async def test_a_decision_without_routes_ends_the_triage_and_starts_what_was_accepted(
    at: DeskOf, assessed: Piece, connection: AsyncConnection
) -> None:
    await assessed.take(A.ACCEPTANCE)

    decided = await decide(at, assessed)

    assert decided.json()["status"] == "decided"
    assert (await Ledger(connection, assessed.case_id).events())[-2:] == [
        "triage.decided",
        "case.handling_started",
    ]
