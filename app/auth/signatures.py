"""The only place that touches the signature library: public keys, and one question put to them."""

from dataclasses import dataclass
from typing import Protocol

from jose import backends, jwk
from jose.backends.base import Key
from jose.backends.cryptography_backend import CryptographyECKey, CryptographyRSAKey


class VerificationKey(Protocol):
    """A public key bound to its one algorithm; another library joins by offering this much."""

    @property
    def algorithm(self) -> str: ...

    def verifies(self, signing_input: bytes, signature: bytes) -> bool: ...


@dataclass(frozen=True, slots=True)
class JoseKey:
    """A prepared key; the library sees two byte strings and never a token, header or claim."""

    algorithm: str
    prepared: Key

    def verifies(self, signing_input: bytes, signature: bytes) -> bool:
        return self.prepared.verify(signing_input, signature)


def public_key(algorithm: str, members: dict[str, str]) -> VerificationKey:
    """Prepare a key from the public members of a JWK that has been checked; ValueError if unfit."""
    return JoseKey(algorithm, jwk.construct(members, algorithm))


def assert_backend() -> None:
    """Refuse to start on the pure Python backends of the library: they are not constant-time."""
    if backends.ECKey is not CryptographyECKey or backends.RSAKey is not CryptographyRSAKey:
        raise RuntimeError("python-jose must use its cryptography backend for EC and RSA keys.")
