"""What the journal of a case tells of one referral, read as a story and checked line by line."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.referrals.lifecycle import (
    REFERRAL_LIFECYCLE,
    ReferralStatus,
    receiver_is_responsible,
)

_ENTRIES = text(
    "SELECT sequence, type, version, facts FROM journal_entry WHERE subject = :id ORDER BY sequence"
)
_ROW = text("SELECT status, version, responsible, sender, receiver FROM referral WHERE id = :id")


async def entries(engine: AsyncEngine, referral_id: str) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(_ENTRIES, {"id": referral_id}))


async def row(engine: AsyncEngine, referral_id: str) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(_ROW, {"id": referral_id})).one()


async def replay(engine: AsyncEngine, referral_id: str) -> int:
    """Check that the journal is one legal history which ends where the row stands; its length."""
    first, *moves = await entries(engine, referral_id)
    now = await row(engine, referral_id)
    assert (first.type, first.version) == ("referral.sent", 1)
    state, version, is_held = ReferralStatus.SENT, 1, False
    for entry in moves:
        assert entry.version == version + 1
        assert entry.facts["from_status"] == state
        after = ReferralStatus(entry.facts["status"])
        assert _legal(state, entry.type, after), (state, entry.type, after)
        is_held = receiver_is_responsible(is_held, after)
        assert entry.facts["responsible"] == (now.receiver if is_held else now.sender)
        state, version = after, entry.version
    assert (now.status, now.version) == (state, version)
    assert now.responsible == (now.receiver if is_held else now.sender)
    return len(moves)


def _legal(state: ReferralStatus, event: str, after: ReferralStatus) -> bool:
    return any(
        row.event == event and state in row.sources and after in (row.targets or (state,))
        for row in REFERRAL_LIFECYCLE.transitions.values()
    )
