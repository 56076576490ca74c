"""Verification against live key sets: what is remembered, for how long, and what is never asked."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from app.auth import tokens
from app.auth.key_sets import Publication
from app.auth.keys import KeyCache
from app.auth.tokens import TokenVerifier
from app.core.errors import Unauthenticated, Unavailable
from app.devtools.issuer import DevelopmentIssuer
from tests.auth.hostile import HOSTILE
from tests.auth.hostile.basis import ISSUED, OTHER_ISSUER, OTHER_SIGNER, SIGNER
from tests.key_server import KeyServer
from tests.tokens import ABSENT, AUDIENCE, NOW, Signer, encoded, minted, profile, sealed

SECOND = timedelta(seconds=1)
CITIZEN_NUMBER = "330106199001011234"


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with KeyServer() as server:
        server.publish(SIGNER)
        yield server


@pytest.fixture
async def trap() -> AsyncIterator[KeyServer]:
    async with KeyServer() as trap:
        trap.publish(Signer.elliptic("thief"))
        yield trap


@pytest.fixture
def verifier(server: KeyServer) -> TokenVerifier:
    return TokenVerifier(KeyCache([server.profile()]), AUDIENCE)


async def refuse(verifier: TokenVerifier, token: str, now: datetime = NOW) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await verifier.verify(token, now)
    assert type(refusal.value) is Unauthenticated


async def test_a_token_of_a_published_key_is_accepted(verifier: TokenVerifier) -> None:
    assert (await verifier.verify(minted(SIGNER), NOW)).subject == "person-17"


async def test_a_verified_token_is_remembered_for_a_minute(verifier: TokenVerifier) -> None:
    token = minted(SIGNER)

    first = await verifier.verify(token, NOW)
    again = await verifier.verify(token, NOW + 59 * SECOND)
    afresh = await verifier.verify(token, NOW + 60 * SECOND)

    assert again is first
    assert afresh is not first
    assert afresh == first


async def test_a_remembered_token_expires_on_time(verifier: TokenVerifier) -> None:
    token = minted(SIGNER, exp=ISSUED + 10)
    await verifier.verify(token, NOW)

    await verifier.verify(token, NOW + 39 * SECOND)
    await refuse(verifier, token, NOW + 40 * SECOND)


async def test_a_clock_set_back_is_noticed_for_a_remembered_token(verifier: TokenVerifier) -> None:
    token = minted(SIGNER)
    await verifier.verify(token, NOW)

    await refuse(verifier, token, NOW - 31 * SECOND)


async def test_a_remembered_token_dies_with_its_key(
    server: KeyServer, verifier: TokenVerifier
) -> None:
    token, successor = minted(SIGNER), Signer.elliptic("key-2")
    await verifier.verify(token, NOW)
    server.publish(successor)

    await verifier.verify(minted(successor), NOW + SECOND)
    await refuse(verifier, token, NOW + 2 * SECOND)


async def test_a_remembered_token_dies_when_its_key_is_replaced_under_the_same_id(
    server: KeyServer, verifier: TokenVerifier
) -> None:
    token = minted(SIGNER)
    await verifier.verify(token, NOW)
    server.publish(Signer.elliptic(SIGNER.key_id))

    await refuse(verifier, minted(Signer.elliptic("invented")), NOW + SECOND)
    await refuse(verifier, token, NOW + 2 * SECOND)


async def test_only_so_many_tokens_are_remembered(
    verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "REMEMBERED_TOKENS", 2)
    oldest, used, newest = (minted(SIGNER, jti=name) for name in ("a", "b", "c"))

    first = [await verifier.verify(token, NOW) for token in (used, oldest, used, newest)]

    assert await verifier.verify(used, NOW) is first[0]
    assert await verifier.verify(newest, NOW) is first[3]
    assert await verifier.verify(oldest, NOW) is not first[1]


async def test_without_keys_the_answer_is_that_the_service_is_unavailable() -> None:
    async def unreachable(_: object) -> Publication:
        raise ConnectionError

    verifier = TokenVerifier(KeyCache([profile()], unreachable), AUDIENCE)

    with pytest.raises(Unavailable):
        await verifier.verify(minted(SIGNER), NOW)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="nothing"),
        pytest.param("x" * 8193, id="too long"),
        pytest.param("Ａ" * 10, id="not ASCII"),
        pytest.param("\ud800", id="a surrogate"),
        pytest.param(minted(SIGNER) + "\n", id="a newline"),
        pytest.param(minted(OTHER_SIGNER, iss=OTHER_ISSUER), id="an unknown issuer"),
        pytest.param(minted(SIGNER, SIGNER.header(alg="RS256")), id="a forbidden algorithm"),
    ],
)
async def test_what_cannot_be_good_is_refused_before_any_key_is_fetched(
    token: str, server: KeyServer, verifier: TokenVerifier
) -> None:
    await refuse(verifier, token)

    assert server.requests == []


async def test_hostile_tokens_are_refused_however_often_they_come(
    server: KeyServer, verifier: TokenVerifier
) -> None:
    for case in HOSTILE * 2:
        await refuse(verifier, case.token)

    assert len(server.requests) == 2


@pytest.mark.parametrize("member", ["jku", "x5u", "jwk", "x5c"])
async def test_a_token_cannot_make_the_service_call_anyone(
    member: str, server: KeyServer, trap: KeyServer, verifier: TokenVerifier
) -> None:
    thief = Signer.elliptic("thief")
    lure = {"jwk": thief.jwk(), "x5c": [trap.url]}.get(member, trap.url)

    await refuse(verifier, minted(thief, thief.header(**{member: lure})))
    await refuse(verifier, minted(thief, thief.header(kid=ABSENT, **{member: lure})))

    assert server.requests == trap.requests == []


async def test_an_issuer_is_not_looked_up_where_it_says_it_lives(
    trap: KeyServer, verifier: TokenVerifier
) -> None:
    await refuse(verifier, minted(Signer.elliptic("thief"), iss=trap.url))

    assert trap.requests == []


async def test_a_development_token_means_nothing_where_its_issuer_is_not_trusted(
    verifier: TokenVerifier,
) -> None:
    issuer = DevelopmentIssuer(AUDIENCE, "http://127.0.0.1:1/jwks.json")

    await refuse(verifier, issuer.mint("330106-court", "lead", client_id="c", subject="s", now=NOW))


async def test_a_refusal_is_logged_without_anything_of_the_token(
    verifier: TokenVerifier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "app")

    await refuse(verifier, minted(SIGNER, sub=CITIZEN_NUMBER, role=CITIZEN_NUMBER))
    await refuse(verifier, sealed(SIGNER, encoded(SIGNER.header()), CITIZEN_NUMBER.encode() + b"{"))
    await refuse(verifier, CITIZEN_NUMBER)

    assert caplog.text.count("A token was refused") == 3
    assert CITIZEN_NUMBER not in caplog.text
