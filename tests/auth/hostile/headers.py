"""Hostile headers: confused algorithms, smuggled keys and everything that is not exactly ours."""

import hashlib
import hmac
from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.auth.compact import base64url
from tests.auth.hostile.basis import (
    ALGORITHM,
    BASE64URL,
    CLOSED_HEADER,
    IMPOSTOR,
    MALFORMED_HEADER,
    NOT_ACCESS,
    NOT_INTEGER,
    NOT_OBJECT,
    SIGNATURE_LENGTH,
    SIGNER,
    TOO_DEEP,
    TWICE,
    UNKNOWN_KEY,
    Hostile,
)
from tests.tokens import ABSENT, ISSUER, claims, encoded, minted, sealed


def _with_header(**changes: object) -> str:
    return minted(SIGNER, header=SIGNER.header(**changes))


def algorithms() -> Iterator[Hostile]:
    for name in ("none", "None", "NONE", "nOnE"):
        unsigned = ".".join(map(base64url, (encoded(SIGNER.header(alg=name)), encoded(claims()))))
        yield Hostile(f"alg {name}, no signature", f"{unsigned}.", BASE64URL)
        yield Hostile(f"alg {name}, signed", _with_header(alg=name), ALGORITHM)
    for name in ("RS256", "ES384", "ES512", "PS256", "EdDSA", "ES256K", "es256", "ES256 ", ""):
        yield Hostile(f"alg {name!r}", _with_header(alg=name), ALGORITHM)
    for value in (None, 256, ["ES256"], {"ES256": 1}, True):
        yield Hostile(f"alg {value!r}", _with_header(alg=value), MALFORMED_HEADER)


def public_key_as_secret() -> Iterator[Hostile]:
    public = SIGNER.private.public_key()
    secrets = {
        "PEM": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "SSH": public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
        "JWK": encoded(SIGNER.jwk()),
        "empty": b"",
    }
    for name, secret in secrets.items():
        for algorithm in ("HS256", "ES256"):
            header = encoded(SIGNER.header(alg=algorithm))
            message = f"{base64url(header)}.{base64url(encoded(claims()))}"
            tag = hmac.new(secret, message.encode(), hashlib.sha256).digest()
            reason = ALGORITHM if algorithm == "HS256" else SIGNATURE_LENGTH
            yield Hostile(f"{algorithm} keyed with {name}", f"{message}.{base64url(tag)}", reason)


def header_members() -> Iterator[Hostile]:
    extras = {
        "jwk": IMPOSTOR.jwk(),
        "jku": "https://evil.example.org/keys",
        "x5u": "https://evil.example.org/chain",
        "x5c": ["MIIB"],
        "x5t": "thumbprint",
        "x5t#S256": "thumbprint",
        "crit": ["x"],
        "b64": False,
        "zip": "DEF",
        "cty": "JWT",
        "enc": "A128GCM",
        "ALG": "ES256",
        "iss": ISSUER,
    }
    for name, value in extras.items():
        yield Hostile(f"header {name}", _with_header(**{name: value}), CLOSED_HEADER)
    for name in ("alg", "typ", "kid"):
        yield Hostile(f"no {name}", _with_header(**{name: ABSENT}), CLOSED_HEADER)
    for value in (
        "JWT",
        "dpop+jwt",
        "id+jwt",
        "secevent+jwt",
        "",
        "at+jwt ",
        "at",
        None,
        ["at+jwt"],
    ):
        yield Hostile(f"typ {value!r}", _with_header(typ=value), NOT_ACCESS)
    for value in ("", None, 1, ["key-1"], {}, "k" * 129, "key 1", "key-1\n", "key-1\0", "钥匙"):
        yield Hostile(f"kid {value!r:.20}", _with_header(kid=value), MALFORMED_HEADER)
    for value in ("key-2", "KEY-1", "../key-1", "' OR 1=1 --".replace(" ", "+"), "rsa-1"):
        yield Hostile(f"kid {value}", _with_header(kid=value), UNKNOWN_KEY)


def header_bytes() -> Iterator[Hostile]:
    good = encoded(SIGNER.header())
    twice = b'{"alg":"none",' + good[1:]
    deep = b'{"alg":' + b"[" * 201 + b"]" * 201 + b"}"
    cases: list[tuple[str, bytes, str]] = [
        ("alg twice", twice, TWICE),
        ("an array", b"[]", NOT_OBJECT),
        ("a string", b'"ES256"', NOT_OBJECT),
        ("a float", b'{"alg":1.5}', NOT_INTEGER),
        ("not JSON", b"alg=ES256", "JSONDecodeError"),
        ("junk after", good + b"x", "JSONDecodeError"),
        ("a byte order mark", b"\xef\xbb\xbf" + good, "JSONDecodeError"),
        ("UTF-16", good.decode().encode("utf-16"), "UnicodeDecodeError"),
        ("Latin-1", b'{"alg":"\xe9"}', "UnicodeDecodeError"),
        ("padded to 513 bytes", good.ljust(513), "the JSON document is too long"),
        ("nested 201 deep", deep, TOO_DEEP),
    ]
    for name, header, reason in cases:
        yield Hostile(f"header {name}", sealed(SIGNER, header, encoded(claims())), reason)
