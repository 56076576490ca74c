"""Which days are worked: weekends, the notices' rest days and make-up days, and their version."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Self

import holidays
from pydantic import BaseModel, model_validator

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text

YEARS = range(1990, 2101)
"""The years that a calendar answers for."""

NOTICES = Path(__file__).with_name("notices.toml")


class DayKind(StrEnum):
    WORKING = "working"
    REST = "rest"
    # A Saturday or Sunday that is worked in exchange for a longer festival (调休).
    MAKE_UP = "make_up"


class Day(NamedTuple):
    kind: DayKind
    name: Text


@published
class BeyondCalendar(DomainError):
    kind = ErrorKind.INVALID
    code = "beyond-calendar"
    title = Text("超出日历范围", "Beyond the calendar")
    advice = Text(
        "日历只覆盖 1990 年至 2100 年；请缩短期间或更正起算日。",
        "The calendar covers the years 1990 to 2100; shorten the period or correct its start.",
    )


@dataclass(frozen=True)
class Calendar:
    """The days of one division; `special` holds every day that its weekday alone does not tell.

    Weekends are Saturday and Sunday throughout, though the law gave both only from May 1995 on.
    """

    division: str
    version: str
    noticed: frozenset[int]
    special: Mapping[date, Day] = field(repr=False, hash=False)

    def kind_of(self, day: date) -> DayKind:
        special = self.special.get(covered(day))
        if special is not None:
            return special.kind
        return DayKind.WORKING if day.weekday() < 5 else DayKind.REST

    def is_working(self, day: date) -> bool:
        return self.kind_of(day) is not DayKind.REST

    def provisional(self, year: int) -> bool:
        """No notice settles the year: its festivals are computed, its make-up days unknown."""
        return year not in self.noticed

    def name_of(self, day: date) -> Text | None:
        """Why the day is no ordinary working day; nothing if it is one."""
        special = self.special.get(day)
        return special.name if special is not None else _WEEKEND.get(day.weekday())


def covered(day: date) -> date:
    """The day itself, if a calendar can answer for it."""
    if day.year not in YEARS:
        raise BeyondCalendar
    return day


_WEEKEND = {5: Text("星期六", "Saturday"), 6: Text("星期日", "Sunday")}


class Festival(BaseModel, frozen=True, extra="forbid"):
    """One paragraph of a notice; both ends of the rest days belong to them."""

    zh: str
    en: str
    off_from: date
    off_until: date
    make_up: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.off_from > self.off_until:
            raise ValueError("the rest days end before they begin")
        if any(day.weekday() < 5 for day in self.make_up):
            raise ValueError("a make-up working day is a Saturday or a Sunday")
        return self

    def days(self) -> Iterator[tuple[date, Day]]:
        rest = Day(DayKind.REST, Text(self.zh, self.en))
        for offset in range((self.off_until - self.off_from).days + 1):
            yield self.off_from + timedelta(days=offset), rest
        worked = Text(f"{self.zh}调休上班", f"make-up working day for {self.en}")
        for day in self.make_up:
            yield day, Day(DayKind.MAKE_UP, worked)


class Notice(BaseModel, frozen=True, extra="forbid"):
    """A year's arrangement as the State Council published it."""

    year: int
    source: str
    festivals: tuple[Festival, ...]


class Notices(BaseModel, frozen=True, extra="forbid"):
    version: str
    notice: tuple[Notice, ...]


def load(path: Path = NOTICES) -> Calendar:
    """The national calendar: our notices where we hold them, the `holidays` package elsewhere."""
    notices = Notices.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    held = frozenset(notice.year for notice in notices.notice)
    special = {day: kind for day, kind in _computed_days() if day.year not in held}
    for notice in notices.notice:
        for festival in notice.festivals:
            special.update(festival.days())
    return Calendar("CN", notices.version, held | _PACKAGED_NOTICES, MappingProxyType(special))


# The package follows the notices of these years to the day; for later years that are not in our
# file it knows the statutory festivals and their days in lieu.
_PACKAGED_NOTICES = frozenset(range(2004, 2023))

_MADE_UP = Text("调休上班", "make-up working day")


def _computed_days() -> Iterator[tuple[date, Day]]:
    chinese = holidays.country_holidays("CN", years=YEARS, language="zh_CN")
    english = holidays.country_holidays("CN", years=YEARS, language="en_US")
    for day in chinese:
        yield day, Day(DayKind.REST, Text(chinese[day], english[day]))
    for day in chinese.weekend_workdays:
        yield day, Day(DayKind.MAKE_UP, _MADE_UP)
