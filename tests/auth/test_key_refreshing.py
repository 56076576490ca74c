"""Many callers and a slow issuer: one of them asks, and nobody else waits without need."""

import asyncio
from datetime import timedelta

from app.auth.issuers import IssuerProfile
from app.auth.key_sets import Publication
from app.auth.keys import KeyCache
from tests.key_server import KeyServer
from tests.tokens import ISSUER, NOW, Signer, key_set, profile

OLD = Signer.elliptic("old")
NEW = Signer.elliptic("new")
LATER = NOW + timedelta(minutes=10)
WATCHDOG = 10
"""Seconds after which a test that hangs has failed."""


class SlowIssuer:
    """Publishes the old key at once and the new set only when it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_waiting = asyncio.Event()
        self.let_go = asyncio.Event()

    async def publish(self, _: IssuerProfile) -> Publication:
        self.asked += 1
        if self.asked == 1:
            return Publication(key_set(OLD.jwk()))
        self.is_waiting.set()
        await self.let_go.wait()
        return Publication(key_set(OLD.jwk(), NEW.jwk()))


async def test_a_slow_issuer_holds_up_one_caller_while_old_keys_serve() -> None:
    issuer = SlowIssuer()
    cache = KeyCache([profile()], issuer.publish)
    await cache.prepare(ISSUER, "old", NOW)

    async with asyncio.timeout(WATCHDOG), asyncio.TaskGroup() as callers:
        first = callers.create_task(cache.prepare(ISSUER, "old", LATER))
        await issuer.is_waiting.wait()
        await cache.prepare(ISSUER, "old", LATER)
        held_up = not first.done()
        issuer.let_go.set()

    assert held_up
    assert issuer.asked == 2


async def test_a_caller_with_a_new_key_waits_for_the_slow_issuer() -> None:
    issuer = SlowIssuer()
    cache = KeyCache([profile()], issuer.publish)
    await cache.prepare(ISSUER, "old", NOW)

    async with asyncio.timeout(WATCHDOG), asyncio.TaskGroup() as callers:
        callers.create_task(cache.prepare(ISSUER, "old", LATER))
        await issuer.is_waiting.wait()
        callers.create_task(cache.prepare(ISSUER, "new", LATER))
        issuer.let_go.set()

    assert cache.find(ISSUER, "new") is not None
    assert issuer.asked == 2


async def test_a_caller_that_gives_up_does_not_stop_the_next() -> None:
    issuer = SlowIssuer()
    cache = KeyCache([profile()], issuer.publish)
    await cache.prepare(ISSUER, "old", NOW)
    async with asyncio.timeout(WATCHDOG), asyncio.TaskGroup() as callers:
        impatient = callers.create_task(cache.prepare(ISSUER, "new", LATER))
        await issuer.is_waiting.wait()
        impatient.cancel()

    issuer.let_go.set()
    await cache.prepare(ISSUER, "new", LATER)

    assert cache.find(ISSUER, "new") is not None


async def test_many_callers_with_a_new_key_cause_one_request() -> None:
    issuer = SlowIssuer()
    cache = KeyCache([profile()], issuer.publish)
    await cache.prepare(ISSUER, "old", NOW)

    async with asyncio.timeout(WATCHDOG), asyncio.TaskGroup() as callers:
        for _ in range(20):
            callers.create_task(cache.prepare(ISSUER, "new", LATER))
        await issuer.is_waiting.wait()
        issuer.let_go.set()

    assert issuer.asked == 2


async def test_many_callers_without_any_key_cause_one_request() -> None:
    async with KeyServer() as server:
        server.publish(OLD)
        cache = KeyCache([server.profile()])

        await asyncio.gather(*(cache.prepare(ISSUER, "old", NOW) for _ in range(20)))

    assert len(server.requests) == 1
