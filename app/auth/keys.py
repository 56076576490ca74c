"""Holds the public keys of each trusted issuer: how long they are fresh, how long they serve."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from app.auth import key_sets
from app.auth.compact import reason
from app.auth.issuers import IssuerProfile
from app.auth.key_sets import Publication
from app.auth.signatures import VerificationKey
from app.core.errors import Unavailable

FRESH: Final = timedelta(minutes=10)
FRESH_AT_LEAST: Final = timedelta(minutes=5)
FRESH_AT_MOST: Final = timedelta(hours=1)
STALE_AT_MOST: Final = timedelta(hours=24)
"""How long keys serve while their issuer cannot be reached or publishes nothing proper."""

RETRY_AFTER: Final = timedelta(seconds=10)
UNKNOWN_KEY_PAUSE: Final = timedelta(seconds=60)
"""Invented key ids cause at most one request to an issuer in this time."""

Fetch = Callable[[IssuerProfile], Awaitable[Publication]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys of one issuer as last published."""

    keys: Mapping[str, VerificationKey]
    fresh_until: datetime
    serves_until: datetime


_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_NOTHING: Final = KeySet({}, fresh_until=_LONG_AGO, serves_until=_LONG_AGO)


@dataclass(slots=True)
class _Shelf:
    """What is known of one issuer's keys; the lock keeps refreshing to one caller at a time."""

    profile: IssuerProfile
    key_set: KeySet = _NOTHING
    failed_at: datetime = _LONG_AGO
    sought_at: datetime = _LONG_AGO
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def serves(self, now: datetime) -> bool:
        return now < self.key_set.serves_until

    def has(self, key_id: str) -> bool:
        return key_id in self.key_set.keys

    def is_due(self, key_id: str, now: datetime) -> bool:
        if now - self.failed_at < RETRY_AFTER:
            return False
        if now >= self.key_set.fresh_until:
            return True
        return not self.has(key_id) and now - self.sought_at >= UNKNOWN_KEY_PAUSE


class KeyCache:
    """Looks up keys at once and refreshes them when a caller needs it; each process has its own."""

    def __init__(
        self, profiles: Iterable[IssuerProfile], fetch: Fetch = key_sets.published
    ) -> None:
        self.issuers: Mapping[str, IssuerProfile] = {each.issuer: each for each in profiles}
        self._shelves = {issuer: _Shelf(each) for issuer, each in self.issuers.items()}
        self._fetch = fetch

    def find(self, issuer: str, key_id: str) -> VerificationKey | None:
        shelf = self._shelves.get(issuer)
        return None if shelf is None else shelf.key_set.keys.get(key_id)

    async def prepare(self, issuer: str, key_id: str, now: datetime) -> None:
        """Have the keys of a trusted issuer ready; `Unavailable` if there are none to rely on.

        While one caller refreshes, others go on with the keys that still serve.
        """
        shelf = self._shelves[issuer]
        is_served = shelf.serves(now) and shelf.has(key_id)
        if shelf.is_due(key_id, now) and not (is_served and shelf.lock.locked()):
            async with shelf.lock:
                await self._refresh_if_due(shelf, key_id, now)
        if not shelf.serves(now):
            raise Unavailable

    async def _refresh_if_due(self, shelf: _Shelf, key_id: str, now: datetime) -> None:
        # Whoever held the lock before may have fetched what this caller needs.
        if shelf.is_due(key_id, now):
            await self._refresh(shelf, now)
            shelf.sought_at = shelf.sought_at if shelf.has(key_id) else now

    async def _refresh(self, shelf: _Shelf, now: datetime) -> None:
        try:
            publication = await self._fetch(shelf.profile)
            keys = key_sets.parse(publication.body, shelf.profile)
        except (OSError, ValueError) as failure:
            # An improper set is an alarm, an outage is only a nuisance until the keys run out.
            level = logging.ERROR if isinstance(failure, ValueError) else logging.WARNING
            issuer = shelf.profile.issuer
            logger.log(level, "The key set of %s was not taken: %s.", issuer, reason(failure))
            shelf.failed_at = now
            return
        shelf.key_set = KeySet(keys, now + _freshness(publication.max_age), now + STALE_AT_MOST)
        shelf.failed_at = _LONG_AGO


def _freshness(max_age: int | None) -> timedelta:
    if max_age is None:
        return FRESH
    return min(max(timedelta(seconds=max_age), FRESH_AT_LEAST), FRESH_AT_MOST)
