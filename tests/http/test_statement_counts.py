from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.referrals.lifecycle import ReferralAction
from tests import bodies
from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.referrals.piece import RECEIVER, SENDER, Piece

A = ReferralAction
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")

Statements = list[str]


@pytest.fixture
def statements(engine: AsyncEngine) -> Iterator[Statements]:
    """What is sent to the database, without the frame of the transaction."""
    sent: Statements = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if not statement.startswith(FRAME):
            sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def warm(at: DeskOf, piece: Piece) -> None:
    """Let the small tables be read, which later requests find in memory."""
    await at(SENDER).get(piece.path)


async def test_a_create_with_its_case_takes_at_most_eight(
    at: DeskOf, piece: Piece, statements: Statements
) -> None:
    await warm(at, piece)
    statements.clear()

    await at(SENDER).create("/referrals", bodies.referral())

    assert len(statements) <= 8, statements


async def test_a_create_takes_as_many_for_a_hundred_workers_as_for_one(
    at: DeskOf, piece: Piece, statements: Statements
) -> None:
    crew = bodies.case(workers=[bodies.worker() for _ in range(100)])
    await warm(at, piece)
    statements.clear()

    await at(SENDER).create("/referrals", bodies.referral())
    for_one = [*statements]
    statements.clear()
    await at(SENDER).create("/referrals", bodies.referral(case=crew))

    assert statements == for_one


async def test_a_read_takes_one_however_long_the_story(
    at: DeskOf, piece: Piece, statements: Statements
) -> None:
    for action in (A.SUPPLEMENT_REQUEST, A.SUPPLEMENT, A.ACCEPTANCE, A.ASSIGNMENT):
        await piece.take(action)
    statements.clear()

    await at(RECEIVER).get(piece.path)

    assert len(statements) == 1, statements


@pytest.mark.parametrize("action", [A.RECEIPT, A.ACCEPTANCE, A.REJECTION])
async def test_a_move_takes_a_handful(
    at: DeskOf, piece: Piece, statements: Statements, action: A
) -> None:
    await warm(at, piece)
    statements.clear()

    await piece.take(action)

    assert len(statements) <= 9, statements


@pytest.mark.parametrize("referrals", [1, 12])
async def test_a_list_takes_one_however_long_it_is(
    at: DeskOf, piece: Piece, statements: Statements, referrals: int
) -> None:
    for _ in range(referrals):
        await pieces.send(at)
    statements.clear()

    listed = await at(RECEIVER).get("/referrals")

    assert len(listed.json()["items"]) == referrals + 1
    assert len(statements) == 1, statements


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda desk: desk.http.get("/v1/referrals"), id="without a token"),
        pytest.param(lambda desk: desk.get("/referrals?page=2"), id="unknown parameter"),
        pytest.param(lambda desk: desk.create("/referrals", {}), id="against the schema"),
        pytest.param(lambda desk: desk.get("/nothing"), id="unknown path"),
    ],
)
async def test_what_is_refused_for_its_form_asks_the_database_nothing(
    at: DeskOf, piece: Piece, statements: Statements, ask: Callable[..., object]
) -> None:
    await warm(at, piece)
    statements.clear()

    refused = await ask(at(SENDER))

    assert 400 <= refused.status_code < 500
    assert statements == []


async def test_a_retry_with_its_key_takes_fewer_than_the_first(
    at: DeskOf, piece: Piece, statements: Statements
) -> None:
    key = {"Idempotency-Key": "counted"}
    await at(SENDER).create("/referrals", bodies.referral(), **key)
    statements.clear()

    await at(SENDER).create("/referrals", bodies.referral(), **key)

    assert len(statements) == 1, statements
