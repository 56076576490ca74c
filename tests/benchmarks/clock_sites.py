"""Databases full of running clocks, and a service in front of each."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import asyncpg
from sqlalchemy import Column

from app.devtools import postgres
from app.devtools.issuer import ISSUER, LIFETIME
from tests import databases
from tests.benchmarks import client, sample
from tests.benchmarks.desks import AUDIENCE, Desks
from tests.benchmarks.processes import Served, serve
from tests.benchmarks.sample import Row, Sample, type_of
from tests.benchmarks.sites import PLACE, RUN

PER_CASE: Final = 4
"""Clocks of one case."""

_RULE: Final = "REF_ANSWER_5WD"
_COPIED: Final = frozenset({"case_file", "access_grant"})
_SETTINGS: Final = "SET session_replication_role = replica; SET synchronous_commit = off"
_FIRST_MILLISECOND: Final = 1_700_000_000_000


@dataclass(frozen=True)
class ClockSite:
    """A service over so many running clocks, of which `due` have run out unnoticed."""

    server: postgres.Server
    database: str
    served: Served
    clocks: int
    due: int

    def url(self, role: str) -> str:
        return self.server.url(self.database, role)


@contextmanager
def clock_site(server: postgres.Server, desks: Desks, clocks: int, due: int) -> Iterator[ClockSite]:
    """One request writes the case of which all others are copies."""
    name = f"clocks_{clocks}_{due}"
    database = f"{RUN}_{name}"
    databases.copy(server.url(), RUN, name)
    with _service(server, database) as served:
        client.send(served.port, desks.samples(), 1, 201)
        dsn = server.url(database, postgres.SUPERUSER).replace("+asyncpg", "")
        asyncio.run(_fill(dsn, clocks, due))
        yield ClockSite(server, database, served, clocks, due)


@contextmanager
def _service(server: postgres.Server, database: str) -> Iterator[Served]:
    issuer = {
        "issuer": ISSUER,
        "jwks_file": str(PLACE / "jwks.json"),
        "max_lifetime_seconds": int(LIFETIME.total_seconds()),
    }
    settings = {
        "LIANDONG_ENVIRONMENT": "development",
        "LIANDONG_DATABASE_URL": server.url(database, postgres.API),
        "LIANDONG_AUDIENCE": AUDIENCE,
        "LIANDONG_ISSUERS": json.dumps([issuer]),
    }
    with serve("app.main:create_app", PLACE / f"{database}.log", settings) as served:
        yield served


async def _fill(dsn: str, clocks: int, due: int) -> None:
    written = await sample.read(dsn)
    copied = [row for row in written.rows if row.table.name in _COPIED]
    (clock,) = (row for row in written.rows if row.values.get("rule_code") == _RULE)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_SETTINGS)
        await connection.execute("TRUNCATE deadline")
        for row in copied:
            await connection.execute(_copies(written, row, clocks // PER_CASE))
        await connection.execute(_clocks(written, clock, clocks, due))
        await connection.execute("VACUUM ANALYZE")
        # What was written here is not to be written out while something is measured.
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


def _copies(written: Sample, row: Row, cases: int) -> str:
    number = written.value("case_file", "number")

    def varying(column: Column[object], value: str) -> str | None:
        if value == number and column.name != "id":
            return "'B-' || n"
        return _id(written, column, value)

    return _insertion(row, row.expressions(varying), f"generate_series(1, {cases}) AS n")


def _clocks(written: Sample, row: Row, clocks: int, due: int) -> str:
    """So many that ran out last midnight, the others spread over the year to come.

    They stand in the table as the cases were registered, not as they come due.
    """
    values = row.expressions(lambda column, value: _id(written, column, value, PER_CASE))
    days = f"CASE WHEN m < {due} THEN 0 ELSE 2 + m % 360 END"
    midnight = "date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai')"
    ends = f"({midnight} + ({days}) * interval '1 day')"
    values |= {
        "id": f"CAST({_uuid('n', 'f')} AS uuid)",
        "due_on": f"CAST({ends} AS date) - 1",
        "original_due_on": f"CAST({ends} AS date) - 1",
        "due_at": f"{ends} AT TIME ZONE 'Asia/Shanghai'",
        "watch_at": f"{ends} AT TIME ZONE 'Asia/Shanghai'",
    }
    # Multiplying by a number that shares no factor with the count mixes them well.
    mixed = (
        f"(SELECT n, n * bigint '7368787' % {clocks} AS m FROM generate_series(1, {clocks}) AS n)"
    )
    return _insertion(row, values, f"{mixed} AS mixed")


def _id(written: Sample, column: Column[object], value: str, per: int = 1) -> str | None:
    """Ids rise with the number of the case, like those which the service makes."""
    if value not in written.ids:
        return None
    number = f"((n - 1) / {per} + 1)"
    return f"CAST({_uuid(number, f'{written.ids.index(value):x}')} AS {type_of(column)})"


def _uuid(number: str, kind: str) -> str:
    instant = f"lpad(to_hex({_FIRST_MILLISECOND} + {number} * bigint '60000'), 12, '0')"
    return f"({instant} || '70008000{kind.rjust(12, '0')}')"


def _insertion(row: Row, values: dict[str, str], source: str) -> str:
    names = ", ".join(f'"{name}"' for name in values)
    return (
        f"INSERT INTO {row.table.name} ({names}) SELECT {', '.join(values.values())} FROM {source}"
    )
