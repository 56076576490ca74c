import pytest

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests.referrals.piece import Piece

A, S = ReferralAction, ReferralStatus


@pytest.mark.parametrize("status", [S.RECEIVED, S.ACCEPTED])
async def test_a_lead_names_the_officer_and_the_state_stays(piece: Piece, status: S) -> None:
    await piece.bring_to(status)

    assigned = (await piece.take(A.ASSIGNMENT)).json()

    assert (assigned["status"], assigned["officer"]) == (status, "李检察官")


async def test_an_assignment_moves_the_version_like_every_command(piece: Piece) -> None:
    await piece.take(A.RECEIPT)
    before = piece.etag
    await piece.take(A.ASSIGNMENT)

    stale = await piece.take(A.ACCEPTANCE, etag=before)

    assert stale.status_code == 412


async def test_the_last_officer_named_is_the_officer(piece: Piece) -> None:
    await piece.take(A.ACCEPTANCE, officer="张检察官", expected_on="2026-03-20")

    assigned = (await piece.take(A.ASSIGNMENT, officer="王检察官")).json()

    assert (assigned["officer"], assigned["expected_on"]) == ("王检察官", "2026-03-20")
