"""The days that the service comes with: computed festivals, national notices, regional notices."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

import holidays
from pydantic import BaseModel, StringConstraints
from pydantic_core import to_json

from app.calendars.notices import Notice
from app.calendars.table import YEARS, Day, DayKind
from app.core.languages import Text

NATION: Final = "CN"
NOTICES: Final = Path(__file__).with_name("notices.toml")
REGIONS: Final = Path(__file__).with_name("regions.toml")

FOLLOWED: Final = frozenset(range(2004, 2023))
"""The years whose national notices the package `holidays` follows to the day.

For later years that no notice settles it knows the statutory festivals and their days in lieu;
of 2003 it misses what the epidemic moved, and of earlier years it is no better than a guess.
"""

COMPUTED_FROM: Final = f"holidays {version('holidays')}"
"""The source of what is computed."""


class National(BaseModel, frozen=True, extra="forbid"):
    version: str
    notice: tuple[Notice, ...]


Division = Annotated[str, StringConstraints(pattern="^(?:[0-9]{2}){1,3}$")]
"""The two, four or six digits of a division, which stand for all below it too."""


class Region(BaseModel, frozen=True, extra="forbid"):
    """A division that fixes festivals of its own, so that it needs a notice of its own."""

    division: Division
    zh: str
    en: str
    since: int = YEARS[0]


class RegionalNotice(Notice):
    division: Division


class Regional(BaseModel, frozen=True, extra="forbid"):
    region: tuple[Region, ...]
    notice: tuple[RegionalNotice, ...]


def national(path: Path = NOTICES) -> National:
    return National.model_validate_json(_json(path))


def regional(path: Path = REGIONS) -> Regional:
    return Regional.model_validate_json(_json(path))


@cache
def computed() -> Mapping[date, Day]:
    """Every festival and make-up day that the package knows, in both languages."""
    return MappingProxyType(dict(_computed()))


def _computed() -> Iterator[tuple[date, Day]]:
    chinese = holidays.country_holidays("CN", years=YEARS, language="zh_CN")
    english = holidays.country_holidays("CN", years=YEARS, language="en_US")
    for day in chinese:
        yield day, Day(DayKind.REST, Text(chinese[day], english[day]))
    for day in chinese.weekend_workdays:
        yield day, Day(DayKind.MAKE_UP, _MADE_UP)


_MADE_UP: Final = Text("调休上班", "make-up working day")


def _json(path: Path) -> bytes:
    """The file as JSON, in which days are text as they are in a request."""
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return to_json(content)
