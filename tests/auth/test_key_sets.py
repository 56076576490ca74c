"""Which published key sets are taken and which are refused whole."""

import gzip
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.auth import key_sets
from app.auth.compact import base64url, octets
from app.auth.keys import KeyCache
from app.core.errors import Unavailable
from tests.key_server import KeyServer, answer
from tests.tokens import ABSENT, ISSUER, NOW, Signer, key_set, profile

GOOD = Signer.elliptic("good")
RSA = Signer.rsa()
SHORT_RSA = Signer.rsa(bits=1024)
ODD_RSA = Signer.rsa(exponent=3)
LATER = NOW + timedelta(minutes=10)
BOTH = ("ES256", "RS256")


def _point(**changes: object) -> bytes:
    return key_set(GOOD.jwk(**changes))


LONG = {name: base64url(b"\0" + octets(GOOD.public_members()[name])) for name in ("x", "y")}
REFUSED = {
    "10 MB": answer(b" " * 10_000_000),
    "a byte too large": answer(key_set(GOOD.jwk()).ljust(65_537)),
    "HTML": answer(b"<!doctype html><title>Sign in</title>", Content_Type="text/html"),
    "nothing": answer(b""),
    "a list": answer(b"[]"),
    "no keys": answer(b"{}"),
    "keys that are no list": answer(b'{"keys":{}}'),
    "keys that are no keys": answer(b'{"keys":["good"]}'),
    "two lists of keys": answer(b'{"keys":[],"keys":[]}'),
    "deep nesting": answer(b'{"keys":' + b"[" * 30_000),
    "too many keys": answer(key_set(*(GOOD.jwk(kid=f"k{n}") for n in range(21)))),
    "a shared secret": answer(key_set(GOOD.jwk(), {"kty": "oct", "k": "c2VjcmV0", "kid": "s"})),
    "a secret without a name": answer(key_set(GOOD.jwk(), {"kty": "oct"})),
    "a private point": answer(key_set(GOOD.jwk(), GOOD.jwk(kid="private", d="AQAB"))),
    "a private encryption key": answer(key_set(GOOD.jwk(), RSA.jwk(use="enc", p="AQAB"))),
    "an ambiguous key id": answer(key_set(GOOD.jwk(), Signer.elliptic("good").jwk())),
    "a point off the curve": answer(_point(y=base64url(b"\1" * 32))),
    "a point of zeros": answer(_point(x=base64url(bytes(32)), y=base64url(bytes(32)))),
    "a short coordinate": answer(_point(x=base64url(b"\1" * 31))),
    "a long coordinate": answer(_point(y=LONG["y"])),
    "two long coordinates": answer(_point(**LONG)),
    "a padded coordinate": answer(_point(x=str(GOOD.jwk()["x"]) + "=")),
    "a missing coordinate": answer(_point(x=ABSENT)),
    "a coordinate that is a number": answer(_point(y=1)),
    "another curve": answer(_point(crv="P-384")),
    "another key type": answer(_point(kty="OKP")),
    "an RSA key for ES256": answer(key_set(RSA.jwk(alg="ES256"))),
    "a point for RS256": answer(_point(alg="RS256")),
    "a short RSA key": answer(key_set(SHORT_RSA.jwk())),
    "a huge RSA key": answer(key_set(RSA.jwk(n=base64url(b"\xff" * 513)))),
    "an RSA key with exponent 3": answer(key_set(ODD_RSA.jwk())),
    "an RSA key without a modulus": answer(key_set(RSA.jwk(n=ABSENT))),
    "a redirect": answer(b"", status=302, Location="https://evil.example.org/keys"),
    "a redirect that carries a set": answer(key_set(GOOD.jwk()), status=307, Location="/other"),
    "not found": answer(key_set(GOOD.jwk()), status=404),
    "partial content": answer(key_set(GOOD.jwk()), status=206),
    "a compressed set": answer(gzip.compress(key_set(GOOD.jwk())), Content_Encoding="gzip"),
    "a compressed bomb": answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
}
BROKEN = {
    "no HTTP": b"keys, keys, keys\r\n\r\n",
    "half an answer": answer(key_set(GOOD.jwk()))[:-40],
    "a hang-up": b"",
}


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with KeyServer() as server:
        server.publish(GOOD)
        yield server


@pytest.mark.parametrize("name", REFUSED)
async def test_an_improper_set_is_refused_whole_and_raises_an_alarm(
    name: str, server: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    cache = KeyCache([server.profile(algorithms=BOTH)])
    await cache.prepare(ISSUER, "good", NOW)
    trusted = cache.find(ISSUER, "good")
    server.answer = REFUSED[name]

    await cache.prepare(ISSUER, "good", LATER)

    assert cache.find(ISSUER, "good") is trusted
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert len(server.requests) == 2


@pytest.mark.parametrize("name", REFUSED)
async def test_an_improper_set_is_never_the_first_to_be_trusted(
    name: str, server: KeyServer
) -> None:
    cache = KeyCache([server.profile(algorithms=BOTH)])
    server.answer = REFUSED[name]

    with pytest.raises(Unavailable):
        await cache.prepare(ISSUER, "good", NOW)

    assert cache.find(ISSUER, "good") is None


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_answer_is_an_outage(
    name: str, server: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    cache = KeyCache([server.profile()])
    await cache.prepare(ISSUER, "good", NOW)
    server.answer = BROKEN[name]

    await cache.prepare(ISSUER, "good", LATER)

    assert cache.find(ISSUER, "good") is not None
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


PASSED_OVER = {
    "for encryption": GOOD.jwk(kid="other", use="enc"),
    "with a use that is no text": GOOD.jwk(kid="other", use=["sig"]),
    "to sign with": GOOD.jwk(kid="other", key_ops=["sign"]),
    "to sign and verify with": GOOD.jwk(kid="other", key_ops=["sign", "verify"]),
    "without an algorithm": GOOD.jwk(kid="other", alg=ABSENT),
    "for another algorithm": GOOD.jwk(kid="other", alg="ES384"),
    "for a secret algorithm": GOOD.jwk(kid="other", alg="HS256"),
    "for an algorithm that is a list": GOOD.jwk(kid="other", alg=["ES256"]),
    "for an algorithm that was not opted in": RSA.jwk(kid="other"),
    "without an id": GOOD.jwk(kid=ABSENT),
    "with a number as id": GOOD.jwk(kid=7),
    "with an empty id": GOOD.jwk(kid=""),
    "with spaces in its id": GOOD.jwk(kid="the other"),
}


@pytest.mark.parametrize("name", PASSED_OVER)
def test_a_key_that_is_not_for_our_tokens_is_passed_over(name: str) -> None:
    body = key_set(PASSED_OVER[name], GOOD.jwk(use=ABSENT, key_ops=["verify"], x5t="unknown"))

    assert key_sets.parse(body, profile()).keys() == {"good"}


def test_each_key_is_bound_to_its_own_algorithm() -> None:
    keys = key_sets.parse(key_set(GOOD.jwk(), RSA.jwk()), profile(algorithms=BOTH))

    assert {key_id: key.algorithm for key_id, key in keys.items()} == {
        "good": "ES256",
        "rsa-1": "RS256",
    }
    assert keys["good"].verifies(b"message", GOOD.sign(b"message"))
    assert keys["rsa-1"].verifies(b"message", RSA.sign(b"message"))
    assert not keys["good"].verifies(b"another message", GOOD.sign(b"message"))
