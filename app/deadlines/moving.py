"""What an event does to clocks that are there: they stand still, run on, or are counted anew."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Uuid, bindparam, func, select

from app.core import database
from app.core.clock import CHINA
from app.core.database import table_of
from app.deadlines import announcing, ledger, starting
from app.deadlines.catalogue import Touch
from app.deadlines.happening import Happening
from app.deadlines.law import Law
from app.deadlines.ledger import Stated
from app.deadlines.lifecycle import DeadlineStatus
from app.deadlines.models import Deadline
from app.deadlines.rule import Rule
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

Touched = tuple[Happening, Touch, Rule]

_DEADLINE: Final = table_of(Deadline)
_LIVE: Final = select(*_DEADLINE.columns).where(
    _DEADLINE.c.case_id == bindparam("case_id", type_=Uuid),
    _DEADLINE.c.rule_code == func.any(bindparam("codes")),
    _DEADLINE.c.status != DeadlineStatus.STOPPED,
)
_STANDING: Final = {
    Touch.PAUSES: EventType.DEADLINE_PAUSED,
    Touch.RESUMES: EventType.DEADLINE_RESUMED,
}
# A fact that is stated anew corrects the clock that it had started.
_MOVES: Final = frozenset({*_STANDING, Touch.RESTARTS, Touch.STARTS})


class Moved(NamedTuple):
    """A clock that stands still, runs on or is counted anew, and the event of it."""

    by: Touched
    columns: ledger.Columns
    event: Event
    is_told: bool


def is_among(touched: Touched, moved: Sequence[Moved]) -> bool:
    return any(touched is move.by for move in moved)


async def moved(work: Work, law: Law, touched: Sequence[Touched]) -> list[Moved]:
    """The live clocks that the events pause, resume, restart or state anew, as they are then."""
    moves = defaultdict(list)
    for move in touched:
        each, touch, rule = move
        if touch in _MOVES and (touch is not Touch.STARTS or each.is_fact):
            moves[rule.code].append(move)
    if not moves:
        return []
    parameters = {"case_id": touched[0][0].event.case_id, "codes": list(moves)}
    live = await database.find_all(work.connection, _LIVE, parameters, Deadline)
    return [
        _move(work, law, clock, move)
        for clock in live
        for move in moves[clock.rule_code]
        if _takes(clock, move)
    ]


def _move(work: Work, law: Law, clock: Deadline, move: Touched) -> Moved:
    _, touch, _ = move
    columns = _columns(work, law, clock, move)
    if touch in _STANDING:
        return Moved(move, columns, announcing.said(_STANDING[touch], columns), is_told=True)
    # A start that moves within its day moves no end.
    is_told = columns["due_at"] != clock.due_at
    return Moved(move, columns, announcing.moved(clock, columns), is_told)


def _takes(clock: Deadline, move: Touched) -> bool:
    """Whether the clock is one that the event concerns, and stood then as the move needs it."""
    each, touch, rule = move
    if clock.piece_id != each.piece(rule):
        return False
    if touch is Touch.STARTS:
        return clock.concerns == each.concerns
    concerned = clock.concerns is None or each.concerns in {None, clock.concerns}
    return concerned and _FITTING[touch](clock, each)


def _is_paused(clock: Deadline, _: Happening) -> bool:
    return clock.status == DeadlineStatus.PAUSED


def _may_pause(clock: Deadline, each: Happening) -> bool:
    """What has run out is late or lost; what stands still is not paused again."""
    runs = clock.status != DeadlineStatus.PAUSED and each.at < clock.due_at
    return runs and _has_begun(clock, each)


def _may_restart(clock: Deadline, each: Happening) -> bool:
    """An interruption falls between start and end; a receipt moves only what counts from it."""
    before = each.event.facts.get("received_before")
    if before is not None:
        return clock.starts_at == datetime.fromisoformat(str(before))
    return _has_begun(clock, each) and each.at < clock.due_at


def _has_begun(clock: Deadline, each: Happening) -> bool:
    return clock.starts_at.astimezone(CHINA).date() <= each.at.date()


_FITTING: Final = {
    Touch.PAUSES: _may_pause,
    Touch.RESUMES: _is_paused,
    Touch.RESTARTS: _may_restart,
}


def _columns(work: Work, law: Law, clock: Deadline, move: Touched) -> ledger.Columns:
    each, touch, rule = move
    setting = law.applied(rule, clock.division)
    if touch is Touch.PAUSES:
        return ledger.paused(clock, each.at, each.entry)
    if touch is Touch.RESUMES:
        return ledger.resumed(clock, each.at, each.entry, setting, work.now)
    if touch is Touch.RESTARTS:
        return ledger.restarted(clock, each.counted_from(rule), each.entry, setting, work.now)
    term = starting.term_of(setting.rule, each)
    return ledger.restated(clock, Stated(each.at, term), each.entry, setting, work.now)
