"""What a list reads follows what the agency has, however many cases there are."""

import json
from collections.abc import Iterator
from typing import Any

import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cases import many
from tests.conftest import DeskOf
from tests.station import Desk

CASES = 6_000
OF_COURT = 20
"""How many of them are open to an agency that has few."""
LIMIT = 50


@pytest_asyncio.fixture
async def district(committed: FastAPI) -> AsyncEngine:
    """A union to which every case is open, and a court to which few are."""
    engine: AsyncEngine = committed.state.database
    async with engine.begin() as connection:
        await many.cases(connection, CASES)
        await many.grants(connection, "310120-union", 1)
        await many.grants(connection, "310120-court", CASES // OF_COURT)
    await many.settle(engine)
    return engine


async def plan(engine: AsyncEngine, desk: Desk, **filters: str) -> dict[str, Any]:
    """How the statement behind the list was carried out."""
    said: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:
        said.append((arguments[2], arguments[3]))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    answer = await desk.get("/cases", params=filters)
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert answer.status_code == 200, answer.text
    (statement,) = [entry for entry in said if "access_grant" in entry[0]]
    async with engine.connect() as connection:
        explained = await connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement[0]}", statement[1]
        )
    found = explained.scalar_one()
    whole: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return whole


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from nodes(inner)


def rows_read(whole: dict[str, Any]) -> int:
    """Rows that were taken from a table, whether they were then kept or not."""
    scans = [node for node in nodes(whole) if "Relation Name" in node]
    dropped = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    return round(
        sum(
            node["Actual Loops"]
            * (node["Actual Rows"] + sum(node.get(name, 0) for name in dropped))
            for node in scans
        )
    )


async def test_an_agency_with_few_cases_reads_few_rows_of_a_large_table(
    committed_at: DeskOf, district: AsyncEngine
) -> None:
    asked = ({}, {"status": "open"}, {"role": "owner"}, {"q": "建筑"}, {"q": "不存在"})

    plans = [await plan(district, committed_at("court"), **filters) for filters in asked]

    # Two grants and at most as many looks at the case for each that is open to it.
    assert max(map(rows_read, plans)) <= OF_COURT * 2 * 2
    assert "Seq Scan" not in {node["Node Type"] for whole in plans for node in nodes(whole)}


async def test_the_first_page_of_an_agency_with_many_cases_reads_about_a_page(
    committed_at: DeskOf, district: AsyncEngine
) -> None:
    asked = ({}, {"status": "closed"}, {"q": "建筑"})

    plans = [await plan(district, committed_at("union"), **filters) for filters in asked]

    assert max(map(rows_read, plans)) <= (LIMIT + 1) * 2 * 2 * 2


async def test_a_rare_search_is_answered_from_its_index(
    committed_at: DeskOf, district: AsyncEngine
) -> None:
    whole = await plan(district, committed_at("union"), q="海499建")

    assert "ix_case_file_search" in {node.get("Index Name") for node in nodes(whole)}
    assert rows_read(whole) < CASES / 10


async def test_every_list_is_planned_for_the_agency_that_asks(
    committed_at: DeskOf, district: AsyncEngine
) -> None:
    for _ in range(8):
        await committed_at("court").get("/cases")

    async with district.connect() as connection:
        plans = await connection.execute(
            text(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements "
                "WHERE statement LIKE 'SELECT DISTINCT ON%'"
            )
        )
    assert plans.one() == (0, 8)
