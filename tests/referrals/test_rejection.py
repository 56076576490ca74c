import pytest

from app.referrals.codes import RejectionReason
from app.referrals.lifecycle import ReferralAction
from tests.conftest import DeskOf
from tests.referrals.piece import RECEIVER, Piece
from tests.station import TestClock

A = ReferralAction


async def test_a_rejection_gives_its_reason_and_says_who_is_competent(piece: Piece) -> None:
    rejected = (await piece.take(A.REJECTION, competent_agency="310120-hrss")).json()

    assert rejected["status"] == "rejected"
    assert rejected["reason_code"] == "not_competent"
    assert rejected["explanation"] == "不属于本院职权"
    assert rejected["competent_agency"] == "310120-hrss"
    assert rejected["ended_at"] is not None


@pytest.mark.parametrize("missing", ["reason_code", "explanation"])
async def test_a_rejection_without_its_reasons_is_none(
    at: DeskOf, piece: Piece, missing: str
) -> None:
    body = {"reason_code": "other", "explanation": "其他原因"}
    del body[missing]

    refused = await at(RECEIVER).change(f"{piece.path}/rejection", body, etag=piece.etag)

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["pointer"] == f"/{missing}"


@pytest.mark.parametrize("reason", RejectionReason)
async def test_every_published_reason_is_accepted(at: DeskOf, piece: Piece, reason: str) -> None:
    rehearsed = await piece.rehearse(A.REJECTION, by=at(RECEIVER), reason_code=reason)

    assert rehearsed.status_code == 200


async def test_while_a_supplement_is_awaited_its_time_limit_protects_the_sender(
    piece: Piece, clock: TestClock
) -> None:
    await piece.take(A.SUPPLEMENT_REQUEST)
    # Five working days from Monday, 2 March end with Monday, 9 March.
    clock.advance(days=7, hours=14, minutes=29, seconds=59)
    early = await piece.take(A.REJECTION, reason_code="supplement_missing")
    clock.advance(seconds=1)

    late = await piece.take(A.REJECTION, reason_code="supplement_missing")

    problem = early.json()
    assert (early.status_code, problem["code"]) == (409, "time-limit-running")
    assert problem["rule"] == "REF_SUPPLEMENT_5WD"
    assert problem["due_at"].startswith("2026-03-10T00:00:00+08:00")
    assert late.status_code == 200, late.text
