"""The commands of the owner that import a notice and show what a new law moves."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from app.agencies import directory
from app.auth.actor import WHOLE_AGENCY, Actor, Role
from app.auth.policy import Permission
from app.calendars import days, imports
from app.calendars.imports import Change
from app.calendars.notices import Notice
from app.calendars.table import Calendar
from app.core import fields
from app.core.database import Database
from app.core.languages import Text
from app.core.snapshots import Snapshot
from app.deadlines import calendar_import, catalogue, recalculation
from app.deadlines.calendar_import import MOST_SHOWN, Imported
from app.deadlines.law import Law, Lawbook
from app.deadlines.recalculation import Recalculation
from app.deadlines.recounting import Shift
from app.work import Work

Say = Callable[[str], None]

_AT_ONCE: Final = 500
_OWNER: Final = "liandong"
_IMPORTED: Final = Text("已导入；期限随后移动。", "Imported; the deadlines move presently.")
_REHEARSED: Final = Text("仅为演练，未作任何改动。", "A rehearsal: nothing was changed.")


class NoticeInvalid(ValueError):
    """The file cannot be imported; the text says why in both languages."""


class _Rehearsed(Exception):
    """Ends the transaction without a trace."""


class Wanted(NamedTuple):
    """What to import, for which division, and whether in earnest."""

    file: Path
    division: str
    is_rehearsal: bool


async def import_file(db: Database, wanted: Wanted, now: datetime, say: Say) -> None:
    """Import the notice of a file, for a station, a province or the nation, and say its effect."""
    if not days.is_known(wanted.division):
        raise NoticeInvalid(f"{wanted.division}：没有该区划\n{wanted.division}: no such division")
    notice = _read(wanted.file)
    law = await _lawbook(db).current(now)
    with suppress(_Rehearsed):
        async with db.begin() as connection:
            law = law._replace(calendars=await imports.read_locked(connection))
            work = _work(connection, wanted.division, now)
            imported = await calendar_import.import_notice(work, law, wanted.division, notice)
            _finish(imported, wanted, say)


def _finish(imported: Imported, wanted: Wanted, say: Say) -> None:
    _say_all(imported, wanted.division, say)
    say(_both(_REHEARSED if wanted.is_rehearsal else _IMPORTED))
    if wanted.is_rehearsal:
        raise _Rehearsed


async def recalculate(db: Database, now: datetime, say: Say, *, is_rehearsal: bool) -> None:
    """Count every live clock by the rules of this release and the days of now."""
    book = _lawbook(db)
    if is_rehearsal:
        await _say_what_would_move(db, await book.current(now), now, say)
        return
    counted, again = 0, Recalculation(book, uuid7)
    while done := await again.recalculate(db, now, _AT_ONCE):
        counted += done
    say(f"重新计算期限 {counted} 个。 · {counted} deadlines counted again.")


async def _say_what_would_move(db: Database, law: Law, now: datetime, say: Say) -> None:
    moved = 0
    async with db.begin() as connection:
        async for shift in recalculation.moves(connection, law, list(law.directory.rules), now):
            moved += 1
            say(_moved(shift))
    say(_count(moved))


def _say_all(imported: Imported, division: str, say: Say) -> None:
    calendar = imported.calendars.of(division)
    for change in imported.changes:
        say(_changed(calendar, change))
    for shift in imported.shown:
        say(_moved(shift))
    if imported.moved > MOST_SHOWN:
        say("…")
    say(_count(imported.moved))


def _changed(calendar: Calendar, change: Change) -> str:
    name = calendar.name_of(change.on)
    named = Text(f"（{name.zh}）", f" ({name.en})") if name else Text("", "")
    zh = f"{change.before.zh} → {change.after.zh}{named.zh}"
    en = f"{change.before.en} → {change.after.en}{named.en}"
    return f"{change.on} {zh} · {en}"


def _moved(shift: Shift) -> str:
    before, after = shift
    return f"{before.id} {before.rule_code} {before.due_on} → {after['due_on']}"


def _count(moved: int) -> str:
    return f"移动期限 {moved} 个。 · {moved} deadlines move."


def _both(text: Text) -> str:
    return f"{text.zh} · {text.en}"


def _read(file: Path) -> Notice:
    try:
        written = file.read_text(encoding="utf-8")
        content = written if file.suffix == ".json" else to_json(tomllib.loads(written))
        return Notice.model_validate_json(content)
    except ValidationError as invalid:
        raise NoticeInvalid("\n".join(_faults(file, invalid))) from None
    except (OSError, ValueError) as unreadable:
        raise NoticeInvalid(f"{file}：{unreadable}") from unreadable


def _faults(file: Path, invalid: ValidationError) -> Iterator[str]:
    for pointer, _, text in fields.faults(invalid.errors()):
        yield f"{file} {pointer}: {_both(text)}"


def _lawbook(db: Database) -> Lawbook:
    calendars, members = Snapshot(imports.loader(db)), Snapshot(directory.loader(db))
    return Lawbook(catalogue.load(), calendars, members)


def _work(connection: AsyncConnection, division: str, now: datetime) -> Work:
    """The owner acts for the whole division; nobody's token is behind it."""
    actor = Actor(
        agency=f"{division}-station",
        unit=WHOLE_AGENCY,
        role=Role.OPERATOR,
        scopes=frozenset(),
        client_id=_OWNER,
        subject=_OWNER,
    )
    return Work(connection, actor, Permission.IMPORT_CALENDAR, now, str(uuid7()), uuid7)
