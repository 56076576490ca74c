"""The one PostgreSQL database: engine, transaction, and how rows go in and come out."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from pydantic_core import to_json
from sqlalchemy import CursorResult, Executable, MetaData, Table, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import UserDefinedType
from sqlmodel import SQLModel

from app.core.prepared import Outcome, Prepared

R = TypeVar("R")

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SESSION_SETTINGS: Final = {
    "application_name": "liandong",
    "timezone": "UTC",
    # Statements are few and plain, and planning one anew costs more than running it.
    "plan_cache_mode": "force_generic_plan",
    "statement_timeout": "5000",
    "lock_timeout": "4000",
    "idle_in_transaction_session_timeout": "10000",
}
"""Limits of each connection in milliseconds: no request outlives its caller's patience."""


_PREPARED: Final[WeakKeyDictionary[Executable, Prepared | None]] = WeakKeyDictionary()


class Record(SQLModel):
    """The base of every table: named in snake case after its class, never an input schema."""

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")


def metadata() -> MetaData:
    return SQLModel.metadata


class TransactionId(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id, which orders the feed without gaps."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


class Database(Protocol):
    """Where transactions come from: an engine, or one connection of a test."""

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that commits when its block ends well and rolls back otherwise."""
        ...


def connect(url: str, *, pool_size: int) -> AsyncEngine:
    """An engine whose connections carry `SESSION_SETTINGS`; it connects on first use."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=False,
        json_serializer=dump_json,
        connect_args={"server_settings": SESSION_SETTINGS, "timeout": 5, "command_timeout": 10},
    )


def dump_json(value: object) -> str:
    return to_json(value).decode()


def together(*parts: str) -> TextClause:
    """One statement that makes several changes at once; none of them sees what another does.

    Foreign keys between the new rows hold in any order.
    """
    *before, last = parts
    ctes = ", ".join(f"_{i} AS ({part})" for i, part in enumerate(before))
    return text(f"WITH {ctes} {last}" if ctes else last)


def insertion(*tables: type[Record]) -> TextClause:
    """One statement that inserts any number of rows into each table; see `inserting`."""
    return together(*map(inserting, tables))


def inserting(table: type[Record]) -> str:
    """SQL whose one parameter, named after the table, is a JSON array from `rows`."""
    name, columns = table.__tablename__, table_of(table).columns
    # Columns that the database fills by itself are left to it; the names are ours, never input.
    listed = ", ".join(f'"{c.name}"' for c in columns if c.server_default is None)
    return (
        f"INSERT INTO {name} ({listed}) SELECT {listed} "  # noqa: S608
        f"FROM json_populate_recordset(CAST(NULL AS {name}), CAST(:{name} AS json))"
    )


def altering(table: type[Record]) -> str:
    """SQL that changes any columns of one row; what is not named stays.

    Its one parameter, `changed_` with the name of the table, is a JSON object from `dump_json`
    that names the `id` as well.
    """
    name, columns = table.__tablename__, table_of(table).columns
    listed = ", ".join(f'"{c.name}"' for c in columns if not (c.server_default or c.primary_key))
    changed = f"CAST(:changed_{name} AS json)"
    return (
        f"UPDATE {name} SET ({listed}) = "  # noqa: S608
        f"(SELECT {listed} FROM json_populate_record({name}, {changed})) "
        f"WHERE id = CAST({changed} ->> 'id' AS uuid)"
    )


def table_of(record: type[Record]) -> Table:
    """The Core table behind a record, for the statements of the hot paths."""
    return cast("Table", record.__table__)  # type: ignore[attr-defined]


def rows(values: Iterable[Mapping[str, object]]) -> str:
    """Rows as the JSON that `insertion` reads."""
    return dump_json(list(values))


async def run(
    connection: AsyncConnection, statement: Executable, parameters: Mapping[str, object]
) -> CursorResult[Any] | Outcome:
    """Run a statement; one that comes again was made at import, and is prepared from then on."""
    prepared = _PREPARED.get(statement)
    if prepared is not None and prepared.serves(parameters):
        return await connection.run_sync(prepared.run, parameters)
    result = await connection.execute(statement, cast("dict[str, Any]", parameters))
    if prepared is None:
        _PREPARED[statement] = Prepared(statement, result) if statement in _PREPARED else None
    return result


async def find(
    connection: AsyncConnection,
    statement: Executable,
    parameters: Mapping[str, object],
    shape: type[R],
) -> R | None:
    """The one row, or None. A row has the attributes of its table, so `shape` types it."""
    result = await run(connection, statement, parameters)
    return cast("R | None", result.one_or_none())


async def find_all(
    connection: AsyncConnection,
    statement: Executable,
    parameters: Mapping[str, object],
    shape: type[R],
) -> Sequence[R]:
    result = await run(connection, statement, parameters)
    return cast("Sequence[R]", result.all())


def values(row: object) -> dict[str, Any]:
    """The columns of a row that was read, by name."""
    found: Any = row
    return dict(found._mapping)  # noqa: SLF001 - SQLAlchemy's documented name


def values_of_each(rows: Sequence[object]) -> list[dict[str, Any]]:
    """The columns of every row of one statement; their names are looked up once."""
    found: Any = rows
    names = found[0]._fields if rows else ()
    return [dict(zip(names, row, strict=True)) for row in found]
