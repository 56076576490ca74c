"""Turns a bearer token into verified claims; every doubt ends in the same refusal."""

import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol

from app.auth import claims, compact
from app.auth.claims import SKEW, Claims
from app.auth.compact import Presented, Refused, reason
from app.auth.issuers import ES256, IssuerProfile
from app.auth.keys import KeyCache
from app.auth.signatures import VerificationKey, assert_backend
from app.core.errors import Unauthenticated

__all__ = ["Claims", "KeySource", "TokenVerifier", "assert_backend", "verify"]

ES256_SIGNATURE_BYTES: Final = 64
REMEMBERED_TOKENS: Final = 4096
REMEMBERED_FOR: Final = timedelta(seconds=60)

logger = logging.getLogger(__name__)


class KeySource(Protocol):
    """Where the key of an issuer is looked up; key ids of different issuers never meet."""

    def find(self, issuer: str, key_id: str) -> VerificationKey | None: ...


def verify(
    token: str,
    keys: KeySource,
    issuers: Mapping[str, IssuerProfile],
    audience: str,
    now: datetime,
) -> Claims:
    """Check everything about a token; whatever is wrong with it raises `Unauthenticated`."""
    with _one_refusal():
        presented = compact.read(token)
        profile = _profile(presented, issuers)
        _verifying_key(presented, keys)
        return _checked_claims(presented, profile, audience, now)


@dataclass(frozen=True, slots=True)
class _Remembered:
    """A token that was verified at `since`, with the very key that verified it."""

    claims: Claims
    key_id: str
    key: VerificationKey
    since: datetime
    until: datetime

    def holds(self, keys: KeySource, now: datetime) -> bool:
        """False as soon as the issuer, or this key of the issuer, is trusted no more."""
        if not self.since <= now < self.until:
            return False
        return keys.find(self.claims.issuer, self.key_id) is self.key


class TokenVerifier:
    """Verifies against live key sets and remembers what it has verified for a minute at most.

    A token is remembered by its digest only to save time. Replay must be recognised by its `jti`:
    an ECDSA signature has a second valid spelling.
    """

    def __init__(self, keys: KeyCache, audience: str) -> None:
        self._keys = keys
        self._audience = audience
        self._remembered: OrderedDict[bytes, _Remembered] = OrderedDict()

    async def verify(self, raw: str, now: datetime) -> Claims:
        """Raise `Unauthenticated`, or `Unavailable` if the issuer's keys cannot be had."""
        if len(raw) > compact.TOKEN_LIMIT or not raw.isascii():
            raise Unauthenticated
        digest = sha256(raw.encode("ascii")).digest()
        remembered = self._remembered.get(digest)
        if remembered is None or not remembered.holds(self._keys, now):
            remembered = await self._verify_afresh(raw, now)
            self._remember(digest, remembered)
        self._remembered.move_to_end(digest)
        return remembered.claims

    async def _verify_afresh(self, raw: str, now: datetime) -> _Remembered:
        with _one_refusal():
            presented = compact.read(raw)
            profile = _profile(presented, self._keys.issuers)
        await self._keys.prepare(presented.issuer, presented.key_id, now)
        with _one_refusal():
            key = _verifying_key(presented, self._keys)
            verified = _checked_claims(presented, profile, self._audience, now)
        until = min(now + REMEMBERED_FOR, verified.expires_at + SKEW)
        return _Remembered(verified, presented.key_id, key, now, until)

    def _remember(self, digest: bytes, remembered: _Remembered) -> None:
        self._remembered[digest] = remembered
        if len(self._remembered) > REMEMBERED_TOKENS:
            self._remembered.popitem(last=False)


@contextmanager
def _one_refusal() -> Iterator[None]:
    """Tell the caller one thing only, and the log why, in words that hold nothing of the token."""
    try:
        yield
    # A stranger's bytes must never become a fault of ours, whatever they provoke.
    except Exception as failure:  # noqa: BLE001 - fails closed, and the reason is logged.
        logger.info("A token was refused: %s.", reason(failure))
        raise Unauthenticated from None


def _profile(presented: Presented, issuers: Mapping[str, IssuerProfile]) -> IssuerProfile:
    profile = issuers.get(presented.issuer)
    if profile is None:
        raise Refused("the issuer is not trusted")
    if presented.algorithm not in profile.algorithms:
        raise Refused("the algorithm is not allowed for the issuer")
    return profile


def _verifying_key(presented: Presented, keys: KeySource) -> VerificationKey:
    key = keys.find(presented.issuer, presented.key_id)
    if key is None or key.algorithm != presented.algorithm:
        raise Refused("the key is unknown or for another algorithm")
    if key.algorithm == ES256 and len(presented.signature) != ES256_SIGNATURE_BYTES:
        raise Refused("the signature is malformed")
    if not key.verifies(presented.signing_input, presented.signature):
        raise Refused("the signature is wrong")
    return key


def _checked_claims(
    presented: Presented, profile: IssuerProfile, audience: str, now: datetime
) -> Claims:
    claims.check_audience(presented.claims, audience)
    verified = claims.read(presented.claims)
    claims.check_times(verified, presented.claims, now)
    claims.check_lifetime(verified, profile.max_lifetime)
    _check_agency(verified, profile)
    _check_possession(verified)
    return verified


def _check_agency(verified: Claims, profile: IssuerProfile) -> None:
    if not profile.speaks_for(verified.agency):
        # The signature is genuine, so this is an issuer overstepping and not a stranger's noise.
        logger.error("The issuer %s named an agency it may not speak for.", profile.issuer)
        raise Refused("the issuer may not speak for the agency")


def _check_possession(verified: Claims) -> None:
    """The place where a bound token meets the caller's certificate; without one it is refused."""
    if verified.confirmation is not None:
        raise Refused("the token is bound to a certificate that was not shown")
