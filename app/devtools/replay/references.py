"""What a scenario writes in braces: parts of earlier answers, and moments around the present."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from app.core.clock import CHINA

_REFERENCE: Final = re.compile(
    r"\{([a-z][a-z0-9_]*)((?:\.[a-z0-9_]+)*)(?:([+-])([0-9]+)([mhd]))?\}"
)
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}

MOMENTS: Final[Mapping[str, Callable[[datetime], str]]] = {
    "now": lambda instant: instant.isoformat(timespec="seconds"),
    "today": lambda instant: instant.date().isoformat(),
}
"""Names that are always known, in civil time."""

MISSING: Final = object()
"""What a path leads to where an answer has no such member."""


class Dangling(LookupError):
    """A reference leads to nothing in the answer that was saved."""


def names(written: object) -> Iterator[str]:
    """Every name that a value refers to."""
    if isinstance(written, str):
        yield from (match[1] for match in _REFERENCE.finditer(written))
    for part in _parts(written):
        yield from names(part)


def _parts(written: object) -> list[Any]:
    if isinstance(written, dict):
        return list(written.values())
    return written if isinstance(written, list) else []


def resolve(written: Any, saved: Mapping[str, Any], now: datetime) -> Any:  # noqa: ANN401
    """The value with every reference replaced; one that stands alone keeps its type."""
    match written:
        case dict():
            return {name: resolve(part, saved, now) for name, part in written.items()}
        case list():
            return [resolve(part, saved, now) for part in written]
        case str():
            return _resolve_text(written, saved, now)
        case _:
            return written


def _resolve_text(written: str, saved: Mapping[str, Any], now: datetime) -> Any:  # noqa: ANN401
    if (whole := _REFERENCE.fullmatch(written)) is not None:
        return _meant(whole, saved, now)
    return _REFERENCE.sub(lambda match: str(_meant(match, saved, now)), written)


def _meant(match: re.Match[str], saved: Mapping[str, Any], now: datetime) -> Any:  # noqa: ANN401
    name, path, sign, amount, unit = match.groups()
    if name not in MOMENTS:
        return _found(saved[name], match[0], path.removeprefix("."))
    moment = now.astimezone(CHINA)
    if sign is not None:
        moment += timedelta(**{_UNITS[unit]: int(sign + amount)})
    return MOMENTS[name](moment)


def _found(body: Any, reference: str, path: str) -> Any:  # noqa: ANN401 - any value of JSON
    found = follow(body, path)
    if found is MISSING:
        raise Dangling(reference)
    return found


def follow(body: Any, path: str) -> Any:  # noqa: ANN401 - any value of JSON
    """What stands at a dotted path such as `workers.0.claims.0.id`, or `MISSING`."""
    for step in path.split(".") if path else ():
        body = _member(body, step)
    return body


def _member(body: object, step: str) -> Any:  # noqa: ANN401 - any value of JSON
    if isinstance(body, list) and step.isdecimal():
        return body[int(step)] if int(step) < len(body) else MISSING
    return body.get(step, MISSING) if isinstance(body, dict) else MISSING
