import pytest

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests.conftest import DeskOf
from tests.referrals.piece import RECEIVER, SENDER, Piece
from tests.station import TestClock

A, S = ReferralAction, ReferralStatus
OUT_OF_IT = [S.REJECTED, S.WITHDRAWN, S.RETURNED, S.REDIRECTED]


@pytest.mark.parametrize("status", OUT_OF_IT)
async def test_who_is_out_of_it_sees_a_referral_for_thirty_days_more(
    at: DeskOf, piece: Piece, clock: TestClock, status: S
) -> None:
    await piece.bring_to(status)
    clock.advance(days=30, seconds=-1)
    still = await at(RECEIVER).get(piece.path)
    clock.advance(seconds=1)

    after = await at(RECEIVER).get(piece.path)

    assert (still.status_code, after.status_code) == (200, 404)
    assert (await at(SENDER).get(piece.path)).status_code == 200
    assert (await at(RECEIVER).get("/referrals")).json()["items"] == []


@pytest.mark.parametrize("status", OUT_OF_IT)
async def test_and_after_that_it_can_no_longer_act_on_it(
    at: DeskOf, piece: Piece, clock: TestClock, status: S
) -> None:
    await piece.bring_to(status)
    clock.advance(days=30)

    touched = await piece.take(A.ACCEPTANCE)

    assert (touched.status_code, touched.json()["code"]) == (404, "referral-not-found")


async def test_completed_work_stays_in_sight_of_who_did_it(
    at: DeskOf, piece: Piece, clock: TestClock
) -> None:
    await piece.bring_to(S.COMPLETED)
    clock.advance(days=400)

    assert (await at(RECEIVER).get(piece.path)).status_code == 200


@pytest.mark.parametrize("status", [S.RETURNED, S.COMPLETED])
async def test_who_no_longer_holds_the_work_refers_the_case_no_further(
    at: DeskOf, piece: Piece, status: S
) -> None:
    await piece.bring_to(status)

    refused = await at(RECEIVER).create(
        "/referrals",
        {
            "to_agency": "310120-union",
            "purpose": "mediation",
            "asked_action": "请组织调解",
            "case_id": piece.case_id,
        },
    )

    assert (refused.status_code, refused.json()["refused_by"]) == (403, "standing")


async def test_a_grant_on_one_piece_of_work_opens_no_other(at: DeskOf, piece: Piece) -> None:
    mediation = await at(SENDER).create(
        "/referrals",
        {
            "to_agency": "310120-union",
            "purpose": "mediation",
            "asked_action": "请组织调解",
            "case_id": piece.case_id,
        },
    )

    assert (await at("union").get(piece.path)).status_code == 404
    assert (await at(RECEIVER).get(f"/referrals/{mediation.json()['id']}")).status_code == 404
