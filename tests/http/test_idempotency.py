from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core import idempotency
from app.events.journal import Change
from app.referrals.lifecycle import ReferralAction
from app.work import Consequence, Entry, Follower, Work
from tests import bodies, rights
from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.referrals.piece import ACTS, RECEIVER, SENDER, Piece
from tests.station import TestClock

A = ReferralAction
KEY = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}


async def count(connection: AsyncConnection, table: str) -> int:
    return (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def test_a_create_that_is_sent_again_gets_its_first_answer_and_makes_nothing(
    at: DeskOf, connection: AsyncConnection
) -> None:
    first = await at(SENDER).create("/referrals", bodies.referral(), **KEY)
    again = await at(SENDER).create("/referrals", bodies.referral(), **KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for name in ("etag", "location", "content-type", "cache-control"):
        assert again.headers[name] == first.headers[name]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await count(connection, "case_file") == await count(connection, "referral") == 1


async def test_a_move_that_is_sent_again_is_not_made_twice(at: DeskOf, piece: Piece) -> None:
    accept = ("POST", f"{piece.path}/acceptance", {}, {"If-Match": piece.etag, **KEY})
    first = await at(RECEIVER).request(*accept)
    again = await at(RECEIVER).request(*accept)

    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_retry_is_answered_though_the_resource_has_moved_on(
    at: DeskOf, piece: Piece
) -> None:
    accept = ("POST", f"{piece.path}/acceptance", {}, {"If-Match": piece.etag, **KEY})
    first = await at(RECEIVER).request(*accept)
    piece.etag = first.headers["etag"]
    await piece.take(A.COMPLETION)

    again = await at(RECEIVER).request(*accept)

    assert again.json()["status"] == "accepted"


@pytest.mark.parametrize(
    "other", [{"asked_action": "请另行调查"}, {"note": "补充说明"}, {"purpose": "criminal"}]
)
async def test_a_key_answers_one_request_only(at: DeskOf, other: dict[str, str]) -> None:
    await at(SENDER).create("/referrals", bodies.referral(), **KEY)

    refused = await at(SENDER).create("/referrals", bodies.referral(**other), **KEY)

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_key_of_one_referral_does_not_move_another(at: DeskOf, piece: Piece) -> None:
    other = await pieces.send(at)
    await at(RECEIVER).request("POST", f"{piece.path}/receipt", {}, {"If-Match": piece.etag, **KEY})

    refused = await at(RECEIVER).request(
        "POST", f"{other.path}/receipt", {}, {"If-Match": other.etag, **KEY}
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")


async def test_equal_keys_of_two_clients_know_nothing_of_each_other(
    at: DeskOf, connection: AsyncConnection
) -> None:
    portal = await at(SENDER, "officer").create("/referrals", bodies.referral(), **KEY)
    system = await at(SENDER, "system").create("/referrals", bodies.referral(), **KEY)
    other = await at("union").create("/referrals", bodies.referral(), **KEY)

    assert [a.status_code for a in (portal, system, other)] == [201, 201, 201]
    assert len({a.json()["id"] for a in (portal, system, other)}) == 3


async def test_equal_keys_on_two_routes_know_nothing_of_each_other(
    at: DeskOf, piece: Piece
) -> None:
    received = await at(RECEIVER).request(
        "POST", f"{piece.path}/receipt", {}, {"If-Match": piece.etag, **KEY}
    )
    accepted = await at(RECEIVER).request(
        "POST", f"{piece.path}/acceptance", {}, {"If-Match": received.headers["etag"], **KEY}
    )

    assert (received.status_code, accepted.status_code) == (200, 200)
    assert accepted.json()["status"] == "accepted"


async def test_only_an_answer_of_success_is_kept(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    complete = ("POST", f"{piece.path}/completion", ACTS[A.COMPLETION][1])
    before = await count(connection, "stored_answer")

    early = await at(RECEIVER).request(*complete, {"If-Match": piece.etag, **KEY})
    kept = await count(connection, "stored_answer")
    await piece.take(A.ACCEPTANCE)
    late = await at(RECEIVER).request(*complete, {"If-Match": piece.etag, **KEY})

    assert (early.status_code, late.status_code) == (409, 200)
    assert kept == before
    assert "idempotency-replayed" not in late.headers


async def test_a_retry_by_another_desk_of_the_client_is_asked_for_its_own_right(
    at: DeskOf, piece: Piece
) -> None:
    accept = ("POST", f"{piece.path}/acceptance", {}, {"If-Match": piece.etag, **KEY})
    await at(RECEIVER, "officer").request(*accept)

    refused = await at(RECEIVER, rights.NEVER).request(*accept)

    assert refused.status_code == 403


@pytest.mark.parametrize("key", ["", " ", "two words", "é", "键", "a" * 129, "a\tb"])
async def test_a_key_is_visible_ascii_and_not_too_long(at: DeskOf, key: str) -> None:
    desk = at(SENDER)
    headers = [
        (b"authorization", f"Bearer {desk.token}".encode()),
        (b"idempotency-key", key.encode()),
    ]

    refused = await desk.http.post("/v1/referrals", json=bodies.referral(), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency-key-malformed")


async def test_two_keys_are_no_key(at: DeskOf) -> None:
    desk = at(SENDER)
    headers = [
        ("authorization", f"Bearer {desk.token}"),
        ("idempotency-key", "one"),
        ("idempotency-key", "two"),
    ]

    refused = await desk.http.post("/v1/referrals", json=bodies.referral(), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency-key-malformed")


async def test_a_key_is_forgotten_after_its_days_and_counts_as_new(
    at: DeskOf, connection: AsyncConnection, clock: TestClock
) -> None:
    first = await at(SENDER).create("/referrals", bodies.referral(), **KEY)
    clock.advance(days=idempotency.RETENTION_DAYS, seconds=1)

    kept = await idempotency.forget(connection, clock.now - timedelta(days=8))
    dropped = await idempotency.forget(connection, clock.now - timedelta(days=7))
    again = await at(SENDER).create("/referrals", bodies.referral(), **KEY)

    assert (kept, dropped) == (0, 1)
    assert again.json()["id"] != first.json()["id"]


INTERNAL_ERROR = "XX000"
FAIL = """
    CREATE FUNCTION pg_temp.fail(code text) RETURNS uuid LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'broken' USING ERRCODE = code; END $$
"""


def failing(times: int, sqlstate: str) -> Follower:
    """A follower whose change PostgreSQL refuses with this code the first so many times."""
    left = [times]
    breaking = f"INSERT INTO outbox (entry_id) SELECT pg_temp.fail('{sqlstate}')"

    async def follow(work: Work, entries: Sequence[Entry]) -> Consequence:
        if not left[0]:
            return Consequence()
        left[0] -= 1
        return Consequence(Change((breaking,)))

    return follow


@pytest.fixture
async def followed(app: FastAPI, connection: AsyncConnection) -> AsyncIterator[Any]:
    """Puts a follower behind those of the application."""
    await connection.execute(text(FAIL))
    before = app.state.followers

    def put(follower: Follower) -> None:
        app.state.followers = (*before, follower)

    yield put
    app.state.followers = before


async def test_what_broke_before_its_commit_left_nothing_and_runs_on_the_retry(
    at: DeskOf, followed: Any, connection: AsyncConnection
) -> None:
    followed(failing(1, INTERNAL_ERROR))

    broken = await at(SENDER).create("/referrals", bodies.referral(), **KEY)
    left = await count(connection, "case_file")
    retried = await at(SENDER).create("/referrals", bodies.referral(), **KEY)

    assert (broken.status_code, left) == (500, 0)
    assert retried.status_code == 201
    assert "idempotency-replayed" not in retried.headers
    assert await count(connection, "case_file") == 1


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
async def test_a_command_is_run_again_when_postgresql_asks_for_it(
    at: DeskOf, followed: Any, connection: AsyncConnection, sqlstate: str
) -> None:
    followed(failing(2, sqlstate))

    sent = await at(SENDER).create("/referrals", bodies.referral(), **KEY)

    assert sent.status_code == 201
    assert await count(connection, "case_file") == 1


async def test_after_three_times_the_caller_is_asked_to_come_back(
    at: DeskOf, followed: Any, connection: AsyncConnection
) -> None:
    followed(failing(3, "40P01"))

    refused = await at(SENDER).create("/referrals", bodies.referral(), **KEY)

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert int(refused.headers["retry-after"]) >= 1
    assert await count(connection, "case_file") == 0
