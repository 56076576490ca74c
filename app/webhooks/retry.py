"""When a delivery that failed is tried again: the table of delays, and its jitter."""

from datetime import timedelta
from random import SystemRandom
from typing import Final

DELAYS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After the first failure, the second, and so on: ten attempts in a little over three days."""

JITTER: Final = 0.2
"""How far a delay is stretched or shortened, so that many failures do not return as one crowd."""


def jitter() -> float:
    """A factor for one delay."""
    return _RANDOM.uniform(1 - JITTER, 1 + JITTER)


def delay_after(attempts: int, factor: float) -> timedelta | None:
    """How long to wait after that many attempts, or None when there have been enough."""
    if attempts > len(DELAYS):
        return None
    return DELAYS[attempts - 1] * factor


_RANDOM: Final = SystemRandom()
