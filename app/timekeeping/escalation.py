"""What the station sees because a clock is late: opened by the watch, closed when none is."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies.directory import Directory
from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.cases.models import AccessGrant
from app.core import database
from app.core.database import Database, rows
from app.deadlines.sweep import Escalate, Escalated
from app.events.types import EventType

AFTERSIGHT: Final = timedelta(days=7)
"""How long the station may still look after the last late clock has stopped."""

# What a dispute or a triage has opened stays theirs to close.
_OPEN: Final = text(
    f"""
    {database.insertion(AccessGrant)}
    ON CONFLICT ON CONSTRAINT uq_access_grant DO UPDATE SET valid_until = NULL,
        granted_by = CASE WHEN access_grant.valid_until IS NULL
            THEN access_grant.granted_by ELSE excluded.granted_by END
    """
)
_LOCK: Final = text(
    """
    SELECT held.id FROM access_grant AS given
    CROSS JOIN LATERAL (
        SELECT id FROM case_file WHERE id = given.case_id FOR NO KEY UPDATE SKIP LOCKED
    ) AS held
    WHERE given.granted_by = 'deadline.escalated' AND given.valid_until IS NULL
        AND NOT EXISTS (
            SELECT FROM deadline WHERE case_id = given.case_id
                AND piece_id IS NOT DISTINCT FROM given.piece_id
                AND status IN ('running', 'paused') AND escalation > 0
        )
    LIMIT :limit
    """
)
_CLOSE: Final = text(
    """
    UPDATE access_grant AS given SET valid_until = :until
    WHERE given.case_id = ANY (:cases)
        AND given.granted_by = 'deadline.escalated' AND given.valid_until IS NULL
        AND NOT EXISTS (
            SELECT FROM deadline WHERE case_id = given.case_id
                AND piece_id IS NOT DISTINCT FROM given.piece_id
                AND status IN ('running', 'paused') AND escalation > 0
        )
    """
)


def opening(new_id: Callable[[], UUID]) -> Escalate:
    """How the watch lets the agencies that act for the station see what is late.

    They see the piece of work that is late and its case, or the whole case if that is late, and
    stand to it as in a dispute: they may ask and convene, and nothing is decided by it.
    """

    async def open_to_station(
        connection: AsyncConnection,
        directory: Directory,
        escalated: Collection[Escalated],
        now: datetime,
    ) -> None:
        given = [
            {
                "id": new_id(),
                "case_id": each.case_id,
                "piece_id": each.piece_id,
                "agency": lead,
                "unit": WHOLE_AGENCY,
                "standing": Standing.STATION,
                "granted_at": now,
                "granted_by": EventType.DEADLINE_ESCALATED,
                "valid_until": None,
            }
            for each in escalated
            for lead in directory.leads(each.division)
        ]
        await database.run(connection, _OPEN, {"access_grant": rows(given)})

    return open_to_station


async def close(db: Database, now: datetime, limit: int) -> int:
    """Let what was opened run out, for up to `limit` cases where no late clock is left."""
    async with db.begin() as connection:
        locked = (await database.run(connection, _LOCK, {"limit": limit})).scalars().all()
        if not locked:
            return 0
        parameters = {"cases": list(set(locked)), "until": now + AFTERSIGHT}
        return int((await database.run(connection, _CLOSE, parameters)).rowcount)
