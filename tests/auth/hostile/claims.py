"""Hostile claims under a genuine signature, one wrong thing at a time."""

import hashlib
from collections.abc import Iterator

from app.auth.compact import base64url
from tests.auth.hostile.basis import (
    AUDIENCES,
    BOUND,
    EARLY,
    EXPIRED,
    ISSUED,
    LIFETIME,
    NOT_INTEGER,
    SIGNER,
    UNTRUSTED,
    Hostile,
)
from tests.tokens import ABSENT, AUDIENCE, ISSUER, minted

REQUIRED = ("iss", "sub", "client_id", "iat", "exp", "jti", "scope", "agency", "role")


def missing_claims() -> Iterator[Hostile]:
    for name in REQUIRED:
        reason = "the issuer is not named" if name == "iss" else f"{name} is missing or malformed"
        yield Hostile(f"no {name}", minted(SIGNER, **{name: ABSENT}), reason)
        wrong: tuple[object, ...] = (None, True, [], {}, 1.5, "", " ")
        for value in wrong:
            yield _wrong(name, value, reason)
    yield Hostile("no aud", minted(SIGNER, aud=ABSENT), AUDIENCES)


def _wrong(name: str, value: object, reason: str) -> Hostile:
    if isinstance(value, float):
        reason = NOT_INTEGER
    if name == "iss" and isinstance(value, str):
        reason = UNTRUSTED
    return Hostile(f"{name} {value!r}", minted(SIGNER, **{name: value}), reason)


def audiences() -> Iterator[Hostile]:
    for value in (
        None, "", "account", AUDIENCE + "/", AUDIENCE.upper(), AUDIENCE[:-1], [],
        [AUDIENCE, "account"], [AUDIENCE, AUDIENCE], [[AUDIENCE]], {AUDIENCE: 1}, True, 1,
    ):  # fmt: skip
        yield Hostile(f"aud {value!r}", minted(SIGNER, aud=value), AUDIENCES)


def times() -> Iterator[Hostile]:
    day = 86_400
    cases: list[tuple[str, dict[str, object], str]] = [
        ("expired at the end of the skew", {"iat": ISSUED - 900, "exp": ISSUED - 30}, EXPIRED),
        ("expired yesterday", {"iat": ISSUED - day - 900, "exp": ISSUED - day}, EXPIRED),
        ("expires when issued", {"exp": ISSUED}, LIFETIME),
        ("expires before issued", {"iat": ISSUED + 20, "exp": ISSUED + 10}, LIFETIME),
        ("lives a second too long", {"exp": ISSUED + 901}, LIFETIME),
        ("lives for ever", {"exp": 253_402_300_799}, LIFETIME),
        ("issued tomorrow", {"iat": ISSUED + day, "exp": ISSUED + day + 900}, EARLY),
        ("issued beyond the skew", {"iat": ISSUED + 31}, EARLY),
        ("not before tomorrow", {"nbf": ISSUED + day}, EARLY),
        ("not before beyond the skew", {"nbf": ISSUED + 31}, EARLY),
        ("authenticated in the future", {"auth_time": ISSUED + 31}, EARLY),
    ]
    for name, changes, reason in cases:
        yield Hostile(name, minted(SIGNER, **changes), reason)
    for name in ("iat", "exp", "nbf", "auth_time"):
        for value in (str(ISSUED), -1, 253_402_300_800, False, [ISSUED]):
            reason = f"{name} is missing or malformed"
            yield Hostile(f"{name} {value!r}", minted(SIGNER, **{name: value}), reason)
    for name in ("nbf", "auth_time"):
        reason = f"{name} is missing or malformed"
        yield Hostile(f"{name} null", minted(SIGNER, **{name: None}), reason)


def texts() -> Iterator[Hostile]:
    wrong: dict[str, tuple[object, ...]] = {
        "agency": (
            "330106", "330106-", "33010-court", "3301066-court", "330106-Court", "330106-court\n",
            "330106-court;330106-union", "３３０１０６-court", "٣٣٠١٠٦-court", "-court",
            " 330106-court", "330106-" + "c" * 33, ["330106-court"],
        ),
        "role": (
            "Officer", "root", "officer ", "officer\n", "officer|lead", "security-admin", ["lead"],
        ),
        "unit": ("", "Filing", "a-b", "u" * 33, "一庭", None, 1, ["filing"], "filing\n"),
        "scope": (
            " referrals:read", "referrals:read ", "referrals:read  cases:read", "cases:read\n",
            "referrals:read\tcases:read", 'cases:"read"', ["referrals:read"], "s" * 65,
            " ".join(["cases:read"] * 65),
        ),
        "acr": ("", "a b", None, 2, "a" * 129, ["2"]),
    }  # fmt: skip
    for name, values in wrong.items():
        for value in values:
            reason = f"{name} is missing or malformed"
            yield Hostile(f"{name} {value!r:.30}", minted(SIGNER, **{name: value}), reason)
    for name in ("sub", "client_id", "jti"):
        for value in ("a b", "a\n", "a\0", "张三", "a" * 129, "\x7f", 17):
            reason = f"{name} is missing or malformed"
            yield Hostile(f"{name} {value!r:.30}", minted(SIGNER, **{name: value}), reason)
    for value in ("openid profile", "Referrals:Read", "referrals", "referrals:read:all", "*:*"):
        yield Hostile(f"scope {value}", minted(SIGNER, scope=value), "scope grants nothing here")


def delegation_and_binding() -> Iterator[Hostile]:
    thumbprint = base64url(hashlib.sha256(b"a certificate").digest())
    for value in (
        None, "person-9", ["person-9"], {}, {"iss": ISSUER}, {"sub": "a", "act": {"sub": "b"}},
        {"sub": "a", "iss": ISSUER}, 1,
    ):  # fmt: skip
        yield Hostile(f"act {value!r}", minted(SIGNER, act=value), "act is malformed")
    for value in ("", None, 1, "a b", ["a"]):
        reason = "sub is missing or malformed"
        yield Hostile(f"act sub {value!r}", minted(SIGNER, act={"sub": value}), reason)
    yield Hostile("cnf certificate", minted(SIGNER, cnf={"x5t#S256": thumbprint}), BOUND)
    for value in (None, {}, thumbprint, {"jkt": thumbprint}, {"x5t#S256": thumbprint, "jkt": "k"}):
        yield Hostile(f"cnf {value!r:.40}", minted(SIGNER, cnf=value), "cnf is malformed")
    for value in ("", thumbprint + "A", thumbprint[:-1] + "=", None):
        reason = "x5t#S256 is missing or malformed"
        yield Hostile(
            f"cnf x5t#S256 {value!r:.60}", minted(SIGNER, cnf={"x5t#S256": value}), reason
        )
