"""Sealing of the few values that must not lie open in the database, with keys kept outside it."""

import base64
import hashlib
import secrets
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

KEY_BYTES: Final = 32


class SealBroken(ValueError):
    """The value was changed, moved to another place, or sealed with a key that is not there."""


class Sealer:
    """The first key seals and every key opens, so that keys can be replaced one after the other."""

    def __init__(self, *keys: bytes) -> None:
        self._ciphers = {_id_of(key): AESGCM(key) for key in keys}
        self._newest = _id_of(keys[0])

    def seal(self, plain: bytes, place: str) -> str:
        """Seal a value for the one place, such as a column of a row, where it may be opened."""
        head = _FORMAT + self._newest
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, plain, _bound(head, place))
        return base64.urlsafe_b64encode(head + nonce + sealed).decode()

    def open(self, sealed: str, place: str) -> bytes:
        """The value again, or `SealBroken`."""
        try:
            whole = base64.b64decode(sealed, altchars=b"-_", validate=True)
            head, nonce = whole[:_HEAD_BYTES], whole[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES]
            cipher = self._ciphers[head[len(_FORMAT) :]]
            return cipher.decrypt(nonce, whole[len(head + nonce) :], _bound(head, place))
        except (ValueError, KeyError, InvalidTag):
            raise SealBroken from None


def sealer(keys: SecretStr | None) -> Sealer:
    """The sealer of the setting: keys of 32 bytes in Base64, separated by commas, newest first.

    Without the setting there is one key, which lives and dies with the process.
    """
    if keys is None:
        return Sealer(_key_of_this_process())
    return Sealer(*(_key(written) for written in keys.get_secret_value().split(",")))


@cache
def _key_of_this_process() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _key(written: str) -> bytes:
    key = base64.b64decode(written, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"A key has {KEY_BYTES} bytes.")
    return key


def _id_of(key: bytes) -> bytes:
    return hashlib.sha256(b"liandong key id\0" + key).digest()[:_KEY_ID_BYTES]


def _bound(head: bytes, place: str) -> bytes:
    return head + place.encode()


_FORMAT: Final = b"\x01\x01"
"""The version of the format, then the algorithm: 1 is AES-256-GCM."""
_KEY_ID_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_HEAD_BYTES: Final = len(_FORMAT) + _KEY_ID_BYTES
