"""Statements that SQLAlchemy writes out once and the driver runs from then on.

SQLAlchemy would look up, each time anew, what it has written already, and so spend more on a short
statement than the driver and the database do.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.engine.result import IteratorResult


class Outcome(IteratorResult[Any]):
    """What a prepared statement gave: its rows, and how many rows it touched."""

    rowcount: int


class Prepared:
    """One statement: its SQL, where its arguments come from, and how its rows are read."""

    def __init__(self, statement: Executable, result: CursorResult[Any]) -> None:
        """`result` is that of an earlier run, which was SQLAlchemy's."""
        dialect = result.connection.dialect
        compiled: Any = cast("Any", statement).compile(dialect=dialect)
        written = compiled.construct_expanded_state(compiled.params)
        self._sql = written.statement
        self._constants = written.parameters
        self._lists = frozenset(written.parameter_expansion)
        processes = compiled._bind_processors | written.processors  # noqa: SLF001 - as SQLAlchemy
        self._places = [(name, processes.get(name)) for name in written.positiontup]
        self._metadata = result._metadata  # noqa: SLF001 - the only way to rows of the same kind

    def serves(self, parameters: Mapping[str, object]) -> bool:
        """A list among the parameters is part of the SQL, which then differs from run to run."""
        return self._lists.isdisjoint(parameters)

    def run(self, connection: Connection, parameters: Mapping[str, object]) -> Outcome:
        values = {**self._constants, **parameters}
        arguments = [
            values[name] if process is None else process(values[name])
            for name, process in self._places
        ]
        cursor = connection.connection.cursor()
        # Who listens to the statements of the engine hears of these too.
        connection.dispatch.before_cursor_execute(
            connection, cursor, self._sql, arguments, None, False
        )
        try:
            cursor.execute(self._sql, arguments)
        except BaseException as error:  # noqa: BLE001 - it is raised again, as SQLAlchemy says
            # What becomes of an error and of its connection stays for SQLAlchemy to say.
            connection._handle_dbapi_exception(error, self._sql, None, cursor, None)  # noqa: SLF001
        outcome = Outcome(self._metadata, iter(cursor.fetchall()))
        outcome.rowcount = cursor.rowcount
        return outcome
