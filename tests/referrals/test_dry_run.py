import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.referrals.lifecycle import ReferralAction
from tests import bodies
from tests.conftest import DeskOf
from tests.referrals.piece import RECEIVER, SENDER, Piece

REHEARSAL = {"Prefer": "dry-run"}
WRITTEN = (
    "case_file", "lead", "party", "worker", "claim", "access_grant", "referral", "deadline",
    "journal_entry", "outbox", "stored_answer",
)  # fmt: skip


async def rows(connection: AsyncConnection) -> dict[str, int]:
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in WRITTEN)
    return dict((await connection.execute(text(f"SELECT {counts}"))).mappings().one())


async def test_a_rehearsed_create_is_checked_and_leaves_nothing(
    at: DeskOf, connection: AsyncConnection
) -> None:
    before = await rows(connection)

    rehearsed = await at(SENDER).create("/referrals", bodies.referral(), **REHEARSAL)

    assert rehearsed.status_code == 200
    assert rehearsed.headers["preference-applied"] == "dry-run"
    assert "location" not in rehearsed.headers
    assert "etag" not in rehearsed.headers
    assert rehearsed.json()["status"] == "sent"
    assert await rows(connection) == before


async def test_a_rehearsed_move_is_checked_and_leaves_nothing(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    before = await rows(connection)

    rehearsed = await piece.rehearse(ReferralAction.ACCEPTANCE, by=at(RECEIVER))

    assert rehearsed.json()["status"] == "accepted"
    assert await rows(connection) == before
    assert (await at(RECEIVER).get(piece.path)).json()["status"] == "sent"


@pytest.mark.parametrize("preference", ["dry-run", "dry-run, wait=10", "respond-async,dry-run"])
async def test_a_preference_may_stand_among_others(at: DeskOf, preference: str) -> None:
    rehearsed = await at(SENDER).create("/referrals", bodies.referral(), Prefer=preference)

    assert rehearsed.status_code == 200


async def test_a_rehearsal_is_refused_like_the_act(at: DeskOf, piece: Piece) -> None:
    by_sender = await piece.rehearse(ReferralAction.ACCEPTANCE, by=at(SENDER))
    too_early = await piece.rehearse(ReferralAction.RETURN_REQUEST, by=at(RECEIVER))
    stale = await piece.rehearse(ReferralAction.RECEIPT, by=at(RECEIVER))
    await piece.take(ReferralAction.RECEIPT)

    assert by_sender.status_code == 403
    assert too_early.json()["code"] == "transition-not-allowed"
    assert stale.status_code == 200
    piece.etag = '"1"'
    assert (await piece.rehearse(ReferralAction.ACCEPTANCE, by=at(RECEIVER))).status_code == 412


async def test_a_rehearsal_does_not_use_up_its_key(at: DeskOf) -> None:
    key = {"Idempotency-Key": "rehearsed-first"}
    sender = at(SENDER)

    rehearsed = await sender.create("/referrals", bodies.referral(), **key, **REHEARSAL)
    sent = await sender.create("/referrals", bodies.referral(), **key)

    assert (rehearsed.status_code, sent.status_code) == (200, 201)
    assert "idempotency-replayed" not in sent.headers
