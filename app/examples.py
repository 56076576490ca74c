"""Requests that a fresh demonstration accepts as they stand: one for each operation."""

from typing import Any, Final

EXAMPLES: Final[dict[str, dict[str, Any]]] = {}
