"""The keys of issuers over time: rotation, outage, and when the service stops believing."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.auth.issuers import IssuerProfile
from app.auth.key_sets import Publication
from app.auth.keys import KeyCache
from app.core.errors import Unavailable
from tests.key_server import KeyServer, answer
from tests.tokens import ISSUER, NOW, Signer, key_set, profile

OLD = Signer.elliptic("old")
NEW = Signer.elliptic("new")
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with KeyServer() as server:
        server.publish(OLD)
        yield server


@pytest.fixture
def cache(server: KeyServer) -> KeyCache:
    return KeyCache([server.profile()])


def known(cache: KeyCache) -> set[str]:
    return {key_id for key_id in ("old", "new") if cache.find(ISSUER, key_id)}


async def test_during_a_rotation_both_keys_serve_and_then_only_the_new_one(
    server: KeyServer, cache: KeyCache
) -> None:
    await cache.prepare(ISSUER, "old", NOW)
    before = known(cache)
    server.publish(OLD, NEW)
    await cache.prepare(ISSUER, "new", NOW + MINUTE)
    during = known(cache)
    server.publish(NEW)
    await cache.prepare(ISSUER, "new", NOW + 12 * MINUTE)

    assert (before, during, known(cache)) == ({"old"}, {"old", "new"}, {"new"})


async def test_an_emptied_key_set_revokes_every_key(server: KeyServer, cache: KeyCache) -> None:
    await cache.prepare(ISSUER, "old", NOW)
    server.publish()

    await cache.prepare(ISSUER, "old", NOW + 10 * MINUTE)

    assert known(cache) == set()


async def test_a_fresh_key_set_is_not_asked_for_again(server: KeyServer, cache: KeyCache) -> None:
    for after in (0 * MINUTE, MINUTE, 10 * MINUTE - SECOND):
        await cache.prepare(ISSUER, "old", NOW + after)
    within = len(server.requests)
    await cache.prepare(ISSUER, "old", NOW + 10 * MINUTE)

    assert (within, len(server.requests)) == (1, 2)
    assert server.requests[0] == "GET /keys HTTP/1.1"


@pytest.mark.parametrize(
    ("cache_control", "fresh_for"),
    [
        ("", 10 * MINUTE),
        ("no-store", 10 * MINUTE),
        ("max-age=soon", 10 * MINUTE),
        ("s-max-age=1800", 10 * MINUTE),
        ("max-age=0", 5 * MINUTE),
        ("public, Max-Age=60", 5 * MINUTE),
        ("max-age=1800, must-revalidate", 30 * MINUTE),
        ("max-age=999999999", HOUR),
    ],
)
async def test_an_issuer_says_how_long_its_keys_are_fresh_within_bounds(
    cache_control: str, fresh_for: timedelta, server: KeyServer, cache: KeyCache
) -> None:
    server.publish(OLD, cache_control=cache_control)
    for after in (0 * MINUTE, fresh_for - SECOND):
        await cache.prepare(ISSUER, "old", NOW + after)
    within = len(server.requests)
    await cache.prepare(ISSUER, "old", NOW + fresh_for)

    assert (within, len(server.requests)) == (1, 2)


async def test_invented_key_ids_cause_one_request_a_minute(
    server: KeyServer, cache: KeyCache
) -> None:
    await cache.prepare(ISSUER, "old", NOW)
    for second in range(1, 61):
        await cache.prepare(ISSUER, f"invented-{second}", NOW + second * SECOND)
    within = len(server.requests)
    await cache.prepare(ISSUER, "invented-61", NOW + 61 * SECOND)

    assert (within, len(server.requests)) == (2, 3)


async def test_through_an_outage_the_old_keys_serve_for_a_day(
    server: KeyServer, cache: KeyCache
) -> None:
    await cache.prepare(ISSUER, "old", NOW)
    server.answer = answer(b"", status=503)

    await cache.prepare(ISSUER, "old", NOW + 24 * HOUR - SECOND)
    assert known(cache) == {"old"}
    with pytest.raises(Unavailable):
        await cache.prepare(ISSUER, "old", NOW + 24 * HOUR)


async def test_after_an_outage_the_keys_are_taken_again(server: KeyServer, cache: KeyCache) -> None:
    server.answer = answer(b"", status=503)
    with pytest.raises(Unavailable):
        await cache.prepare(ISSUER, "old", NOW)
    server.publish(OLD)

    with pytest.raises(Unavailable):
        await cache.prepare(ISSUER, "old", NOW + 9 * SECOND)
    await cache.prepare(ISSUER, "old", NOW + 10 * SECOND)

    assert known(cache) == {"old"}
    assert len(server.requests) == 2


async def test_a_server_that_is_gone_is_an_outage(caplog: pytest.LogCaptureFixture) -> None:
    async with KeyServer() as server:
        cache = KeyCache([server.profile()])

    with pytest.raises(Unavailable):
        await cache.prepare(ISSUER, "old", NOW)

    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_key_ids_of_different_issuers_never_meet() -> None:
    other = "https://login.example.org/realms/union"
    profiles = [profile(), profile(issuer=other)]

    async def publish(asked: IssuerProfile) -> Publication:
        signer = OLD if asked.issuer == ISSUER else NEW
        return Publication(key_set(signer.jwk(kid="same")))

    cache = KeyCache(profiles, publish)
    await cache.prepare(ISSUER, "same", NOW)
    before = cache.find(other, "same")
    await cache.prepare(other, "same", NOW)

    assert before is None
    assert cache.find(ISSUER, "same") != cache.find(other, "same")
    assert cache.find("https://nobody.example.org", "same") is None
