"""Small tables that every request needs, kept in memory for a few seconds."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

T = TypeVar("T")

LIFETIME: Final = timedelta(seconds=5)
"""How long a change of a registration may take to be obeyed everywhere."""


class Snapshot(Generic[T]):
    """The last reading of something, read again by the first caller after `LIFETIME`."""

    def __init__(self, load: Callable[[], Awaitable[T]], lifetime: timedelta = LIFETIME) -> None:
        self._load = load
        self._lifetime = lifetime
        self._reading: tuple[datetime, T] | None = None
        self._lock = asyncio.Lock()

    async def current(self, now: datetime) -> T:
        if (fresh := self._fresh(now)) is not None:
            return fresh
        async with self._lock:
            if (fresh := self._fresh(now)) is not None:
                return fresh
            value = await self._load()
            self._reading = (now, value)
            return value

    def _fresh(self, now: datetime) -> T | None:
        if self._reading is None:
            return None
        read_at, value = self._reading
        # A clock that was set back must not keep an old reading alive.
        return value if abs(now - read_at) < self._lifetime else None

    def forget(self) -> None:
        """Read again at the next call, whatever the age."""
        self._reading = None
