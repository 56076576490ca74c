"""Clocks follow events: what the catalogue says an event does to a clock, happens here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select, text

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
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

Entry = tuple[UUID, Event]
Touched = tuple[Happening, Touch, Rule]

_DEADLINE: Final = table_of(Deadline)
_START: Final = database.insertion(Deadline)
# A fact of long ago does not stop a clock that began after it; a clock that is counted back from
# a day to come is stopped before that day.
_STOP: Final = text(
    """
    UPDATE deadline SET status = 'stopped', watch_at = NULL, version = version + 1,
        changed_by = stop.entry, stopped_at = stop.at
    FROM json_to_recordset(CAST(:stops AS json)) AS stop (
        rule_code text, piece_id uuid, concerns uuid, is_exact bool, entry uuid, at timestamptz
    )
    WHERE deadline.case_id = :case_id AND deadline.status <> 'stopped'
        AND (stop.rule_code IS NULL OR (
            deadline.rule_code = stop.rule_code
            AND deadline.piece_id IS NOT DISTINCT FROM stop.piece_id
            AND (deadline.concerns IS NOT DISTINCT FROM stop.concerns
                OR (NOT stop.is_exact AND (stop.concerns IS NULL OR deadline.concerns IS NULL)))
            AND (stop.is_exact OR deadline.starts_at < stop.at + interval '1 day'
                OR deadline.due_at < deadline.starts_at)
        ))
    """
)
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
    """A follower of `Work.record`; two statements at the most unless an event pauses a clock."""

    def __init__(
        self,
        catalogue: Catalogue,
        calendars: Snapshot[Calendars],
        directory: Snapshot[Directory],
    ) -> None:
        self._catalogue = catalogue
        self._calendars = calendars
        self._directory = directory

    async def follow(self, work: Work, entries: Sequence[Entry]) -> None:
        """Stop before starting, so that an event may restart its own clock."""
        happened = [happening(work, id_, event) for id_, event in entries]
        touched = [
            (each, touch, rule)
            for each in happened
            for touch, rule in self._catalogue.touched_by(each.trigger)
        ]
        await _stop(work, [*_endings(happened), *_stops(touched)])
        if touched:
            place = await self._place(work)
            await _move(work, place, touched)
            await _start(work, place, touched)

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


async def _stop(work: Work, stops: Sequence[dict[str, Any]]) -> None:
    if stops:
        parameters = {"case_id": stops[0]["case_id"], "stops": rows(stops)}
        await database.run(work.connection, _STOP, parameters)


async def _start(work: Work, place: _Place, touched: Sequence[Touched]) -> None:
    clocks = [
        starting.row(work, place.directory, each, place.setting(rule))
        for each, touch, rule in touched
        if touch is Touch.STARTS and starting.applies(rule, place.local, each)
    ]
    if clocks:
        await database.run(work.connection, _START, {"deadline": rows(clocks)})


async def _move(work: Work, place: _Place, touched: Sequence[Touched]) -> None:
    """Let the clocks stand still, run on or be counted anew that the events speak of."""
    moves = defaultdict(list)
    for each, touch, rule in touched:
        if touch in _MOVES:
            moves[rule.code].append((each, touch, rule))
    if not moves:
        return
    parameters = {"case_id": touched[0][0].event.case_id, "codes": list(moves)}
    live = await database.find_all(work.connection, _LIVE, parameters, Deadline)
    moved = [
        (clock, move) for clock in live for move in moves[clock.rule_code] if _takes(clock, move)
    ]
    if moved:
        await _rewrite(work, place, moved)


async def _rewrite(work: Work, place: _Place, moved: Sequence[tuple[Deadline, Touched]]) -> None:
    written = [_columns(work, place, clock, move) for clock, move in moved]
    await ledger.rewrite(work.connection, written)
    told = [
        announcing.said(_MOVES[touch], columns)
        for (clock, (_, touch, _)), columns in zip(moved, written, strict=True)
        if touch is not Touch.RESTARTS or columns["due_at"] != clock.due_at
    ]
    if told:
        await work.record(*told)


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
