"""What is wrong with a district file: at which place, and in both languages what to do there."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pydantic import AfterValidator, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from app.core import fields
from app.core.languages import Language, Text


class Fault(NamedTuple):
    """One thing to correct; the path names an entry by its own name, as `clients[NAME].roles`."""

    path: str
    text: Text


class DistrictInvalid(ValueError):
    """The file cannot be used; it says everything that is wrong, and nothing was changed."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file = file
        self.faults = tuple(faults)
        super().__init__("\n".join(self.lines(Language.ENGLISH)))

    def lines(self, language: Language) -> list[str]:
        """One line for each fault: the file, the path in it, and what to do."""
        return [f"{self.file}: {path}: {text.in_(language)}" for path, text in self.faults]


def refusal(zh: str, en: str) -> PydanticCustomError:
    """What a validator of the file raises; the texts say what to do."""
    return PydanticCustomError("district_file", en, {"zh": zh})


def must_match(pattern: str, zh: str, en: str) -> AfterValidator:
    """The one way to write a text of the file."""
    compiled = re.compile(pattern)

    def check(written: str) -> str:
        if compiled.fullmatch(written) is None:
            raise refusal(zh, en)
        return written

    return AfterValidator(check)


def of_schema(content: Mapping[str, object], invalid: ValidationError) -> list[Fault]:
    """The faults that the schema found in this content."""
    return [Fault(_path(content, error["loc"]), _text(error)) for error in invalid.errors()]


_NAMES: Final = {"agencies": "kind", "windows": "id", "clients": "client_id"}
"""By which of its members an entry is named."""


def _text(error: ErrorDetails) -> Text:
    context = error.get("ctx", {})
    match error["type"]:
        case "district_file":
            return Text(context["zh"], error["msg"])
        case "extra_forbidden":
            return Text("没有这个键，请更正拼写或删除", "No such key; correct or remove it")
        case "missing":
            return Text("缺少这个键，请补上", "This key is missing; add it")
        case "enum" | "literal_error":
            expected = context["expected"]
            return Text(f"请改为以下之一：{expected}", f"Use one of {expected}")
        case _:
            (fault,) = fields.faults([error])
            return fault.text


def _path(content: Mapping[str, object], place: Sequence[str | int]) -> str:
    """The place with entries by name, or by number counted from one where the name is missing."""
    written = ""
    for depth, step in enumerate(place):
        if isinstance(step, int):
            written += f"[{_name(content, place[:depth], step)}]"
        else:
            written += f".{step}" if written else step
    return written or "(file)"


def _name(content: Mapping[str, object], table: Sequence[str | int], number: int) -> str:
    entries = content.get(str(table[0])) if len(table) == 1 else None
    entry = entries[number] if isinstance(entries, list) else None
    name = entry.get(_NAMES.get(str(table[0]), "")) if isinstance(entry, dict) else None
    return name if isinstance(name, str) else str(number + 1)
