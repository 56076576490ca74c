import pytest

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests.conftest import DeskOf
from tests.referrals.piece import RECEIVER, Piece

A, S = ReferralAction, ReferralStatus


@pytest.mark.parametrize("status", [S.SENT, S.RECEIVED, S.SUPPLEMENT_REQUESTED])
async def test_a_sender_takes_its_referral_back_before_it_is_accepted(
    piece: Piece, status: S
) -> None:
    await piece.bring_to(status)

    withdrawn = (await piece.take(A.WITHDRAWAL)).json()

    assert (withdrawn["status"], withdrawn["responsible"]) == ("withdrawn", "310120-justice")
    assert withdrawn["explanation"] == "劳动者撤回申请"


async def test_what_was_taken_back_unread_was_never_received(piece: Piece) -> None:
    assert (await piece.take(A.WITHDRAWAL)).json()["received_at"] is None


async def test_accepted_work_is_not_taken_back(piece: Piece) -> None:
    await piece.take(A.ACCEPTANCE)

    refused = await piece.take(A.WITHDRAWAL)

    assert refused.status_code == 409
    assert "withdrawal" not in refused.json()["allowed_actions"]


async def test_the_receiver_sees_that_it_was_taken_back(at: DeskOf, piece: Piece) -> None:
    await piece.take(A.WITHDRAWAL)

    assert (await at(RECEIVER).get(piece.path)).json()["status"] == "withdrawn"
