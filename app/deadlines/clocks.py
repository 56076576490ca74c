"""Clocks follow events: what the catalogue says an event does to a clock, happens here."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from app.core import database
from app.core.database import rows
from app.deadlines import ledger, moving, starting
from app.deadlines.catalogue import Touch
from app.deadlines.happening import Happening, happening
from app.deadlines.law import Law, Lawbook
from app.deadlines.models import Deadline
from app.deadlines.moving import Moved, Touched
from app.events import journal
from app.events.journal import Change
from app.events.types import EventType
from app.work import Consequence, Entry, Work

_STARTING: Final = database.inserting(Deadline)
# A fact of long ago does not stop a clock that began after it; a clock that is counted back from
# a day to come is stopped before that day.
_STOPPING: Final = """
    UPDATE deadline SET status = 'stopped', watch_at = NULL, version = version + 1,
        changed_by = stop.entry, stopped_at = least(stop.at, CAST(:stopping_at AS timestamptz)),
        breached_at = CASE WHEN stop.at >= deadline.due_at THEN breached_at END,
        escalation = CASE WHEN stop.at >= deadline.due_at THEN escalation ELSE 0 END
    FROM json_to_recordset(CAST(:stops AS json)) AS stop (
        rule_code text, piece_id uuid, concerns uuid, is_wide bool, spares_rights bool,
        entry uuid, at timestamptz
    )
    WHERE deadline.case_id = CAST(:stopped_on AS uuid) AND deadline.status <> 'stopped'
        AND (deadline.status <> 'lapsed' OR stop.at < deadline.due_at)
        AND ((
            stop.rule_code IS NULL
            AND NOT (stop.spares_rights AND deadline.rule_code = ANY (CAST(:rights AS text[])))
        ) OR (
            deadline.rule_code = stop.rule_code
            AND deadline.piece_id IS NOT DISTINCT FROM stop.piece_id
            AND (deadline.concerns IS NOT DISTINCT FROM stop.concerns
                OR stop.concerns IS NULL OR (stop.is_wide AND deadline.concerns IS NULL))
            AND (
                CAST(deadline.starts_at AT TIME ZONE 'Asia/Shanghai' AS date)
                    <= CAST(stop.at AT TIME ZONE 'Asia/Shanghai' AS date)
                OR deadline.due_at < deadline.starts_at
            )
        ))
"""
ENDING: Final = frozenset({EventType.CASE_CLOSED, EventType.CASE_WITHDRAWN})
"""With the case end the duties on it, and with one that is withdrawn the rights as well."""


class Clocks:
    """A follower of `Work.record`; it asks the database only where an event moves a clock."""

    def __init__(self, lawbook: Lawbook) -> None:
        self._lawbook = lawbook

    async def follow(self, work: Work, entries: Sequence[Entry]) -> Consequence:
        """What the events do to clocks, and what is to be told of those that they move."""
        happened = [happening(work, id_, event) for id_, event in entries]
        touched = [
            (each, touch, rule)
            for each in happened
            for touch, rule in self._lawbook.catalogue.touched_by(each.trigger)
        ]
        changes = [self._stopped(work, [*_endings(happened), *_stops(touched)])]
        moved: list[Moved] = []
        if touched:
            law = await self._lawbook.current(work.now)
            moved = await moving.moved(work, law, touched)
            changes += [ledger.rewriting([move.columns for move in moved])]
            changes += [_started(work, law, [t for t in touched if not moving.is_among(t, moved)])]
        return Consequence(journal.merged(changes), [m.event for m in moved if m.is_told])

    def _stopped(self, work: Work, stops: Sequence[dict[str, Any]]) -> Change:
        if not stops:
            return Change()
        parameters = {
            "stopped_on": stops[0]["case_id"],
            "stopping_at": work.now,
            "stops": rows(stops),
            "rights": list(self._lawbook.catalogue.rights),
        }
        return Change((_STOPPING,), parameters)


def _endings(happened: Iterable[Happening]) -> Iterator[dict[str, Any]]:
    """A case that is closed leaves its rights and spans; one that is withdrawn leaves nothing."""
    for each in happened:
        if each.event.type in ENDING:
            yield {
                "case_id": each.event.case_id,
                "spares_rights": each.event.type is EventType.CASE_CLOSED,
                "entry": each.entry,
                "at": each.at,
            }


def _stops(touched: Iterable[Touched]) -> Iterator[dict[str, Any]]:
    for each, touch, rule in touched:
        if touch is Touch.STOPS:
            yield {
                "case_id": each.event.case_id,
                "rule_code": rule.code,
                "piece_id": each.piece(rule),
                "concerns": each.concerns,
                "is_wide": each.is_wide,
                "entry": each.entry,
                "at": each.at,
            }


def _started(work: Work, law: Law, touched: Sequence[Touched]) -> Change:
    division = work.actor.division
    local = law.directory.rules[division]
    clocks = [
        starting.row(work, law.directory, each, law.applied(rule, division))
        for each, touch, rule in touched
        if touch is Touch.STARTS and starting.applies(rule, local, each)
    ]
    return Change((_STARTING,), {"deadline": rows(clocks)}) if clocks else Change()
