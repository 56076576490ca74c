"""Clocks follow events: what the catalogue says an event does to a clock, happens here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Uuid, bindparam, func, select

from app.agencies.directory import Directory
from app.agencies.station_rules import StationRules
from app.calendars.days import Calendar, Calendars
from app.core import database
from app.core.database import rows, table_of
from app.core.snapshots import Snapshot
from app.deadlines import announcing, ledger, starting
from app.deadlines.catalogue import Catalogue, Touch
from app.deadlines.happening import Happening, happening
from app.deadlines.law import rules_version
from app.deadlines.lifecycle import DeadlineStatus
from app.deadlines.models import Deadline
from app.deadlines.rule import Rule
from app.deadlines.timing import Setting
from app.events import journal
from app.events.event import Event
from app.events.journal import Change
from app.events.types import EventType
from app.work import Consequence, Entry, Work

Touched = tuple[Happening, Touch, Rule]

_DEADLINE: Final = table_of(Deadline)
_STARTING: Final = database.inserting(Deadline)
# A fact of long ago does not stop a clock that began after it; a clock that is counted back from
# a day to come is stopped before that day.
_STOPPING: Final = """
    UPDATE deadline SET status = 'stopped', watch_at = NULL, version = version + 1,
        changed_by = stop.entry, stopped_at = stop.at
    FROM json_to_recordset(CAST(:stops AS json)) AS stop (
        rule_code text, piece_id uuid, concerns uuid, is_exact bool, entry uuid, at timestamptz
    )
    WHERE deadline.case_id = CAST(:stopped_on AS uuid) AND deadline.status <> 'stopped'
        AND (stop.rule_code IS NULL OR (
            deadline.rule_code = stop.rule_code
            AND deadline.piece_id IS NOT DISTINCT FROM stop.piece_id
            AND (deadline.concerns IS NOT DISTINCT FROM stop.concerns
                OR (NOT stop.is_exact AND (stop.concerns IS NULL OR deadline.concerns IS NULL)))
            AND (stop.is_exact OR deadline.starts_at < stop.at + interval '1 day'
                OR deadline.due_at < deadline.starts_at)
        ))
