"""Notices that come in while the service runs: what one would change, keeping it, reading all."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.calendars import days
from app.calendars.days import Calendars
from app.calendars.models import CalendarNotice
from app.calendars.notices import EDGE, Notice
from app.calendars.table import FIRST, LAST, Calendar, DayKind
from app.core import database
from app.core.database import Database, rows, table_of
from app.work import Work

_NOTICE: Final = table_of(CalendarNotice)
# The sequence of the column would move on with a rehearsal too, which is rolled back.
_KEEP: Final = text(
    """
    INSERT INTO calendar_notice (id, serial, division, year, notice, imported_at, imported_by)
    OVERRIDING SYSTEM VALUE
    SELECT
        id, (SELECT coalesce(max(serial), 0) + 1 FROM calendar_notice),
        division, year, notice, imported_at, imported_by
    FROM json_populate_recordset(CAST(NULL AS calendar_notice), CAST(:calendar_notice AS json))
    RETURNING serial
    """
)
_SERIALS: Final = select(_NOTICE.c.serial).order_by(_NOTICE.c.serial)
_NOTICES: Final = select(*_NOTICE.columns).order_by(_NOTICE.c.serial)
_ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('calendar_notice', 0))")


class Change(NamedTuple):
    """One day that is something else under the new calendar."""

    on: date
    before: DayKind
    after: DayKind


def diff(old: Calendar, new: Calendar, year: int) -> list[Change]:
    """The days of a year, and of its edges that a notice may touch, that differ in kind."""
    first = max((date(year, 1, 1) - EDGE).toordinal(), FIRST)
    last = min((date(year, 12, 31) + EDGE).toordinal(), LAST)
    each = map(date.fromordinal, range(first, last + 1))
    changes = (Change(day, old.kind_of(day), new.kind_of(day)) for day in each)
    return [change for change in changes if change.before is not change.after]


async def store(work: Work, division: str, notice: Notice) -> int:
    """Keep a notice; its serial, with which it goes before all earlier ones of its kind.

    The serials have no gaps; whoever stores has the calendars from `read_locked`.
    """
    kept = {
        "id": work.new_id(),
        "division": division,
        "year": notice.year,
        "notice": notice.model_dump(mode="json"),
        "imported_at": work.now,
        "imported_by": work.actor.agency,
    }
    result = await database.run(work.connection, _KEEP, {"calendar_notice": rows([kept])})
    return int(result.scalar_one())


def loader(db: Database) -> Callable[[], Awaitable[Calendars]]:
    """How a snapshot reads the calendars; without a new import it gives the same ones again."""
    known: tuple[int, ...] = ()
    calendars = days.load()

    async def load() -> Calendars:
        nonlocal known, calendars
        async with db.begin() as connection:
            serials = tuple((await database.run(connection, _SERIALS, {})).scalars())
            if serials != known:
                imported = await _imported(connection)
                known, calendars = tuple(row.serial for row in imported), _with(imported)
        return calendars

    return load


async def read_locked(connection: AsyncConnection) -> Calendars:
    """The calendars of now, and nobody else imports anything until the transaction ends."""
    await database.run(connection, _ONE_AT_A_TIME, {})
    return _with(await _imported(connection))


async def _imported(connection: AsyncConnection) -> Sequence[CalendarNotice]:
    return await database.find_all(connection, _NOTICES, {}, CalendarNotice)


def _with(imported: Sequence[CalendarNotice]) -> Calendars:
    calendars = days.load()
    for row in imported:
        notice = Notice.model_validate(row.notice)
        calendars = calendars.with_notice(row.division, notice, row.serial)
    return calendars
