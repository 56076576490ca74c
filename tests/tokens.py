"""Mints access tokens for tests: good ones with few words and hostile ones to order."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.auth.compact import base64url
from app.auth.issuers import IssuerProfile
from app.auth.signatures import VerificationKey

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ISSUER = "https://login.example.org/realms/court"
AUDIENCE = "https://api.example.org/referral"
JWKS_URL = "https://login.example.org/realms/court/keys"
ABSENT = object()
"""Stands for a member that is left out."""


@dataclass(frozen=True)
class Signer:
    """A private key with its JWK, independent of every library under test."""

    algorithm: str
    key_id: str
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @classmethod
    def elliptic(cls, key_id: str = "key-1") -> Self:
        return cls("ES256", key_id, ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def rsa(cls, key_id: str = "rsa-1", bits: int = 2048, exponent: int = 65537) -> Self:
        return cls("RS256", key_id, rsa.generate_private_key(exponent, bits))

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(message, padding.PKCS1v15(), hashes.SHA256())
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def public_members(self) -> dict[str, str]:
        if isinstance(self.private, rsa.RSAPrivateKey):
            numbers = self.private.public_key().public_numbers()
            return {"kty": "RSA", "n": base64url(_big(numbers.n)), "e": base64url(_big(numbers.e))}
        point = self.private.public_key().public_numbers()
        x, y = (base64url(value.to_bytes(32, "big")) for value in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def jwk(self, **changes: object) -> dict[str, object]:
        members = {"kid": self.key_id, "alg": self.algorithm, "use": "sig"}
        return changed(members | self.public_members(), changes)

    def header(self, **changes: object) -> dict[str, object]:
        return changed({"alg": self.algorithm, "typ": "at+jwt", "kid": self.key_id}, changes)


@dataclass
class KeyRing:
    """Keys by issuer and key id, without a cache."""

    keys: dict[tuple[str, str], VerificationKey] = field(default_factory=dict)

    def find(self, issuer: str, key_id: str) -> VerificationKey | None:
        return self.keys.get((issuer, key_id))


def changed(members: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    merged = {**members, **changes}
    return {name: value for name, value in merged.items() if value is not ABSENT}


def claims(**changes: object) -> dict[str, object]:
    """The claims of a good token of fifteen minutes, with members replaced or `ABSENT`."""
    issued_at = int(NOW.timestamp())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "person-17",
        "client_id": "court-desk",
        "iat": issued_at,
        "exp": issued_at + 900,
        "jti": "token-1",
        "scope": "referrals:read referrals:write",
        "agency": "330106-court",
        "role": "officer",
    }
    return changed(good, changes)


def encoded(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def sealed(signer: Signer, header: bytes, payload: bytes) -> str:
    """A compact token over any bytes, with a genuine signature."""
    signing_input = f"{base64url(header)}.{base64url(payload)}"
    return f"{signing_input}.{base64url(signer.sign(signing_input.encode()))}"


def minted(signer: Signer, header: object = None, **changes: object) -> str:
    """A genuine token with changed claims or another header."""
    return sealed(signer, encoded(header or signer.header()), encoded(claims(**changes)))


def profile(**changes: object) -> IssuerProfile:
    settings = {"issuer": ISSUER, "jwks_url": JWKS_URL, **changes}
    return IssuerProfile(**settings)  # type: ignore[arg-type]  # Tests name any member.


def key_set(*keys: Mapping[str, object]) -> bytes:
    return encoded({"keys": keys})


def _big(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
