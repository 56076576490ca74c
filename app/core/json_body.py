"""How a request body becomes a JSON value: strictly, and at a cost that its size alone bounds."""

import json
import math
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NoReturn

from pydantic import JsonValue

from app.core.characters import UNSAFE
from app.core.errors import Malformed, TooLarge

INTEGER_LENGTH: Final = 19
"""Characters of the longest integer; no sum or identifier of ours needs more."""

FRACTION_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one document may hold: bytes, values inside objects and arrays, levels."""

    size: int
    members: int
    depth: int = 16


DEFAULT_LIMITS: Final = Limits(size=256 * 1024, members=2_000)
BULK_LIMITS: Final = Limits(size=4 * 1024 * 1024, members=50_000)


def read(body: bytes, limits: Limits = DEFAULT_LIMITS) -> JsonValue:
    """The one document in the body; what is counted is counted before anything is built."""
    if len(body) > limits.size:
        raise TooLarge(limit_bytes=limits.size)
    _refuse_many_strings(body, limits)
    try:
        return _value(body.decode(), limits)
    # The error of the standard library holds the document, so it may not become a cause.
    except ValueError:
        raise Malformed from None


def _refuse_many_strings(body: bytes, limits: Limits) -> None:
    """Refuse a flood of names without reading it: a member has two strings, a string two quotes."""
    _refuse_if(body.count(b'"') - body.count(b'\\"') > 4 * limits.members)


def _value(text: str, limits: Limits) -> JsonValue:
    _refuse_excess(_structure(text), limits)
    # A carriage return may stand between tokens; the decoder refuses it within a string.
    _refuse_if(UNSAFE.search(text.replace("\r", "")) is not None)
    value: JsonValue = _DECODER.decode(text)
    if "\\" in text:
        _refuse_unsafe(value)
    return value


def _structure(text: str) -> str:
    """The text without its strings.

    Of a run of backslashes the pairs stand for themselves; one that is left escapes a quote.
    """
    unescaped = text.replace("\\\\", "").replace('\\"', "")
    return "".join(unescaped.split('"')[::2])


def _refuse_excess(structure: str, limits: Limits) -> None:
    """Refuse too many members and elements, then too many levels; an empty container counts one."""
    opened = structure.count("{") + structure.count("[")
    closed = structure.count("}") + structure.count("]")
    _refuse_if(opened + structure.count(",") > limits.members or opened != closed)
    steps = (_STEPS[bracket] for bracket in _BRACKET.findall(structure))
    _refuse_if(max(accumulate(steps), default=0) > limits.depth)


def _refuse_unsafe(value: JsonValue) -> None:
    """Refuse what only an escape could bring in; a line break or a tab never belongs in a name."""
    match value:
        case str():
            _refuse_if(UNSAFE.search(value) is not None)
        case list():
            for element in value:
                _refuse_unsafe(element)
        case dict():
            for name, member in value.items():
                _refuse_if("\n" in name or "\t" in name)
                _refuse_unsafe(name)
                _refuse_unsafe(member)


def _members(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    _refuse_if(len(members) != len(pairs))
    return members


def _integer(digits: str) -> int:
    _refuse_if(len(digits) > INTEGER_LENGTH or digits == "-0")
    return int(digits)


def _fraction(digits: str) -> float:
    _refuse_if(len(digits) > FRACTION_LENGTH)
    number = float(digits)
    _refuse_if(math.isinf(number))
    return number


def _constant(_: str) -> NoReturn:
    raise Malformed


def _refuse_if(condition: bool) -> None:
    if condition:
        raise Malformed


_BRACKET: Final = re.compile(r"[\[\]{}]")
_STEPS: Final = {"{": 1, "[": 1, "}": -1, "]": -1}
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_constant,
)
