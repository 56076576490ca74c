"""A limit for every text, list and number of the document, so that readers can trust sizes."""

from typing import Any, Final

LONGEST_TEXT: Final = 20_000
MOST_ITEMS: Final = 100_000
SAFE_INTEGER: Final = 2**53 - 1
"""No answer of ours exceeds these, and readers may size their buffers by them."""


def bound(part: object) -> None:
    """Give every text, list and number a limit, and every integer its format."""
    if isinstance(part, list):
        for element in part:
            bound(element)
    if isinstance(part, dict):
        for name in part.keys() - _SHOWN:
            bound(part[name])
        _limit(part)


_SHOWN: Final = frozenset({"example", "examples", "value"})
_LIMITS: Final[dict[object, dict[str, object]]] = {
    "string": {"maxLength": LONGEST_TEXT},
    "array": {"maxItems": MOST_ITEMS},
    "integer": {"format": "int64", "minimum": -SAFE_INTEGER, "maximum": SAFE_INTEGER},
}


_WRITTEN: Final = {"uuid": 36, "date": 10, "date-time": 35}
"""How long the written form of a format is."""


def _limit(schema: dict[str, Any]) -> None:
    """A closed list of values is its own limit."""
    kind = schema.get("type")
    if not isinstance(kind, str) or schema.keys() & {"enum", "const"}:
        return
    for name, limit in _LIMITS.get(kind, {}).items():
        schema.setdefault(name, limit)
    if schema.get("format") in _WRITTEN:
        schema["maxLength"] = _WRITTEN[schema["format"]]
