"""Clocks follow events: what the catalogue says an event starts or stops, starts and stops here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Final
from uuid import UUID

from sqlalchemy import text

from app.agencies.directory import Directory
from app.agencies.station_rules import StationRules
from app.calendars import counting
from app.calendars.counting import Due, Term, Unit
from app.calendars.days import Calendar
from app.core import database
from app.core.clock import CHINA
from app.core.database import rows
from app.core.snapshots import Snapshot
from app.deadlines.catalogue import Catalogue
from app.deadlines.models import Deadline, DeadlineStatus
from app.deadlines.rule import CountedFrom, Per, Responsible, Rule
from app.events.event import Event
from app.work import Work

Entry = tuple[UUID, Event]

_START: Final = database.insertion(Deadline)
_STOP: Final = text(
    """
    UPDATE deadline SET status = 'stopped', stopped_by = stop.stopped_by, stopped_at = :now
    FROM json_to_recordset(CAST(:stops AS json))
        AS stop (rule_code text, piece_id uuid, stopped_by uuid)
    WHERE deadline.case_id = :case_id AND deadline.status = 'running'
        AND deadline.rule_code = stop.rule_code
        AND deadline.piece_id IS NOT DISTINCT FROM stop.piece_id
    """
)
_PARTY: Final = {
    Responsible.SENDER: "sender",
    Responsible.RECEIVER: "receiver",
    Responsible.OWNER: "owner",
}


class Clocks:
    """A follower of `Work.record`; two statements at the most, whatever the events."""

    def __init__(
        self, catalogue: Catalogue, calendar: Calendar, directory: Snapshot[Directory]
    ) -> None:
        self._catalogue = catalogue
        self._directory = directory
        # All that starts on one day under one rule ends on one day, so a day is counted once.
        self._due = lru_cache(maxsize=4096)(partial(_due, calendar))

    async def follow(self, work: Work, entries: Sequence[Entry]) -> None:
        """Stop before starting, so that an event may restart its own clock."""
        stops = list(self._stops(entries))
        if stops:
            parameters = {"case_id": entries[0][1].case_id, "now": work.now, "stops": rows(stops)}
            await database.run(work.connection, _STOP, parameters)
        directory = await self._directory.current(work.now)
        today = work.now.astimezone(CHINA).date()
        local = directory.rules[work.actor.division]
        starts = [
            self._start(work, directory, entry, localised(rule, local))
            for entry in entries
            for rule in self._catalogue.started_by(entry[1].type, today)
        ]
        if starts:
            await database.run(work.connection, _START, {"deadline": rows(starts)})

    def _stops(self, entries: Iterable[Entry]) -> Iterable[dict[str, object]]:
        for id_, event in entries:
            for rule in self._catalogue.stopped_by(event.type):
                yield {
                    "rule_code": rule.code,
                    "piece_id": _piece(rule, event),
                    "stopped_by": id_,
                }

    def _start(
        self, work: Work, directory: Directory, entry: Entry, rule: Rule
    ) -> dict[str, object]:
        id_, event = entry
        start = event_start(work, event, rule)
        due = self._due(_counted_start(start, rule.term), rule.term, rule.roll)
        other = rule.alternative and self._due(
            _counted_start(start, rule.alternative), rule.alternative, rule.roll
        )
        return {
            "id": work.new_id(),
            "case_id": event.case_id,
            "piece_id": _piece(rule, event),
            "rule_code": rule.code,
            "responsible": _responsible(rule, event, directory, work),
            "status": DeadlineStatus.RUNNING,
            "starts_at": start,
            "due_on": due.due_on,
            "due_at": due.due_at,
            "other_due_on": other.due_on if other else None,
            "is_provisional": due.provisional,
            "calendar_version": due.calendar_version,
            "started_by": id_,
            "stopped_by": None,
            "stopped_at": None,
        }


def localised(rule: Rule, local: StationRules) -> Rule:
    """The rule as the station counts it: its own term, or the reading that it chose."""
    override = local.deadlines.get(rule.code)
    if override is not None:
        return rule.with_term(override.amount, Unit(override.unit))
    if rule.alternative_unit == local.counted_reading:
        return rule.with_term(rule.amount, Unit(local.counted_reading))
    return rule


def _due(calendar: Calendar, start: date | datetime, term: Term, roll: bool) -> Due:
    return counting.due(start, term, calendar, roll=roll)


def _counted_start(start: datetime, term: Term) -> date | datetime:
    """Hours are counted from an instant, everything else from its day."""
    return start if term.unit is Unit.HOUR else start.date()


def event_start(work: Work, event: Event, rule: Rule) -> datetime:
    """The instant from which a rule counts, in civil time."""
    if rule.counted_from is CountedFrom.FIRST_RECEIPT:
        return datetime.fromisoformat(str(event.facts["received_at"])).astimezone(CHINA)
    return work.now.astimezone(CHINA)


def _piece(rule: Rule, event: Event) -> UUID | None:
    return None if rule.per is Per.CASE else event.piece_id


def _responsible(rule: Rule, event: Event, directory: Directory, work: Work) -> str:
    if rule.responsible is Responsible.STATION:
        return directory.leads(work.actor.division)[0]
    return str(event.facts[_PARTY[rule.responsible]])
