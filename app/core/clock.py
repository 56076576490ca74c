"""The only clock: everything else is given `now` as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
"""The one civil time of every district; dates are dates of this zone."""

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


# Desks look at the same boxes again and again, and so at the same instants.
@lru_cache(maxsize=4096)
def shown(instant: datetime) -> str:
    """An instant as people and machines read it: RFC 3339 in the civil time of China."""
    return instant.astimezone(CHINA).isoformat()
