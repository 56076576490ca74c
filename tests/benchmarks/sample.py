"""The rows that one request writes, read back from a database that holds nothing else."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

import asyncpg
from sqlalchemy import Column, DateTime, Table, Uuid
from sqlalchemy.dialects import postgresql

from app import tables  # noqa: F401 - importing every table completes the metadata
from app.core.database import metadata

_REGISTRATIONS: Final = {"station", "agency", "service_window", "client", "deployment"}
"""What a district is made of; every other row belongs to a request."""

Expression = Callable[[Column[object], str], str | None]
"""SQL for a value of this column that differs from row to row; None lets it stand as it is."""


class Row(NamedTuple):
    """One row with its values as PostgreSQL writes them."""

    table: Table
    values: Mapping[str, str | None]

    def expressions(self, varying: Expression) -> dict[str, str]:
        """SQL for each column, as `varying` says."""
        return {name: self._expression(name, varying) for name in self.values}

    def ids(self) -> Iterator[str]:
        for name, value in self.values.items():
            if value is not None and isinstance(self.table.c[name].type, Uuid):
                yield value

    def _expression(self, name: str, varying: Expression) -> str:
        column, value = self.table.c[name], self.values[name]
        if value is None:
            return "NULL"
        return varying(column, value) or f"CAST({quoted(value)} AS {type_of(column)})"


class Sample(NamedTuple):
    """All rows of one request, those first on which others depend."""

    rows: tuple[Row, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id among them, in the order of their first mention."""
        return tuple(dict.fromkeys(id_ for row in self.rows for id_ in row.ids()))

    def value(self, table: str, column: str) -> str:
        """What stands in that column of the first such row."""
        return next(str(r.values[column]) for r in self.rows if r.table.name == table)


async def read(dsn: str) -> Sample:
    connection = await asyncpg.connect(dsn)
    try:
        rows = [
            Row(table, dict(record))
            for table in metadata().sorted_tables
            if table.name not in _REGISTRATIONS
            for record in await connection.fetch(_selection(table))
        ]
    finally:
        await connection.close()
    return Sample(tuple(rows))


def _selection(table: Table) -> str:
    """Every column that the database does not fill by itself."""
    written = (column for column in table.columns if column.server_default is None)
    listed = ", ".join(f'"{column.name}"::text' for column in written)
    return f"SELECT {listed} FROM {table.name}"


def quoted(value: str) -> str:
    """A literal; colons are escaped, since pgbench would read a variable after them."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\x3a")
    return f"E'{escaped}'"


def type_of(column: Column[object]) -> str:
    return column.type.compile(dialect=postgresql.dialect())


def is_instant(column: Column[object]) -> bool:
    return isinstance(column.type, DateTime)
