from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import (
    ARRAY,
    Executable,
    Integer,
    String,
    TextClause,
    Uuid,
    bindparam,
    column,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.core import database

RUNS = range(4)
"""The first two are SQLAlchemy's."""


async def values_of(
    connection: AsyncConnection, statement: Executable, **given: object
) -> list[Any]:
    """What each of several runs gives."""
    return [tuple((await database.run(connection, statement, given)).one()) for _ in RUNS]


@pytest_asyncio.fixture
async def one_connection(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = database.connect(database_url, pool_size=1)
    yield engine
    await engine.dispose()


async def test_every_run_reads_its_values_alike(connection: AsyncConnection) -> None:
    id_ = uuid4()
    statement = select(
        bindparam("id", type_=Uuid).label("id"),
        bindparam("facts", type_=JSONB).label("facts"),
        bindparam("names", type_=ARRAY(String)).label("names"),
        literal(7).label("seven"),
    )

    given = {"id": id_, "facts": {"sum": [1, None]}, "names": ["张", "李"]}
    read = await values_of(connection, statement, **given)

    assert read == [(id_, {"sum": [1, None]}, ["张", "李"], 7)] * len(RUNS)


async def test_rows_of_every_run_have_the_same_names(connection: AsyncConnection) -> None:
    statement = text("SELECT 1 AS first, 2 AS second")

    rows = [await database.find(connection, statement, {}, object) for _ in RUNS]

    assert [database.values(row) for row in rows] == [{"first": 1, "second": 2}] * len(RUNS)


async def test_statements_of_one_form_keep_their_own_constants(connection: AsyncConnection) -> None:
    def told(number: int) -> Executable:
        return select(literal(number).label("number")).where(literal(number).in_([number, 0]))

    one, two = told(1), told(2)

    assert await values_of(connection, one) == [(1,)] * len(RUNS)
    assert await values_of(connection, two) == [(2,)] * len(RUNS)


async def test_a_list_may_be_of_another_length_each_time(connection: AsyncConnection) -> None:
    wanted = bindparam("wanted", type_=Integer, expanding=True)
    numbers = text("SELECT number FROM generate_series(1, 9) AS number").columns(column("number"))
    statement = select(numbers.subquery().c.number).where(column("number").in_(wanted))

    found = [
        (await database.run(connection, statement, {"wanted": wished})).scalars().all()
        for wished in ([1], [1, 2], [], [7, 8, 9])
    ]

    assert found == [[1], [1, 2], [], [7, 8, 9]]


async def test_every_run_says_how_many_rows_it_touched(connection: AsyncConnection) -> None:
    await connection.execute(text("CREATE TEMPORARY TABLE mark (number int) ON COMMIT DROP"))
    statement = text("INSERT INTO mark SELECT generate_series(1, :most)")

    touched = [(await database.run(connection, statement, {"most": n})).rowcount for n in RUNS]

    assert touched == [0, 1, 2, 3]


async def test_an_error_is_the_same_in_every_run(connection: AsyncConnection) -> None:
    await connection.execute(text("CREATE TEMPORARY TABLE mark (number int PRIMARY KEY)"))
    statement = text("INSERT INTO mark VALUES (:number)")
    await values_written(connection, statement)

    with pytest.raises(IntegrityError, match="mark_pkey") as refused:
        await database.run(connection, statement, {"number": 1})

    assert getattr(refused.value.orig, "sqlstate", None) == "23505"


async def values_written(connection: AsyncConnection, statement: Executable) -> None:
    for number in RUNS:
        await database.run(connection, statement, {"number": number})


async def test_a_lost_connection_is_replaced(
    one_connection: AsyncEngine, connection: AsyncConnection
) -> None:
    statement = text("SELECT pg_backend_pid() AS pid")
    async with one_connection.begin() as other:
        ((lost,), *_) = await values_of(other, statement)

    with pytest.raises(DBAPIError) as refused:
        await lose(one_connection, connection, lost, statement)

    assert refused.value.connection_invalidated
    async with one_connection.begin() as other:
        ((found,), *_) = await values_of(other, statement)
    assert found != lost


async def lose(
    engine: AsyncEngine, beside: AsyncConnection, lost: int, statement: TextClause
) -> None:
    async with engine.begin() as connection:
        await database.run(connection, statement, {})
        await beside.execute(text("SELECT pg_terminate_backend(:pid, 1000)"), {"pid": lost})
        await database.run(connection, statement, {})
