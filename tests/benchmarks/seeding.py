"""Fills a database with copies of one request, spread over agencies, employers and three years."""

from typing import Final

import asyncpg
from sqlalchemy import Column

from tests.benchmarks.sample import Row, Sample, is_instant, quoted, type_of

INBOX: Final = 400
"""Referrals in the inbox that is read, however many cases there are."""

_EMPLOYERS: Final = "'{宏达,华建,中盛,恒信,金泰,鸿运,东方,天成,永安,瑞丰,长城,建业}'::text[]"
_TRADES: Final = "'{建筑劳务,装饰工程,物业管理,电子科技,服装加工,餐饮服务,物流运输}'::text[]"
_EMPLOYER: Final = (
    f"({_EMPLOYERS})[n % 12 + 1] || ({_EMPLOYERS})[n / 12 % 12 + 1]"
    f" || ({_TRADES})[n % 7 + 1] || '有限公司'"
)
_SPAN: Final = "interval '3 years'"
_FIRST_MILLISECOND: Final = 1_700_000_000_000

_SETTINGS: Final = (
    # The copies agree with each other as the rows of the request did.
    "SET session_replication_role = replica",
    "SET synchronous_commit = off",
    "SET work_mem = '64MB'",
    "SET maintenance_work_mem = '256MB'",
)


class _Copies:
    """SQL for the values of the copies; `n` is the number of the copy."""

    def __init__(self, sample: Sample, size: int) -> None:
        self._size = size
        self._ids = sample.ids
        # One case in so many is for the inbox that is read; the others are of other districts.
        is_read = f"n * {INBOX} % {size} < {INBOX}"
        division = f"CASE WHEN {is_read} THEN '310120' ELSE (330100 + n % 90)::text END"
        other = "('{court,hrss,justice,procuratorate}'::text[])[n % 4 + 1]"
        kind = f"CASE WHEN {is_read} THEN 'procuratorate' ELSE {other} END"
        number = f"({division}) || '-2025-' || n"
        self._named = {
            sample.value("case_file", "division"): division,
            sample.value("case_file", "number"): number,
            sample.value("case_file", "employer"): _EMPLOYER,
            sample.value("case_file", "search_text"): f"{number} || chr(10) || {_EMPLOYER}",
            sample.value("referral", "sender"): f"({division}) || '-union'",
            sample.value("referral", "receiver"): f"({division}) || '-' || {kind}",
        }

    def expression(self, column: Column[object], value: str) -> str | None:
        if value in self._ids:
            return f"CAST({self._id(value)} AS {type_of(column)})"
        if is_instant(column):
            return f"{quoted(value)}::timestamptz - {_SPAN} * ({self._size} - n) / {self._size}"
        state = _STATES.get((column.table.name, column.name))
        return state or self._named.get(value)

    def _id(self, value: str) -> str:
        """An id that rises with `n`, like those which the service makes."""
        instant = f"lpad(to_hex({_FIRST_MILLISECOND} + n * bigint '60000'), 12, '0')"
        return f"({instant} || '70008000{self._ids.index(value):012x}')"


# Most work is done: one referral in ten waits, two are in hand.
_STATES: Final = {
    ("case_file", "status"): "CASE WHEN n % 10 < 3 THEN 'in_progress' ELSE 'closed' END",
    ("referral", "status"): (
        "CASE WHEN n % 10 = 0 THEN 'sent' WHEN n % 10 < 3 THEN 'accepted' ELSE 'completed' END"
    ),
    ("deadline", "status"): "CASE WHEN n % 10 = 0 THEN 'running' ELSE 'stopped' END",
}


async def fill(dsn: str, sample: Sample, size: int) -> list[str]:
    """Bring the database of a superuser to that many cases; ids of the referrals to be read."""
    copies = _Copies(sample, size)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("; ".join(_SETTINGS))
        for row in sample.rows:
            await connection.execute(_insertion(row, copies, size))
        await connection.execute("VACUUM ANALYZE")
        inbox = await connection.fetch(
            "SELECT id FROM referral WHERE receiver = $1 ORDER BY sent_at",
            sample.value("referral", "receiver"),
        )
    finally:
        await connection.close()
    return [str(referral["id"]) for referral in inbox]


def _insertion(row: Row, copies: _Copies, size: int) -> str:
    expressions = row.expressions(copies.expression)
    names = ", ".join(f'"{name}"' for name in expressions)
    values = ", ".join(expressions.values())
    numbers = f"generate_series(1, {size - 1}) AS n"
    return f"INSERT INTO {row.table.name} ({names}) SELECT {values} FROM {numbers}"
