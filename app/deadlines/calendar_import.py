"""Importing a notice: the days that it changes, the clocks that it moves, and the event of it."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from app.calendars import imports
from app.calendars.days import Calendars
from app.calendars.imports import Change
from app.calendars.notices import Notice
from app.calendars.packaged import NATION
from app.deadlines import recalculation
from app.deadlines.law import Law
from app.deadlines.recounting import Shift
from app.events import journal
from app.events.event import Event
from app.events.journal import Origin, Spoken
from app.events.types import EventType
from app.work import Work

MOST_SHOWN: Final = 100
"""How many of the clocks that move are named."""


MayShow = Callable[[UUID], bool]
"""Whether a clock of this id may be named."""


class Imported(NamedTuple):
    """What an import does: the clocks themselves are moved by the worker, soon after."""

    serial: int
    calendars: Calendars
    changes: Sequence[Change]
    moved: int
    shown: Sequence[Shift]


def _all(_: UUID) -> bool:
    return True


async def import_notice(
    work: Work, law: Law, division: str, notice: Notice, may_show: MayShow = _all
) -> Imported:
    """Keep a notice; the transaction has read `law` with `imports.read_locked`.

    The notice that holds already is not kept again: nothing changes and nobody is told.
    """
    entered = law.calendars.held.get(division, {}).get(notice.year)
    if entered is not None and entered.notice == notice:
        return Imported(law.calendars.of(division).serial, law.calendars, [], 0, [])
    serial = await imports.store(work, division, notice)
    calendars = law.calendars.with_notice(division, notice, serial)
    changes = imports.diff(law.calendars.of(division), calendars.of(division), notice.year)
    stations = _stations(law, division)
    moves = recalculation.moves(
        work.connection, law._replace(calendars=calendars), stations, work.now
    )
    moved, shown = await _moved(moves, may_show)
    imported = Imported(serial, calendars, changes, moved, shown)
    if stations:
        spoken = [_spoken(work, imported, division, notice, station) for station in stations]
        await journal.append_each(work.connection, spoken)
    return imported


def _stations(law: Law, division: str) -> list[str]:
    """The stations whose days the notice settles."""
    return [s for s in law.directory.rules if division == NATION or s.startswith(division)]


async def _moved(moves: AsyncIterator[Shift], may_show: MayShow) -> tuple[int, list[Shift]]:
    """How many clocks move, and the first of those that may be named."""
    moved = 0
    shown: list[Shift] = []
    async for shift in moves:
        moved += 1
        if len(shown) < MOST_SHOWN and may_show(shift.before.id):
            shown.append(shift)
    return moved, shown


def _spoken(work: Work, imported: Imported, division: str, notice: Notice, station: str) -> Spoken:
    """The event, which is about no case: every member of the station may know of it."""
    entry = work.new_id()
    event = Event(
        EventType.CALENDAR_IMPORTED,
        subject=entry,
        version=imported.serial,
        case_id=None,
        agency=f"{station}-station",
        facts={
            "division": division,
            "year": notice.year,
            "is_complete": notice.is_complete,
            "calendar_version": imported.calendars.of(station).version,
            "days_changed": len(imported.changes),
        },
        narrative={"source": notice.source},
    )
    return Spoken(Origin(work.actor, work.now, work.request_id), entry, event)
