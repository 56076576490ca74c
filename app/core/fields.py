"""The types of request members, each written in one way only, and the bases of all schemas.

A body holds what JSON knows, so every type refuses the wrong JSON type itself. Views use the plain
types: what is stored was checked when it came in, and may be masked.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Final
from unicodedata import normalize
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails

from app.core import field_codes as codes
from app.core.characters import UNSAFE, UNSAFE_CLASS
from app.core.clock import shown
from app.core.errors import FieldFault
from app.core.identity_numbers import checked_credit_code, checked_resident_id
from app.core.languages import Text
from app.core.written import Written

FIELD_TEXTS: Final = codes.FIELD_TEXTS
MOST_FAULTS: Final = 20
MOST_READ: Final = 1_000
"""Errors looked through for different faults; a hostile body may cause many of one kind."""
MOST_FEN: Final = 10**13
MOST_WHOLE: Final = 2**53 - 1
"""The largest integer that every reader of JSON keeps exactly."""


class Body(BaseModel):
    """The base of what a caller sends: nothing unknown, nothing changed later, never echoed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class View(BaseModel):
    """The base of what a caller is shown, built from a row or another object."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


def _tidied(text: str) -> str:
    if UNSAFE.search(text):
        raise ValueError("A character that the published pattern does not show.")
    return normalize("NFC", text.strip())


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _digits(written: object) -> int | None:
    return int(str(written)) if _DIGITS.fullmatch(str(written)) else None


def _flag(written: object) -> bool | None:
    return {"true": True, "false": False}.get(str(written))


_SPACE: Final = r" \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SEEN: Final = rf"[^\s{UNSAFE_CLASS}]"
_TEXT: Final = rf"^[\n\t{_SPACE}]*{_SEEN}[^{UNSAFE_CLASS}]*$"
_LINE: Final = rf"^[{_SPACE}]*{_SEEN}[^\n\t{UNSAFE_CLASS}]*$"
_NAME: Final = rf"^[{_SPACE}]{{0,28}}{_SEEN}[^\n\t{UNSAFE_CLASS}]{{0,28}}{_SEEN}[{_SPACE}]{{0,28}}$"
_DAY: Final = "(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
_OFFSET: Final = "(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_CREDIT: Final = "[0-9A-HJ-NPQRTUWXY]"

Fen = Annotated[int, Field(strict=True, ge=0, le=MOST_FEN)]
Whole = Annotated[int, Field(strict=True, ge=-MOST_WHOLE, le=MOST_WHOLE)]
Flag = Annotated[bool, Field(strict=True)]
PositiveFen = Annotated[int, Field(strict=True, ge=1, le=MOST_FEN)]
WRITTEN_WHOLE: Final = BeforeValidator(_digits)
"""Makes an `int` of a query, where everything is written as text; bounds stand before it."""
QueryFlag = Annotated[bool, BeforeValidator(_flag)]

ShownAt = Annotated[
    datetime,
    PlainSerializer(shown, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An instant in a view: stored in UTC, shown in the civil time of China with its offset."""