"""
_LIVE: Final = select(*_DEADLINE.columns).where(
    _DEADLINE.c.case_id == bindparam("case_id", type_=Uuid),
    _DEADLINE.c.rule_code == func.any(bindparam("codes")),
    _DEADLINE.c.status != DeadlineStatus.STOPPED,
)
_MOVES: Final = {
    Touch.PAUSES: EventType.DEADLINE_PAUSED,
    Touch.RESUMES: EventType.DEADLINE_RESUMED,
    Touch.RESTARTS: EventType.DEADLINE_MOVED,
}
ENDING: Final = frozenset({EventType.CASE_CLOSED, EventType.CASE_WITHDRAWN})
"""With the case ends every clock on it."""


class _Place(NamedTuple):
    """Where the events happened: its members, its local rules, its days."""

    directory: Directory
    local: StationRules
    calendar: Calendar
    rules_version: str

    def setting(self, rule: Rule) -> Setting:
        localised = starting.localised(rule, self.local)
        return Setting(localised, self.local, self.calendar, self.rules_version)


class Clocks:
    """A follower of `Work.record`; it asks the database only where an event moves a clock."""

    def __init__(
        self,
        catalogue: Catalogue,
        calendars: Snapshot[Calendars],
        directory: Snapshot[Directory],
    ) -> None:
        self._catalogue = catalogue
        self._calendars = calendars
        self._directory = directory

    async def follow(self, work: Work, entries: Sequence[Entry]) -> Consequence:
        """What the events do to clocks, and what is to be told of those that they move."""
        happened = [happening(work, id_, event) for id_, event in entries]
        touched = [
            (each, touch, rule)
            for each in happened
            for touch, rule in self._catalogue.touched_by(each.trigger)
        ]
        changes = [_stopped([*_endings(happened), *_stops(touched)])]
        told: list[Event] = []
        if touched:
            place = await self._place(work)
            moved = await _moved(work, place, touched)
            told = [move.event for move in moved if move.is_told]
            changes += [ledger.rewriting([move.columns for move in moved])]
            changes += [_started(work, place, touched)]
        return Consequence(journal.merged(changes), told)

    async def _place(self, work: Work) -> _Place:
        division = work.actor.division
        directory = await self._directory.current(work.now)
        calendars = await self._calendars.current(work.now)
        local = directory.rules[division]
        version = rules_version(self._catalogue, local)
        return _Place(directory, local, calendars.of(division), version)


def _endings(happened: Iterable[Happening]) -> Iterator[dict[str, Any]]:
    for each in happened:
        if each.event.type in ENDING:
            yield {"case_id": each.event.case_id, "entry": each.entry, "at": each.at}


def _stops(touched: Iterable[Touched]) -> Iterator[dict[str, Any]]:
    """What is stopped; a fact that is stated anew puts its clock in the place of the one before."""
    for each, touch, rule in touched:
        replaces = touch is Touch.STARTS and each.is_fact
        if touch is Touch.STOPS or replaces:
            yield {
                "case_id": each.event.case_id,
                "rule_code": rule.code,
                "piece_id": each.piece(rule),
                "concerns": each.concerns,
                "is_exact": replaces,
                "entry": each.entry,
                "at": each.at,
            }


def _stopped(stops: Sequence[dict[str, Any]]) -> Change:
    if not stops:
        return Change()
    return Change((_STOPPING,), {"stopped_on": stops[0]["case_id"], "stops": rows(stops)})


def _started(work: Work, place: _Place, touched: Sequence[Touched]) -> Change:
    clocks = [
        starting.row(work, place.directory, each, place.setting(rule))
        for each, touch, rule in touched
        if touch is Touch.STARTS and starting.applies(rule, place.local, each)
    ]
    return Change((_STARTING,), {"deadline": rows(clocks)}) if clocks else Change()


class _Moved(NamedTuple):
    """A clock that stands still, runs on or is counted anew, and the event of it."""

    columns: ledger.Columns
    event: Event
    is_told: bool


async def _moved(work: Work, place: _Place, touched: Sequence[Touched]) -> list[_Moved]:
    """The live clocks that the events pause, resume or restart, as they are after it."""
    moves = defaultdict(list)
    for each, touch, rule in touched:
        if touch in _MOVES:
            moves[rule.code].append((each, touch, rule))
    if not moves:
        return []
    parameters = {"case_id": touched[0][0].event.case_id, "codes": list(moves)}
    live = await database.find_all(work.connection, _LIVE, parameters, Deadline)
    return [
        _move(work, place, clock, move)
        for clock in live
        for move in moves[clock.rule_code]
        if _takes(clock, move)
    ]


def _move(work: Work, place: _Place, clock: Deadline, move: Touched) -> _Moved:
    _, touch, _ = move
    columns = _columns(work, place, clock, move)
    # A start that moves within its day moves no end.
    is_told = touch is not Touch.RESTARTS or columns["due_at"] != clock.due_at
    return _Moved(columns, announcing.said(_MOVES[touch], columns), is_told)


def _takes(clock: Deadline, move: Touched) -> bool:
    """Whether the clock is one that the event concerns, and stood then as the move needs it."""
    each, touch, rule = move
    is_paused = clock.status == DeadlineStatus.PAUSED
    had_lapsed = clock.status == DeadlineStatus.LAPSED and clock.due_at <= each.at
    return (
        not had_lapsed
        and (touch is Touch.RESTARTS or is_paused == (touch is Touch.RESUMES))
        and clock.piece_id == each.piece(rule)
        and (clock.concerns is None or each.concerns in {None, clock.concerns})
    )


def _columns(work: Work, place: _Place, clock: Deadline, move: Touched) -> ledger.Columns:
    each, touch, rule = move
    setting = place.setting(rule)
    if touch is Touch.PAUSES:
        return ledger.paused(clock, each.at, each.entry)
    if touch is Touch.RESUMES:
        return ledger.resumed(clock, each.at, each.entry, setting, work.now)
    return ledger.restarted(clock, each.counted_from(rule), each.entry, setting, work.now)
