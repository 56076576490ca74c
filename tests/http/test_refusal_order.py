"""A request that breaks two rules is told of the one that stands earlier in the contract."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Final, NamedTuple

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core import idempotency
from app.referrals.lifecycle import ReferralAction
from tests import bodies, rights
from tests.conftest import DeskOf
from tests.http.attempts import Attempt
from tests.referrals import piece as pieces
from tests.referrals.piece import ACTS, OUTSIDER, RECEIVER, SENDER, Piece

A = ReferralAction
USED_KEY: Final = "used-before"
BUSY_KEY: Final = "being-processed"


class Flaw(NamedTuple):
    """What is wrong with a request, and how it is refused."""

    name: str
    status: int
    code: str
    spoil: Callable[[Attempt], None]


def _headers(**changes: str) -> Callable[[Attempt], None]:
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return lambda attempt: attempt.headers.update(named)


def _without(name: str) -> Callable[[Attempt], None]:
    return lambda attempt: attempt.withheld.add(name)


def _set(**changes: object) -> Callable[[Attempt], None]:
    return lambda attempt: attempt.__dict__.update(changes)


def _body(**changes: object) -> Callable[[Attempt], None]:
    return lambda attempt: attempt.body.update(changes)


def _desk(kind: str | None = None, role: str | None = None) -> Callable[[Attempt], None]:
    def spoil(attempt: Attempt) -> None:
        desk = attempt.desk
        agency = f"310120-{kind}" if kind else desk.agency
        attempt.desk = replace(desk, agency=agency, role=role or desk.role)

    return spoil


def _at_route(wrong_method: str) -> list[Flaw]:
    """What every route with a body refuses before its own code runs."""
    return [
        Flaw("no token", 401, "unauthenticated", _without("authorization")),
        Flaw("unknown path", 404, "not-found", _set(path="/nothing")),
        Flaw("wrong method", 405, "method-not-allowed", _set(method=wrong_method)),
        Flaw("wants HTML", 406, "not-acceptable", _headers(Accept="text/html")),
        Flaw("no length", 411, "length-required", _without("content-length")),
        Flaw("too large", 413, "body-too-large", _headers(Content_Length="300000000")),
        Flaw("no JSON", 415, "unsupported-media-type", _headers(Content_Type="text/plain")),
        Flaw("no document", 400, "malformed-request", _set(content=b"{")),
    ]


_SCHEMA: Final = [
    Flaw("unknown parameter", 422, "invalid-request", _set(query="?page=2")),
    Flaw("unknown member", 422, "invalid-request", _body(colour="red")),
]
_KEY: Final = [
    Flaw("key in flight", 409, "request-in-flight", _headers(Idempotency_Key=BUSY_KEY)),
    Flaw("key reused", 422, "idempotency-key-reused", _headers(Idempotency_Key=USED_KEY)),
]

CHANGE: Final = [
    *_at_route("PUT"),
    Flaw("bad key", 400, "idempotency-key-malformed", _headers(Idempotency_Key="two words")),
    *_SCHEMA,
    Flaw("no If-Match", 428, "if-match-required", _without("if-match")),
    Flaw("invisible", 404, "referral-not-found", _desk(kind=OUTSIDER)),
    Flaw("not allowed", 403, "forbidden", _desk(role=rights.NEVER)),
    *_KEY,
    Flaw("stale", 412, "stale-version", _headers(If_Match='"99"')),
    Flaw(
        "wrong state", 409, "transition-not-allowed", _set(path="/referrals/{received}/completion")
    ),
    Flaw("against a rule", 422, "outcome-amount-missing", _body(outcome="paid_in_full")),
]
CREATE: Final = [
    *_at_route("PUT"),
    Flaw("no key", 400, "idempotency-key-required", _without("idempotency-key")),
    Flaw("bad key", 400, "idempotency-key-malformed", _headers(Idempotency_Key="two words")),
    *_SCHEMA,
    Flaw("invisible", 404, "case-not-found", _desk(kind=OUTSIDER)),
    Flaw("not allowed", 403, "forbidden", _desk(role=rights.NEVER)),
    *_KEY,
    Flaw("ended", 409, "case-ended", _body(case_id="{ended}")),
    Flaw("against a rule", 422, "receiver-not-competent", _body(to_agency="310120-union")),
]
# Of two flaws in the same header the later would overwrite the earlier.
SAME_HEADER: Final = {
    ("no key", "bad key"), ("no key", "key reused"), ("no key", "key in flight"),
    ("bad key", "key reused"), ("bad key", "key in flight"), ("key in flight", "key reused"),
    ("no If-Match", "stale"), ("no length", "too large"),
}  # fmt: skip


async def _hold(engine: AsyncEngine, caller: str, route: str) -> AsyncIterator[None]:
    """Process a request with `BUSY_KEY` elsewhere, for as long as the test takes."""
    key = idempotency.key(BUSY_KEY, caller=caller, route=route, request=b"")
    async with engine.connect() as connection:
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({key.lock})"))
        yield


@pytest_asyncio.fixture
async def change(at: DeskOf, piece: Piece, engine: AsyncEngine) -> AsyncIterator[Attempt]:
    """The completion of an accepted referral; `USED_KEY` has completed another one."""
    done, received = await pieces.send(at, purpose="criminal"), await pieces.send(at)
    await done.take(A.ACCEPTANCE)
    completed = await at(RECEIVER, "lead").request(
        "POST",
        f"{done.path}/completion",
        ACTS[A.COMPLETION][1],
        {"If-Match": done.etag, "Idempotency-Key": USED_KEY},
    )
    assert completed.status_code == 200
    await received.take(A.RECEIPT)
    await piece.take(A.ACCEPTANCE)
    attempt = Attempt(
        at(RECEIVER, "lead"),
        "POST",
        f"{piece.path}/completion",
        dict(ACTS[A.COMPLETION][1]),
        headers={"If-Match": piece.etag},
    )
    attempt.names = {"received": received.id}
    async for _ in _hold(
        engine,
        "310120-procuratorate-portal|310120-procuratorate|",
        "POST /referrals/{referral_id:uuid}/completion",
    ):
        yield attempt


@pytest_asyncio.fixture
async def create(at: DeskOf, piece: Piece, engine: AsyncEngine) -> AsyncIterator[Attempt]:
    """A second referral on a case that is there; `USED_KEY` has sent another one."""
    sender = at(SENDER, "lead")
    sent = await sender.create("/referrals", bodies.referral(), **{"Idempotency-Key": USED_KEY})
    assert sent.status_code == 201
    ended = await pieces.send(at)
    await ended.take(A.WITHDRAWAL)
    closed = await sender.change(f"/cases/{ended.case_id}/withdrawal", {"reason": "重复登记"})
    assert closed.status_code == 200, closed.text
    attempt = Attempt(
        sender,
        "POST",
        "/referrals",
        {
            "to_agency": "310120-hrss",
            "purpose": "inspection",
            "asked_action": "请依法调查",
            "case_id": piece.case_id,
        },
        headers={"Idempotency-Key": "fresh"},
    )
    attempt.names = {"ended": ended.case_id}
    async for _ in _hold(engine, "310120-justice-portal|310120-justice|", "POST /referrals"):
        yield attempt


def spoiled(attempt: Attempt, *flaws: Flaw) -> Attempt:
    """The attempt with these flaws; names in braces become the ids of the test."""
    bad = replace(attempt, body=dict(attempt.body), headers=dict(attempt.headers), withheld=set())
    for flaw in flaws:
        flaw.spoil(bad)
    for name, id_ in attempt.names.items():
        bad.path = bad.path.replace(f"{{{name}}}", id_)
        bad.body = {k: id_ if v == f"{{{name}}}" else v for k, v in bad.body.items()}
    return bad


async def check(attempt: Attempt, flaws: list[Flaw], first: int) -> None:
    earlier = flaws[first]
    alone = await spoiled(attempt, earlier).send()
    assert (alone.status_code, alone.json()["code"]) == (earlier.status, earlier.code)
    for later in flaws[first + 1 :]:
        if (earlier.name, later.name) in SAME_HEADER:
            continue
        both = await spoiled(attempt, later, earlier).send()
        told = (later.name, both.status_code, both.json()["code"])
        assert told == (later.name, earlier.status, earlier.code)


@pytest.mark.parametrize("first", range(len(CHANGE)), ids=[flaw.name for flaw in CHANGE])
async def test_a_change_is_refused_for_what_stands_first(change: Attempt, first: int) -> None:
    await check(change, CHANGE, first)


@pytest.mark.parametrize("first", range(len(CREATE)), ids=[flaw.name for flaw in CREATE])
async def test_a_create_is_refused_for_what_stands_first(create: Attempt, first: int) -> None:
    await check(create, CREATE, first)


async def test_without_a_flaw_both_are_answered(change: Attempt, create: Attempt) -> None:
    assert (await change.send()).status_code == 200
    assert (await create.send()).status_code == 201
