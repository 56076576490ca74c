"""Bringing a district into the database: shown, confirmed, then all of it in one transaction."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies import changes
from app.agencies.changes import Change, Deed, Register, Rows, Subject
from app.agencies.district import District
from app.agencies.models import Agency, ServiceWindow, Station
from app.auth.clients import Client
from app.core import database
from app.core.database import Database, table_of

Confirm = Callable[[list[Change]], bool]


class RegistrationsMoved(RuntimeError):
    """Someone else loaded the district between the proposal and its confirmation."""


async def load(db: Database, district: District, *, confirm: Confirm) -> bool:
    """Propose the changes and make those that were confirmed; whether the file now holds.

    No transaction is open while a person thinks. Raises `RegistrationsMoved`, and changes
    nothing, when the confirmed proposal is no longer what would happen.
    """
    async with db.begin() as connection:
        proposed = changes.diff(district, await stored(connection, district.division))
    if not proposed:
        return True
    if not confirm(proposed):
        return False
    async with db.begin() as connection:
        await _apply_as_shown(connection, district, proposed)
    return True


async def _apply_as_shown(
    connection: AsyncConnection, district: District, shown: list[Change]
) -> None:
    if await apply(connection, district) != shown:
        raise RegistrationsMoved


async def apply(connection: AsyncConnection, district: District) -> list[Change]:
    """Make the stored entries say what the file says; a second time there is nothing to do.

    Nothing that other rows may name is deleted: who is missing from the file becomes inactive.
    """
    await database.run(connection, _LOCK, {"name": f"district {district.division}"})
    made = changes.diff(district, await stored(connection, district.division))
    if made:
        await _write(connection, district)
        await _retire(connection, made)
    return made


async def stored(connection: AsyncConnection, division: str) -> Register:
    """All entries of the division as they stand."""
    found = {subject: await _entries(connection, subject, division) for subject in _TABLES}
    rules: Any = found[Subject.STATION].get(division, {}).get("rules", {})
    return {**found, Subject.RULE: changes.rule_rows(rules)}


async def _entries(connection: AsyncConnection, subject: Subject, division: str) -> Rows:
    key = _key(_TABLES[subject]).name
    result = await database.run(connection, _SELECTIONS[subject], {"division": division})
    return {row[key]: dict(row) for row in result.mappings()}


async def _write(connection: AsyncConnection, district: District) -> None:
    register = changes.register_of(district)
    rules = {"rules": district.rules.model_dump(mode="json"), "revision": _FIRST_REVISION}
    for subject in _TABLES:
        extra = rules if subject is Subject.STATION else {}
        rows = [{**row, **extra} for row in register[subject].values()]
        if rows:
            await connection.execute(_UPSERTS[subject], rows)


async def _retire(connection: AsyncConnection, made: Sequence[Change]) -> None:
    for subject, statement in _RETIREMENTS.items():
        ids = [c.id for c in made if c.subject is subject and c.deed is Deed.RETIRED]
        await database.run(connection, statement, {"ids": ids})


def _key(table: Table) -> Column[Any]:
    (name,) = table.primary_key.columns.keys()
    return table.c[name]


def _among(subject: Subject) -> ColumnElement[bool]:
    return _key(_TABLES[subject]).in_(bindparam("ids", expanding=True))


def _upsert(table: Table) -> Insert:
    statement = insert(table)
    values: dict[str, ColumnElement[Any]] = {
        c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key
    }
    if "revision" in values:
        values["revision"] = table.c.revision + 1
    return statement.on_conflict_do_update(index_elements=[_key(table)], set_=values)


_FIRST_REVISION: Final = 1
_LOCK: Final = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0)))
"""Two loads of one district wait for each other; nothing else waits for them."""

_TABLES: Final = {
    Subject.STATION: table_of(Station),
    Subject.AGENCY: table_of(Agency),
    Subject.WINDOW: table_of(ServiceWindow),
    Subject.CLIENT: table_of(Client),
}
"""In the order in which they refer to each other; every key begins with the division."""

_SELECTIONS: Final = {
    subject: select(*table.columns).where(_key(table).startswith(bindparam("division")))
    for subject, table in _TABLES.items()
}
_UPSERTS: Final = {subject: _upsert(table) for subject, table in _TABLES.items()}
_RETIREMENTS: Final = {
    Subject.AGENCY: update(table_of(Agency)).where(_among(Subject.AGENCY)).values(is_active=False),
    Subject.CLIENT: update(table_of(Client)).where(_among(Subject.CLIENT)).values(is_active=False),
    Subject.WINDOW: delete(table_of(ServiceWindow)).where(_among(Subject.WINDOW)),
}
