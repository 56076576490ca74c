"""The closed list of procedural facts, read from its file: what happens and moves a clock."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from app.core.languages import Code

_FILE: Final = Path(__file__).with_name("procedural_facts.toml")

Words = Annotated[str, Field(min_length=1, max_length=80)]


class ListedFact(BaseModel):
    """One row of the file. Nobody in `recorded_by` means that any member may record it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,49}$")]
    zh: Words
    en: Words
    recorded_by: frozenset[str] = frozenset()
    may_lie_ahead: bool = False


class _Procedure(BaseModel, extra="forbid"):
    facts: tuple[ListedFact, ...]


class _Facts(BaseModel, extra="forbid"):
    procedure: tuple[_Procedure, ...]


def _read() -> tuple[ListedFact, ...]:
    content = _Facts.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
    return tuple(fact for procedure in content.procedure for fact in procedure.facts)


_LISTED: Final = _read()


class FactKind(Code):
    """Each is recorded with its day or instant; the members are the rows of the file."""

    _ignore_ = "members listed"

    members = vars()
    for listed in _LISTED:
        members[listed.kind.upper()] = (listed.kind, listed.zh, listed.en)


FACTS: Final[Mapping[FactKind, ListedFact]] = {FactKind(fact.kind): fact for fact in _LISTED}