ShortText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Written(_LINE, codes.LINE_FORMAT, _tidied),
    # Composing the characters may, rarely, make more of them.
    StringConstraints(max_length=200),
]
LongText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4000),
    Written(_TEXT, codes.TEXT_FORMAT, _tidied),
    StringConstraints(max_length=4000),
]
PersonName = Annotated[
    str,
    StringConstraints(min_length=2, max_length=30),
    Written(_NAME, codes.NAME_FORMAT, _tidied),
    StringConstraints(min_length=2, max_length=30),
]
Day = Annotated[
    date, Written(f"^(?:19|2[01])[0-9]{{2}}-{_DAY}$", codes.DATE_FORMAT, date.fromisoformat)
]
Instant = Annotated[
    datetime,
    Written(f"^(?:199[0-9]|2[01][0-9]{{2}})-{_DAY}T{_TIME}{_OFFSET}$", codes.TIME_FORMAT, _instant),
]
"""A moment in UTC; the years are those of the written, local time."""
DayOrInstant = Annotated[
    datetime | date,
    Written(
        f"^(?:19|2[01])[0-9]{{2}}-{_DAY}(?:T{_TIME}{_OFFSET})?$",
        codes.DAY_OR_TIME_FORMAT,
        lambda written: _instant(written) if "T" in written else date.fromisoformat(written),
    ),
]
"""A civil day, or a moment in UTC where the hour matters."""
Identifier = Annotated[
    UUID,
    Written("^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", codes.UUID_FORMAT, UUID),
]
Phone = Annotated[
    str,
    Written(
        "^(?:1[3-9][0-9]{9}"
        "|0(?:10|2[0-9])-?[2-8][0-9]{7}(?:-[0-9]{1,6})?"
        "|0[3-9][0-9]{2}-?[2-8][0-9]{6,7}(?:-[0-9]{1,6})?)$",
        codes.PHONE_FORMAT,
    ),
]
ResidentId = Annotated[
    str,
    Written("^[0-9]{17}[0-9Xx]$", codes.ID_NUMBER_FORMAT, format="resident-id"),
    AfterValidator(checked_resident_id),
]
CreditCode = Annotated[
    str,
    Written(f"^{_CREDIT}{{2}}[0-9]{{6}}{_CREDIT}{{10}}$", codes.CREDIT_CODE_FORMAT, format="uscc"),
    AfterValidator(checked_credit_code),
]
DivisionCode = Annotated[str, Written("^[1-9][0-9]{5}(?:[0-9]{3}){0,2}$", codes.DIVISION_FORMAT)]
ExternalNumber = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64),
    Written(
        r"^[!-~\u00b7\u2014\u2026\u2116\u2160-\u217f\u2460-\u24ff\u3001-\u301f"
        r"\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]{1,64}$",
        codes.NUMBER_FORMAT,
    ),
]
"""The number that another body gave: letters, digits, Chinese characters and their punctuation."""


def faults(errors: Sequence[ErrorDetails]) -> list[FieldFault]:
    """What is wrong and where, without a word of the caller's: no values, no unknown names."""
    found: dict[FieldFault, None] = {}
    for error in errors[:MOST_READ]:
        found[_fault(error)] = None
        if len(found) == MOST_FAULTS:
            break
    return list(found)


def _fault(error: ErrorDetails) -> FieldFault:
    code = codes.code_of(error["type"])
    context = error.get("ctx", {})
    limits = [context[name] for name in _LIMITS if isinstance(context.get(name), int)]
    text = FIELD_TEXTS[code]
    if limits:
        text = Text(f"{text.zh}（界限 {limits[0]}）", f"{text.en} (limit {limits[0]})")
    return FieldFault(_pointer(error), code, text)


def _pointer(error: ErrorDetails) -> str:
    """A JSON Pointer into the body, or the name of the parameter with a mark of its kind."""
    names = [_shown(step) for step in error["loc"]]
    if error["type"] == "extra_forbidden":
        names[-1:] = ["*"]
    match names:
        case ["query", name, *_]:
            return f"?{name}"
        case ["header", name, *_]:
            return f"header:{name.title()}"
        case ["path" | "cookie" as place, name, *_]:
            return f"{place}:{name}"
        case ["body", *steps] | steps:
            return "".join(f"/{step}" for step in steps)


def _shown(step: int | str) -> str:
    """Names of members are ours and look alike; anything else may be the caller's."""
    return str(step) if isinstance(step, int) or _MEMBER.fullmatch(step) else "*"


_DIGITS: Final = re.compile("-?[0-9]{1,15}")
_LIMITS: Final = ("ge", "gt", "le", "lt", "min_length", "max_length")
_MEMBER: Final = re.compile("[A-Za-z][A-Za-z0-9_-]{0,63}")
