"""What a scenario writes in braces: parts of earlier answers, and moments around the present."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.calendars import counting, days
from app.calendars.terms import Direction, Term, Unit
from app.core.clock import CHINA
from app.devtools.desks import DIVISION

_REFERENCE: Final = re.compile(
    r"\{([a-z][a-z0-9_]*)((?:\.[A-Za-z0-9_]+)*)((?:[+-][0-9]+(?:m|h|d|wd|cd|mo|y))*)\}"
)
_OFFSET: Final = re.compile(r"([+-])([0-9]+)([a-z]+)")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
_TERMS: Final = {
    "wd": Unit.WORKING_DAY,
    "cd": Unit.CALENDAR_DAY,
    "mo": Unit.MONTH,
    "y": Unit.YEAR,
}
"""Units of a due date: the last day of a term, moved off a day of rest."""

MOMENTS: Final[Mapping[str, Callable[[datetime], str]]] = {
    "now": lambda instant: instant.isoformat(timespec="seconds"),
    "today": lambda instant: instant.date().isoformat(),
}
"""Names that are always known, in civil time."""

_CALENDAR: Final = days.load().of(DIVISION)

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
    name, path, offsets = match.groups()
    if name not in MOMENTS:
        return _found(saved[name], match[0], path.removeprefix("."))
    moment = now.astimezone(CHINA)
    for sign, amount, unit in _OFFSET.findall(offsets):
        moment = _moved(moment, sign, int(amount), unit)
    return MOMENTS[name](moment)


def _moved(moment: datetime, sign: str, amount: int, unit: str) -> datetime:
    """One offset on, at the same time of day."""
    if unit in _TERMS:
        return datetime.combine(_due(moment, sign, Term(amount, _TERMS[unit])), moment.timetz())
    return moment + timedelta(**{_UNITS[unit]: amount if sign == "+" else -amount})


def _due(moment: datetime, sign: str, term: Term) -> date:
    direction = Direction.AFTER if sign == "+" else Direction.BEFORE
    return counting.due(moment.date(), term, _CALENDAR, direction=direction).due_on


def _found(body: Any, reference: str, path: str) -> Any:  # noqa: ANN401 - any value of JSON
    found = follow(body, path)
    if found is MISSING:
        raise Dangling(reference)
    return found


def follow(body: Any, path: str) -> Any:  # noqa: ANN401 - any value of JSON
    """What stands at a dotted path such as `workers.0.claims.0.id`, or `MISSING`.

    A deadline in a list is also found by the code of its rule: `deadlines.REF_ANSWER_5WD.due_on`.
    """
    for step in path.split(".") if path else ():
        body = _member(body, step)
    return body


def _member(body: object, step: str) -> Any:  # noqa: ANN401 - any value of JSON
    if isinstance(body, list):
        return _entry(body, step)
    return body.get(step, MISSING) if isinstance(body, dict) else MISSING


def _entry(entries: list[Any], step: str) -> Any:  # noqa: ANN401 - any value of JSON
    if step.isdecimal():
        return entries[int(step)] if int(step) < len(entries) else MISSING
    found = (one for one in entries if isinstance(one, dict) and one.get("rule_code") == step)
    return next(found, MISSING)
