"""Hostile payloads under a genuine signature: ambiguous, unbounded or not JSON at all."""

from collections.abc import Iterator

from tests.auth.hostile.basis import (
    IMPOSTOR,
    ISSUED,
    LIFETIME,
    NOT_INTEGER,
    NOT_OBJECT,
    OTHER_ISSUER,
    OTHER_SIGNER,
    OVERSTEPPED,
    SIGNER,
    TOO_DEEP,
    TOO_LONG,
    TWICE,
    UNKNOWN_KEY,
    UNTRUSTED,
    WRONG_SIGNATURE,
    Hostile,
)
from tests.tokens import ISSUER, Signer, claims, encoded, minted, sealed


def _signed(payload: bytes) -> str:
    return sealed(SIGNER, encoded(SIGNER.header()), payload)


def payloads() -> Iterator[Hostile]:
    good = encoded(claims())
    large = b'{"iat":' + b"9" * 4000 + b"}"
    cases: list[tuple[str, bytes, str]] = [
        ("role twice", b'{"role":"admin",' + good[1:], TWICE),
        ("iss twice", b'{"iss":"https://a.example",' + good[1:], TWICE),
        ("twice, deep down", b'{"x":[{"a":1,"a":2}],' + good[1:], TWICE),
        ("twice, escaped", b'{"r\\u006fle":"admin",' + good[1:], TWICE),
        ("an array", b"[" + good + b"]", NOT_OBJECT),
        ("a number", b"1", NOT_OBJECT),
        ("null", b"null", NOT_OBJECT),
        ("NaN", b'{"x":NaN,' + good[1:], NOT_INTEGER),
        ("infinity", b'{"x":-Infinity,' + good[1:], NOT_INTEGER),
        ("an exponent", b'{"x":1e400,' + good[1:], NOT_INTEGER),
        ("4000 digits", large, "a JSON integer is too large"),
        ("17 digits", b'{"x":12345678901234567,' + good[1:], "a JSON integer is too large"),
        ("junk after", good + b"{}", "JSONDecodeError"),
        ("not JSON", b"sub=person-17", "JSONDecodeError"),
        ("a bare control character", b'{"x":"\n",' + good[1:], "JSONDecodeError"),
        ("not UTF-8", b'{"x":"\xff",' + good[1:], "UnicodeDecodeError"),
        ("an encoded surrogate", b'{"x":"\xed\xa0\x80",' + good[1:], "UnicodeDecodeError"),
        ("deep", b'{"x":' + b"[" * 2500 + b"]" * 2500 + b"}", TOO_DEEP),
        ("deep, never closed", b"[" * 5000, TOO_DEEP),
        ("wide", b'{"x":[' + b"{}," * 300 + b"{}]}", TOO_DEEP),
    ]
    for name, payload, reason in cases:
        yield Hostile(f"payload {name}", _signed(payload), reason)
    yield Hostile("payload 100 000 deep", _signed(b"[" * 100_000), TOO_LONG)
    yield Hostile("payload of 1 MB", _signed(b" " * 1_000_000), TOO_LONG)


def issuers() -> Iterator[Hostile]:
    cases: list[tuple[str, str, str]] = [
        ("nobody knows", minted(SIGNER, iss="https://evil.example.org"), UNTRUSTED),
        ("with a slash", minted(SIGNER, iss=ISSUER + "/"), UNTRUSTED),
        ("in capitals", minted(SIGNER, iss=ISSUER.upper()), UNTRUSTED),
        ("that is a list", minted(SIGNER, iss=[ISSUER]), "the issuer is not named"),
        ("of a key that belongs to another", minted(OTHER_SIGNER), UNKNOWN_KEY),
        ("that did not sign", minted(SIGNER, iss=OTHER_ISSUER), UNKNOWN_KEY),
        ("whose key id was guessed", minted(IMPOSTOR), WRONG_SIGNATURE),
        ("whose own key id was named", _by_union(signer=SIGNER), WRONG_SIGNATURE),
        ("outside its district", _by_union(agency="330105-union"), OVERSTEPPED),
        ("for another agency of the district", _by_union(agency="330106-court"), OVERSTEPPED),
        ("past its own shorter lifetime", _by_union(exp=ISSUED + 301), LIFETIME),
    ]
    for name, token, reason in cases:
        yield Hostile(f"issuer {name}", token, reason)


def _by_union(signer: Signer = OTHER_SIGNER, **changes: object) -> str:
    good = {"iss": OTHER_ISSUER, "agency": "330106-union", "exp": ISSUED + 300}
    return minted(signer, OTHER_SIGNER.header(), **(good | changes))
