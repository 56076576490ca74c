"""Many callers in the same instant, on real connections that really commit."""

import asyncio
from collections import Counter
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from app.referrals.lifecycle import ReferralAction
from tests import bodies
from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.referrals.piece import ACTS, RECEIVER, SENDER

A = ReferralAction
MANY = 50


def tally(answers: list[httpx.Response]) -> Counter[tuple[int, str]]:
    return Counter((a.status_code, a.json().get("code", "")) for a in answers)


async def scalar(app: FastAPI, query: str) -> Any:
    async with app.state.database.begin() as connection:
        return (await connection.execute(text(query))).scalar_one()


async def test_of_fifty_acceptances_with_one_etag_one_is_made(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    piece = await pieces.send(committed_at)
    desk = committed_at(RECEIVER)

    answers = await asyncio.gather(
        *(piece.take(A.ACCEPTANCE, by=desk, etag=piece.etag) for _ in range(MANY))
    )

    assert tally(answers) == {(200, ""): 1, (412, "stale-version"): MANY - 1}
    current = {a.json()["current_etag"] for a in answers if a.status_code == 412}
    assert current == {'"2"'}
    accepted = "SELECT count(*) FROM journal_entry WHERE type = 'referral.accepted'"
    assert await scalar(committed, accepted) == 1


async def test_of_two_sides_that_act_at_once_one_prevails(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    for _ in range(5):
        piece = await pieces.send(committed_at)
        moves = (A.ACCEPTANCE, A.WITHDRAWAL, A.REJECTION, A.RECEIPT)

        answers = await asyncio.gather(*(piece.take(move, etag='"1"') for move in moves))

        assert sorted(a.status_code for a in answers) == [200, 412, 412, 412]
    assert await scalar(committed, "SELECT max(version) FROM referral") == 2


async def test_fifty_creates_with_one_key_make_one_case(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    desk, key = committed_at(SENDER), {"Idempotency-Key": "all-at-once"}

    answers = await asyncio.gather(
        *(desk.create("/referrals", bodies.referral(), **key) for _ in range(MANY))
    )

    counted = tally(answers)
    assert set(counted) <= {(201, ""), (409, "request-in-flight")}
    assert len({a.json()["id"] for a in answers if a.status_code == 201}) == 1
    first = [a for a in answers if a.status_code == 201 and "idempotency-replayed" not in a.headers]
    assert len(first) == 1
    assert all("retry-after" in a.headers for a in answers if a.status_code == 409)
    for table in ("case_file", "referral", "stored_answer"):
        assert await scalar(committed, f"SELECT count(*) FROM {table}") == 1
    late = await desk.create("/referrals", bodies.referral(), **key)
    assert late.content == first[0].content


async def test_the_same_work_is_referred_once_by_however_many(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    piece = await pieces.send(committed_at, purpose="criminal")
    body = {
        "to_agency": "310120-hrss",
        "purpose": "inspection",
        "asked_action": "请依法调查",
        "case_id": piece.case_id,
    }

    answers = await asyncio.gather(
        *(committed_at(SENDER).create("/referrals", body) for _ in range(20))
    )

    assert tally(answers) == {(201, ""): 1, (409, "already-referred"): 19}
    assert await scalar(committed, "SELECT open_referrals FROM case_file") == 2


async def test_a_triage_is_opened_once(committed: FastAPI, committed_at: DeskOf) -> None:
    piece = await pieces.send(committed_at)
    path = f"/cases/{piece.case_id}/triage"

    answers = await asyncio.gather(
        *(committed_at(SENDER).create(path, {"question": "由谁办理？"}) for _ in range(10))
    )

    assert tally(answers) == {(201, ""): 1, (409, "triage-already-open"): 9}
    assert await scalar(committed, "SELECT open_triages FROM case_file") == 1


async def test_case_numbers_are_unique_however_many_register(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    desk = committed_at(SENDER)

    answers = await asyncio.gather(
        *(desk.create("/referrals", bodies.referral()) for _ in range(MANY))
    )

    assert len({a.json()["case"]["number"] for a in answers}) == MANY


async def test_events_of_one_case_are_counted_without_gap_or_repetition(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    piece = await pieces.send(committed_at)
    await piece.take(A.ACCEPTANCE)
    desk = committed_at(RECEIVER, "lead")

    for _ in range(3):
        await asyncio.gather(
            *(desk.change(f"{piece.path}/assignment", ACTS[A.ASSIGNMENT][1]) for _ in range(10))
        )

    async with committed.state.database.begin() as connection:
        rows = await connection.execute(
            text("SELECT sequence FROM journal_entry ORDER BY sequence")
        )
        sequences = [row.sequence for row in rows]
    assert sequences == list(range(1, len(sequences) + 1))
    assert len(sequences) > 4
