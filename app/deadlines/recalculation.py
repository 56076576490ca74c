"""Counting live clocks again when calendar or rules have changed; each that moves is said once."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core import database
from app.core.database import Database, rows, table_of
from app.deadlines import announcing, recounting
from app.deadlines.law import Law, Lawbook
from app.deadlines.models import Deadline
from app.deadlines.recounting import Shift
from app.deadlines.sweep import REACH
from app.events import journal
from app.events.journal import Spoken

_READ_AT_ONCE: Final = 500
_FIRST: Final = UUID(int=0)

# Two ranges of the index, which are empty when nothing has changed. A case that is busy waits for
# the next round, so that no command waits for longer than one of them. As in the sweep, the reach
# stands in the text for the planner's sake.
_LOCK: Final = text(
    f"""
    SELECT held.id
    FROM json_to_recordset(CAST(:current AS json)) AS law (
        division text, calendar_version text, rules_version text
    ) CROSS JOIN LATERAL (
        (
            SELECT case_id FROM deadline
            WHERE division = law.division AND status IN ('running', 'paused')
                AND (calendar_version, rules_version) < (law.calendar_version, law.rules_version)
            ORDER BY calendar_version, rules_version LIMIT {REACH}
        ) UNION ALL (
            SELECT case_id FROM deadline
            WHERE division = law.division AND status IN ('running', 'paused')
                AND (calendar_version, rules_version) > (law.calendar_version, law.rules_version)
            ORDER BY calendar_version, rules_version LIMIT {REACH}
        )
    ) AS stale CROSS JOIN LATERAL (
        SELECT id FROM case_file WHERE id = stale.case_id FOR NO KEY UPDATE SKIP LOCKED
    ) AS held
    LIMIT :limit
    """  # noqa: S608
)
_STALE: Final = select(*table_of(Deadline).columns).where(
    text(
        """
        case_id = ANY (:cases) AND status IN ('running', 'paused') AND division = ANY (:divisions)
            AND concat_ws(' ', division, calendar_version, rules_version) <> ALL (:current)
        LIMIT :limit
        """
    )
)
_LIVE: Final = select(*table_of(Deadline).columns).where(
    text(
        """
        status IN ('running', 'paused') AND division = ANY (:divisions) AND id > :after
        ORDER BY id LIMIT :limit
        """
    )
)
_COUNTED: Final = (
    "version", "changed_by", "amount", "unit", "due_on", "due_at", "original_due_on",
    "other_due_on", "is_provisional", "calendar_version", "rules_version", "watch_at",
    "breached_at", "escalation",
)  # fmt: skip
# The names are ours, never input.
_WRITE: Final = text(
    f"""
    UPDATE deadline SET ({", ".join(_COUNTED)}) = ({", ".join(f"new.{c}" for c in _COUNTED)})
    FROM json_populate_recordset(CAST(NULL AS deadline), CAST(:clocks AS json)) AS new
    WHERE deadline.id = new.id
    """  # noqa: S608
)


class Recalculation:
    """Any number of them may run at once: each holds the cases whose clocks it counts."""

    def __init__(self, lawbook: Lawbook, new_id: Callable[[], UUID]) -> None:
        self._lawbook = lawbook
        self._new_id = new_id
        self._was_quiet = True

    async def recalculate(self, db: Database, now: datetime, limit: int) -> int:
        """Count up to `limit` clocks again, in one transaction; how many."""
        law = await self._lawbook.current(now)
        if self._was_quiet and await self._is_stale(db, law):
            # Whoever counted them may have read the law after we did.
            self._lawbook.forget()
            law = await self._lawbook.current(now)
        async with db.begin() as connection:
            shifts = await self._shifts(connection, law, now, limit)
            if shifts:
                await self._write(connection, shifts, now)
        self._was_quiet = not shifts
        return len(shifts)

    async def _is_stale(self, db: Database, law: Law) -> bool:
        async with db.begin() as connection:
            return bool(await _lock(connection, law, 1))

    async def _shifts(
        self, connection: AsyncConnection, law: Law, now: datetime, limit: int
    ) -> Sequence[Shift]:
        locked = await _lock(connection, law, limit)
        if not locked:
            return []
        versions = law.versions()
        # Read only now: whoever held a case before may have stopped its clocks.
        clocks = await database.find_all(
            connection,
            _STALE,
            {
                "cases": locked,
                "divisions": [version["division"] for version in versions],
                "current": [" ".join(version.values()) for version in versions],
                "limit": limit,
            },
            Deadline,
        )
        return [recounting.shift(law, clock, now) for clock in clocks]

    async def _write(
        self, connection: AsyncConnection, shifts: Sequence[Shift], now: datetime
    ) -> None:
        spoken = []
        for each in shifts:
            if each.is_move:
                entry = self._new_id()
                each.after.update(version=each.before.version + 1, changed_by=entry)
                origin = announcing.by_station(each.before.division, now, str(entry))
                spoken.append(Spoken(origin, entry, announcing.moved(each.before, each.after)))
        await database.run(connection, _WRITE, {"clocks": rows(each.after for each in shifts)})
        if spoken:
            await journal.append_each(connection, spoken)


async def _lock(connection: AsyncConnection, law: Law, limit: int) -> list[UUID]:
    parameters = {"current": rows(law.versions()), "limit": limit}
    result = await database.run(connection, _LOCK, parameters)
    return list(set(result.scalars()))


async def moves(
    connection: AsyncConnection, law: Law, divisions: Sequence[str], now: datetime
) -> AsyncIterator[Shift]:
    """Every live clock of these divisions that would move, a few hundred read at a time."""
    parameters = {"divisions": list(divisions), "after": _FIRST, "limit": _READ_AT_ONCE}
    while clocks := await database.find_all(connection, _LIVE, parameters, Deadline):
        shifts = (recounting.shift(law, clock, now) for clock in clocks)
        for moved in (shift for shift in shifts if shift.is_move):
            yield moved
        parameters["after"] = clocks[-1].id
