"""Whom the tests trust: three issuers, their keys in either library, and a verifier over them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import import_key

from app.auth import signatures, tokens
from app.auth.claims import Claims
from app.auth.compact import base64url
from app.auth.issuers import IssuerProfile
from app.auth.signatures import VerificationKey
from tests.auth.hostile.basis import OTHER_ISSUER, OTHER_SIGNER, SIGNER
from tests.tokens import AUDIENCE, ISSUER, NOW, KeyRing, Signer, profile

RSA_ISSUER = "https://adfs.example.org"
RSA_SIGNER = Signer.rsa()
SIGNERS = [
    (ISSUER, SIGNER),
    (OTHER_ISSUER, OTHER_SIGNER),
    (RSA_ISSUER, RSA_SIGNER),
    (RSA_ISSUER, SIGNER),
]
PROFILES = {
    ISSUER: profile(),
    RSA_ISSUER: profile(issuer=RSA_ISSUER, algorithms=("RS256", "ES256")),
    OTHER_ISSUER: profile(
        issuer=OTHER_ISSUER,
        divisions=frozenset({"330106-union", "330109"}),
        max_lifetime=timedelta(minutes=5),
    ),
}


@dataclass(frozen=True)
class JoserfcKey:
    """A second library behind the same question, so that the first can be given up any day."""

    algorithm: str
    members: dict[str, str]

    def verifies(self, signing_input: bytes, signature: bytes) -> bool:
        token = signing_input + b"." + base64url(signature).encode()
        try:
            jws.deserialize_compact(
                token, import_key({**self.members}), algorithms=[self.algorithm]
            )
        except BadSignatureError:
            return False
        return True


Library = Callable[[str, dict[str, str]], VerificationKey]
LIBRARIES: dict[str, Library] = {"python-jose": signatures.public_key, "joserfc": JoserfcKey}


def ring_of(library: Library) -> KeyRing:
    return KeyRing({
        (issuer, each.key_id): library(each.algorithm, each.public_members())
        for issuer, each in SIGNERS
    })


RING = ring_of(signatures.public_key)


def verify(
    token: str, ring: KeyRing = RING, profiles: dict[str, IssuerProfile] = PROFILES
) -> Claims:
    return tokens.verify(token, ring, profiles, AUDIENCE, NOW)
