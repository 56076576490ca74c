"""Fifty clients at once on one referral, with real connections that really commit."""

import asyncio
import random
from collections import Counter

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests import bodies
from tests.conftest import DeskOf
from tests.gate import history
from tests.referrals import piece as pieces
from tests.referrals.piece import ACTS, SENDER, Piece
from tests.referrals.test_lifecycle import OPEN_FROM

pytestmark = pytest.mark.gate

A, S = ReferralAction, ReferralStatus
CLIENTS = 50
COMMANDS_EACH = 4
# These end the story early; without them it goes on for as long as the commands come.
ENDINGS = {A.WITHDRAWAL, A.COMPLETION, A.RETURN_CONFIRMATION}


async def client(at: DeskOf, piece: Piece, chance: random.Random) -> list[tuple[A, httpx.Response]]:
    """One client: it looks, chooses an action that seems open, and acts on what it saw."""
    answers = []
    for _ in range(COMMANDS_EACH):
        seen = await at(SENDER, "lead").get(piece.path)
        status = S(seen.json()["status"])
        open_now = [action for action in A if status in OPEN_FROM[action]]
        lasting = [action for action in open_now if action not in ENDINGS]
        action = chance.choice(lasting or open_now or list(A))
        kind, body = ACTS[action]
        ruling = {"ruling": "accepted"} if action is A.STATION_RULING else {}
        answer = await at(kind, "lead").request(
            "POST",
            f"{piece.path}/{action}",
            {**body, **ruling},
            {"If-Match": seen.headers["etag"], "Idempotency-Key": f"{chance.random()}"},
        )
        answers.append((action, answer))
    return answers


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_two_hundred_commands_make_one_legal_history(
    committed: FastAPI, committed_at: DeskOf, seed: int
) -> None:
    # The open triage lets the station see the referral in every state.
    piece = await (await pieces.send(committed_at)).open_triage()

    told = await asyncio.gather(
        *(client(committed_at, piece, random.Random(f"{seed}-{n}")) for n in range(CLIENTS))
    )

    answers = [answer for each in told for _, answer in each]
    statuses = Counter(answer.status_code for answer in answers)
    # On a machine that is slower than its crowd, some are asked to come back later.
    assert set(statuses) <= {200, 409, 412, 503}, statuses
    assert len(answers) == CLIENTS * COMMANDS_EACH
    made = await history.replay(committed.state.database, piece.id)
    assert made == statuses[200] > 4
    assert statuses[412] > 0
    etags = [answer.headers["etag"] for answer in answers if answer.status_code == 200]
    versions = sorted(int(etag.strip('"').partition(".")[0]) for etag in etags)
    assert versions == list(range(2, made + 2))


async def test_the_counts_of_the_case_survive_the_crowd(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    first = await pieces.send(committed_at)
    others = []
    for purpose, kind in (("mediation", "union"), ("inspection", "hrss"), ("criminal", "hrss")):
        sent = await committed_at(SENDER).create(
            "/referrals",
            {
                "to_agency": f"310120-{kind}",
                "purpose": purpose,
                "asked_action": "请依法办理",
                "case_id": first.case_id,
            },
        )
        others.append((kind, f"/referrals/{sent.json()['id']}"))

    await asyncio.gather(
        *(
            committed_at(kind, "lead").request(
                "POST", f"{path}/{action}", ACTS[action][1], {"If-Match": '"1"'}
            )
            for kind, path in others
            for action in (A.ACCEPTANCE, A.REJECTION, A.RECEIPT, A.SUPPLEMENT_REQUEST)
            for _ in range(4)
        )
    )

    counted = text(
        "SELECT (open_referrals, unaccepted_referrals, held_referrals) = ("
        "SELECT count(*) FILTER (WHERE status NOT IN ('rejected', 'withdrawn')), "
        "count(*) FILTER (WHERE status IN ('sent', 'received', 'supplement_requested')), "
        "count(*) FILTER (WHERE is_held) FROM referral) FROM case_file"
    )
    async with committed.state.database.begin() as connection:
        assert (await connection.execute(counted)).scalar_one()
        versions = await connection.execute(text("SELECT version FROM referral ORDER BY version"))
        assert [row.version for row in versions] == [1, 2, 2, 2]


async def test_fifty_creates_and_their_retries_make_one_case_for_each_key(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    keys = [f"key-{n}" for n in range(10)]

    async def insist(key: str) -> str:
        while True:
            answer = await committed_at(SENDER).create(
                "/referrals", bodies.referral(note=key), **{"Idempotency-Key": key}
            )
            if answer.status_code == 201:
                id_: str = answer.json()["id"]
                return id_
            assert (answer.status_code, answer.json()["code"]) == (409, "request-in-flight")
            await asyncio.sleep(0.01)

    ids = await asyncio.gather(*(insist(key) for key in keys for _ in range(5)))

    assert len(set(ids)) == len(keys)
    async with committed.state.database.begin() as connection:
        notes = await connection.execute(text("SELECT note FROM referral ORDER BY note"))
        assert [row.note for row in notes] == keys
