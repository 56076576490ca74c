"""The development issuer: it mints what a demonstration needs, over HTTP or in the process."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pytest

from app.auth.keys import KeyCache
from app.auth.tokens import TokenVerifier
from app.core.errors import Unauthenticated
from app.devtools.issuer import ISSUER, DevelopmentIssuer, issuer_app
from tests import rights
from tests.key_server import KeyServer, answer
from tests.tokens import AUDIENCE, NOW

JWKS_URL = "http://127.0.0.1:8010/jwks.json"


@pytest.fixture
def issuer() -> DevelopmentIssuer:
    return DevelopmentIssuer(AUDIENCE, JWKS_URL)


@pytest.fixture
def verifier(issuer: DevelopmentIssuer) -> TokenVerifier:
    return TokenVerifier(KeyCache([issuer.profile], issuer.published), AUDIENCE)


@pytest.fixture
async def client(issuer: DevelopmentIssuer) -> AsyncIterator[httpx.AsyncClient]:
    app = issuer_app(issuer, lambda: NOW)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_a_minted_token_says_what_was_asked_for(
    issuer: DevelopmentIssuer, verifier: TokenVerifier
) -> None:
    token = issuer.mint(
        "330106-court",
        "officer",
        unit="filing",
        scopes=["cases:read"],
        client_id="court-desk",
        subject="person-17",
        now=NOW,
        act="person-9",
    )

    claims = await verifier.verify(token, NOW)

    assert (claims.issuer, claims.client_id, claims.subject) == (ISSUER, "court-desk", "person-17")
    assert (claims.agency, claims.role, claims.unit) == ("330106-court", "officer", "filing")
    assert claims.scopes == {"cases:read"}
    assert claims.actor == "person-9"
    assert claims.expires_at - claims.issued_at == timedelta(hours=12)


async def test_without_further_wishes_a_token_carries_every_scope(
    issuer: DevelopmentIssuer, verifier: TokenVerifier
) -> None:
    token = issuer.mint("330106-court", "lead", client_id="c", subject="s", now=NOW)

    claims = await verifier.verify(token, NOW)

    assert claims.scopes == rights.SCOPES
    assert claims.unit is None
    assert claims.actor is None


async def test_a_token_lives_as_long_as_it_was_minted_for(
    issuer: DevelopmentIssuer, verifier: TokenVerifier
) -> None:
    hour = timedelta(hours=1)
    token = issuer.mint("330106-court", "lead", client_id="c", subject="s", now=NOW, lifetime=hour)

    await verifier.verify(token, NOW + hour)
    with pytest.raises(Unauthenticated):
        await verifier.verify(token, NOW + hour + timedelta(seconds=30))


def test_the_key_set_holds_one_public_key(issuer: DevelopmentIssuer) -> None:
    (key,) = issuer.jwks()["keys"]

    assert key.keys() == {"kty", "crv", "x", "y", "alg", "use", "kid"}


async def test_every_process_has_its_own_key(verifier: TokenVerifier) -> None:
    another = DevelopmentIssuer(AUDIENCE, JWKS_URL)
    token = another.mint("330106-court", "lead", client_id="c", subject="s", now=NOW)

    with pytest.raises(Unauthenticated):
        await verifier.verify(token, NOW)


def test_its_name_can_never_be_real(issuer: DevelopmentIssuer) -> None:
    assert issuer.profile.issuer == "https://development-issuer.invalid"
    assert issuer.profile.development


@pytest.mark.parametrize(
    ("wish", "client_id", "subject"),
    [
        ({}, "330106-court-desk", "330106-court-officer"),
        ({"client_id": "court-system", "subject": "person-17"}, "court-system", "person-17"),
    ],
)
async def test_a_demonstration_obtains_a_token_over_http(
    wish: dict[str, str], client_id: str, subject: str, client: httpx.AsyncClient
) -> None:
    desk = {"agency": "330106-court", "role": "officer", "unit": "filing"}
    answered = await client.post("/token", json=desk | wish)
    published = await client.get("/jwks.json")
    async with KeyServer() as server:
        server.answer = answer(published.content)
        issuer = DevelopmentIssuer(AUDIENCE, server.url)
        verifier = TokenVerifier(KeyCache([issuer.profile]), AUDIENCE)

        claims = await verifier.verify(answered.json()["access_token"], NOW)

    assert (claims.agency, claims.role, claims.unit) == ("330106-court", "officer", "filing")
    assert (claims.client_id, claims.subject) == (client_id, subject)
    assert answered.json()["expires_in"] == 43_200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"agency=330106-court",
        b"[]",
        b'{"agency":"330106-court"}',
        b'{"agency":"court","role":"officer"}',
        b'{"agency":"330106-court","role":"root"}',
        b'{"agency":"330106-court","role":"officer","unit":"No. 1"}',
        b'{"agency":"330106-court","role":"officer","client_id":"a b"}',
        b'{"agency":"330106-court","role":"officer","scope":"cases:read"}',
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused(
    body: bytes, client: httpx.AsyncClient
) -> None:
    answered = await client.post("/token", content=body)

    assert answered.status_code == 400
    assert json.loads(answered.content) == {"error": "invalid_request"}


async def test_the_clock_is_the_one_that_was_given(
    issuer: DevelopmentIssuer, verifier: TokenVerifier
) -> None:
    moved = NOW + timedelta(days=40)

    def clock() -> datetime:
        return moved

    transport = httpx.ASGITransport(issuer_app(issuer, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answered = await client.post("/token", json={"agency": "330106-court", "role": "lead"})

    claims = await verifier.verify(answered.json()["access_token"], moved)
    assert claims.issued_at == moved
