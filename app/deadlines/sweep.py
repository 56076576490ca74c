"""The watch over running clocks: reminders, breaches, lapses and escalations, each said once."""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies.directory import Directory
from app.core import database
from app.core.database import Database, rows, table_of
from app.deadlines import announcing, watch
from app.deadlines.catalogue import RuleNotFound
from app.deadlines.law import Law, Lawbook
from app.deadlines.lifecycle import DeadlineStatus
from app.deadlines.models import Deadline
from app.deadlines.timing import Timing
from app.deadlines.watch import Mark, Said
from app.events import journal
from app.events.journal import Spoken
from app.events.types import EventType

logger: Final = logging.getLogger(__name__)

REACH: Final = 2000
"""How many clocks are looked at for those whose cases are free: enough for several workers."""

# Commands lock the case first, and so does the sweep. A case that is busy waits for the next
# round, and several sweeps share what is due. What was counted by other rules or days than those
# of now is counted anew before anything is said of it. The reach stands in the text, so that the
# planner knows how little of the index is wanted.
_LOCK: Final = text(
    f"""
    SELECT held.id FROM (
        SELECT case_id, division, calendar_version, rules_version FROM deadline
        WHERE status = 'running' AND watch_at <= :now
        ORDER BY watch_at LIMIT {REACH}
    ) AS due CROSS JOIN LATERAL (
        SELECT id FROM case_file WHERE id = due.case_id FOR NO KEY UPDATE SKIP LOCKED
    ) AS held
    WHERE concat_ws(' ', division, calendar_version, rules_version) = ANY (:current)
    LIMIT :limit
    """  # noqa: S608
)
_DUE: Final = select(*table_of(Deadline).columns).where(
    text(
        """
        case_id = ANY (:cases) AND status = 'running' AND watch_at <= :now
            AND concat_ws(' ', division, calendar_version, rules_version) = ANY (:current)
        ORDER BY watch_at, id LIMIT :limit
        """
    )
)
_WRITE: Final = text(
    """
    UPDATE deadline SET status = said.status, watch_at = said.watch_at,
        breached_at = said.breached_at, escalation = said.escalation
    FROM json_to_recordset(CAST(:clocks AS json)) AS said (
        id uuid, status text, watch_at timestamptz, breached_at timestamptz, escalation int
    )
    WHERE deadline.id = said.id
    """
)


class Escalated(NamedTuple):
    """What the station is to see: the case, or the piece of work alone to which a clock belongs."""

    case_id: UUID
    piece_id: UUID | None
    division: str


Escalate = Callable[[AsyncConnection, Directory, Collection[Escalated], datetime], Awaitable[None]]
"""What a higher package does about what was escalated, in the transaction that says so."""


class _Told(NamedTuple):
    """One clock with what is said of it now."""

    columns: dict[str, Any]
    marks: Sequence[Mark]

    @property
    def is_escalated(self) -> bool:
        return any(mark.event is EventType.DEADLINE_ESCALATED for mark in self.marks)

    @property
    def belongs_to(self) -> Escalated:
        return Escalated(*(self.columns[name] for name in Escalated._fields))


class Sweep:
    """Any number of them may run at once: each holds the cases of which it speaks."""

    def __init__(self, lawbook: Lawbook, escalate: Escalate, new_id: Callable[[], UUID]) -> None:
        self._lawbook = lawbook
        self._escalate = escalate
        self._new_id = new_id

    async def sweep(self, db: Database, now: datetime, limit: int) -> int:
        """Say what has come due of up to `limit` clocks, in one transaction; of how many."""
        law = await self._lawbook.current(now)
        async with db.begin() as connection:
            clocks = await _claim(connection, law, now, limit)
            if clocks:
                await self._tell(connection, law, [_told(law, clock, now) for clock in clocks], now)
        return len(clocks)

    async def _tell(
        self, connection: AsyncConnection, law: Law, told: Sequence[_Told], now: datetime
    ) -> None:
        changed = rows(each.columns for each in told)
        await database.run(connection, _WRITE, {"clocks": changed})
        spoken = [entry for each in told for entry in self._events(each, now)]
        await journal.append_each(connection, spoken)
        escalated = {each.belongs_to for each in told if each.is_escalated}
        if escalated:
            await self._escalate(connection, law.directory, escalated, now)

    def _events(self, told: _Told, now: datetime) -> Iterator[Spoken]:
        origin = announcing.by_station(told.columns["division"], now, str(self._new_id()))
        for mark in told.marks:
            yield Spoken(
                origin, self._new_id(), announcing.said(mark.event, told.columns, _facts(mark))
            )


async def _claim(
    connection: AsyncConnection, law: Law, now: datetime, limit: int
) -> Sequence[Deadline]:
    current = [" ".join(version.values()) for version in law.versions()]
    parameters = {"now": now, "current": current, "limit": limit}
    locked = (await database.run(connection, _LOCK, parameters)).scalars().all()
    if not locked:
        return []
    # Read only now: whoever held a case before may have stopped its clocks.
    due = parameters | {"cases": list(set(locked))}
    return await database.find_all(connection, _DUE, due, Deadline)


def _told(law: Law, clock: Deadline, now: datetime) -> _Told:
    try:
        rule = law.catalogue.rule_of_clock(clock.rule_code, clock.starts_at)
    except RuleNotFound:
        # Of a rule that is no more nothing can be said; the others must not wait for it.
        logger.exception("a clock has no rule", extra={"deadline": str(clock.id)})
        return _Told(database.values(clock) | {"watch_at": None}, ())
    local = law.directory.rules[clock.division]
    end = Timing(*(getattr(clock, name) for name in Timing._fields))
    marks = watch.marks(
        rule.on_expiry,
        end,
        watch.schedule_of(local),
        law.calendars.of(clock.division),
    )
    due = watch.due(marks, clock, now)
    said = _said(clock, due)
    columns = {
        **database.values(clock),
        **said._asdict(),
        "status": _status(clock, due),
        "watch_at": watch.after(marks, said, now),
    }
    return _Told(columns, due)


def _said(clock: Deadline, due: Sequence[Mark]) -> Said:
    breaches = (mark.at for mark in due if mark.event is EventType.DEADLINE_BREACHED)
    level = max((mark.level for mark in due), default=0)
    return Said(next(breaches, clock.breached_at), level or clock.escalation)


def _status(clock: Deadline, due: Sequence[Mark]) -> DeadlineStatus:
    """A right is over with its time; what is owed is owed still when it is late."""
    lapses = any(mark.event is EventType.DEADLINE_LAPSED for mark in due)
    return DeadlineStatus.LAPSED if lapses else DeadlineStatus(clock.status)


def _facts(mark: Mark) -> dict[str, object]:
    """How many working days a reminder is early or an escalation late, and its level."""
    if mark.event is EventType.DEADLINE_DUE_SOON:
        return {"days": mark.days}
    if mark.event is EventType.DEADLINE_ESCALATED:
        return {"level": mark.level, "days": mark.days}
    return {}
