"""Requests that a fresh demonstration accepts as they stand: one for each operation."""

from typing import Final

from app.examples import cases, others, referrals
from app.examples.objects import Example

EXAMPLES: Final[dict[str, Example]] = {
    **referrals.EXAMPLES,
    **cases.EXAMPLES,
    **others.EXAMPLES,
}

__all__ = ["EXAMPLES", "Example"]
