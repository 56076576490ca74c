"""What a worklist reads follows the length of a page, however many clocks there are."""

import json
from typing import Any

import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests import bodies
from tests.cases import many
from tests.cases.test_list_plans import nodes, rows_read
from tests.conftest import DeskOf
from tests.station import Desk

CLOCKS = 6_000
LIMIT = 50

# A third is stopped, a third runs and a third is paused; most are late.
_CLOCKS = text(
    """
    INSERT INTO deadline (
        id, case_id, division, rule_code, responsible, status, version, starts_at, amount, unit,
        pauses, extensions, due_on, due_at, original_due_on, is_provisional, calendar_version,
        rules_version, escalation, started_by, changed_by
    )
    SELECT
        gen_random_uuid(), id, '310120', 'REF_ANSWER_5WD', '310120-union',
        CASE WHEN n % 3 = 0 THEN 'stopped' WHEN n % 3 = 1 THEN 'running' ELSE 'paused' END, 1,
        at, 5, 'working_day', '[]', '[]', CAST(at AS date), at, CAST(at AS date), false, 'CN-1',
        '1', 0, entry, entry
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM case_file) AS cases,
        LATERAL (SELECT timestamptz '2026-01-01' + n * interval '20 minutes' AS at) AS times,
        (SELECT id AS entry FROM journal_entry ORDER BY seq LIMIT 1) AS first_entry
    """
)


@pytest_asyncio.fixture
async def district(committed: FastAPI, committed_at: DeskOf) -> AsyncEngine:
    """A union that must see to a clock on each of its many cases."""
    engine: AsyncEngine = committed.state.database
    async with engine.begin() as connection:
        await many.cases(connection, CLOCKS)
        await many.grants(connection, "310120-union", 1)
    # An event by which the clocks may have been started.
    await committed_at("union").create("/cases", bodies.case())
    async with engine.begin() as connection:
        await connection.execute(_CLOCKS)
    await many.settle(engine)
    async with engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text("VACUUM (ANALYZE) deadline"))
    return engine


async def plan(engine: AsyncEngine, desk: Desk, path: str) -> dict[str, Any]:
    """How the statement behind a list was carried out."""
    said: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:
        said.append((arguments[2], arguments[3]))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    answer = await desk.get(path)
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) == LIMIT
    (statement,) = [entry for entry in said if "access_grant" in entry[0]]
    async with engine.connect() as connection:
        explained = await connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement[0]}", statement[1]
        )
    found = explained.scalar_one()
    whole: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return whole


ASKED = (
    "",
    "?overdue=true",
    "?status=paused",
    "?status=stopped",
    "?due_from=2026-02-01T00:00:00%2B08:00",
    "?agency=310120-union&overdue=true&due_before=2026-02-20T00:00:00%2B08:00",
)


async def test_a_page_of_a_worklist_reads_about_a_page(
    committed_at: DeskOf, district: AsyncEngine
) -> None:
    union = committed_at("union")

    plans = [await plan(district, union, f"/deadlines{query}") for query in ASKED]

    for whole in plans:
        assert "ix_deadline_worklist" in {node.get("Index Name") for node in nodes(whole)}
        assert "Seq Scan" not in {node["Node Type"] for node in nodes(whole)}
    # For each clock of the page: itself, its case, and the grants of the case.
    assert max(map(rows_read, plans)) <= (LIMIT + 1) * 4


async def test_the_second_page_reads_no_more_than_the_first(
    committed_at: DeskOf, district: AsyncEngine
) -> None:
    union = committed_at("union")
    first = (await union.get("/deadlines?overdue=true")).json()

    whole = await plan(district, union, f"/deadlines?overdue=true&cursor={first['next_cursor']}")

    assert rows_read(whole) <= (LIMIT + 1) * 4


async def test_the_calendar_of_a_feed_walks_the_same_index(
    committed_at: DeskOf, district: AsyncEngine
) -> None:
    union = committed_at("union")
    feed = (await union.create("/deadline-feeds", {"label": "值班日历"})).json()
    said: list[str] = []
    event.listen(
        district.sync_engine, "before_cursor_execute", lambda *heard: said.append(heard[2])
    )

    answered = await union.http.get(feed["path"])

    assert answered.status_code == 200
    assert len([statement for statement in said if statement.startswith("SELECT")]) == 2
    assert answered.text.count("BEGIN:VEVENT") > 1_000
