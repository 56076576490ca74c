"""All calendars of one reading: the nation's days, and above them those of each division."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.calendars import packaged
from app.calendars.notices import PACKAGED, Entered, Notice
from app.calendars.packaged import FOLLOWED, NATION, Region
from app.calendars.table import YEARS, Calendar, Day

__all__ = ["Calendar", "Calendars", "is_known", "load"]

Years = Mapping[int, Entered]

_PROVINCES: Final = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]")
"""The first two digits of a division (GB/T 2260) whose offices keep the nation's calendar."""

_PLACE_DIGITS: Final = 6
"""A division of so many digits is a single place; fewer stand for all below them."""


def is_known(division: str) -> bool:
    """Whether offices there keep the nation's days; those of Hong Kong and Macao do not."""
    return division == NATION or _PROVINCES.match(division) is not None


@dataclass(frozen=True)
class Calendars:
    """What was published, by division and year; a calendar lays all that concerns it together.

    The notices of a longer prefix of its division go before those of a shorter one. A complete
    one that a place has for itself is its whole arrangement: it settles the year there, and where
    the nation has no notice, nothing is computed beside it.
    """

    version: str
    regions: Mapping[str, Region] = field(repr=False)
    held: Mapping[str, Years] = field(repr=False)
    _made: dict[tuple[str, ...], Calendar] = field(default_factory=dict, init=False, repr=False)

    def of(self, division: str) -> Calendar:
        """The calendar of a division; one for which nothing was fixed has the nation's."""
        prefixes = (NATION, division[:2], division[:4], division[:6])
        layers = tuple(p for p in dict.fromkeys(prefixes) if p in self.held or p in self.regions)
        made = self._made.get(layers)
        if made is None:
            made = self._made[layers] = self._make(layers)
        return made

    def with_notice(self, division: str, notice: Notice, serial: int | None = None) -> "Calendars":
        """The calendars once this notice holds; without the serial of an import, as proposed."""
        years = {**self.held.get(division, {}), notice.year: Entered(notice, serial)}
        return Calendars(self.version, self.regions, {**self.held, division: years})

    def sources(self, division: str, year: int) -> list[str]:
        """What fixed the days of a year there, the nation first."""
        prefixes = dict.fromkeys((NATION, division[:2], division[:4], division[:6]))
        entered = (self.held.get(prefix, {}).get(year) for prefix in prefixes)
        found = [each.notice.source for each in entered if each is not None]
        is_fixed = self._is_fixed(division[:_PLACE_DIGITS], year)
        return found if is_fixed else [packaged.COMPUTED_FROM, *found]

    def _make(self, layers: tuple[str, ...]) -> Calendar:
        special = {
            day: kind
            for day, kind in packaged.computed().items()
            if not self._is_fixed(layers[-1], day.year)
        }
        for layer in layers:
            special.update(self._days(layer))
        serials = [entered.serial for layer in layers for entered in self._years(layer)]
        return Calendar(
            division=layers[-1],
            version=f"{layers[-1]}-{self.version}{_mark(serials)}",
            serial=max(filter(None, serials), default=PACKAGED),
            settled=frozenset(year for year in YEARS if self._settles(layers, year)),
            special=MappingProxyType(special),
        )

    def _years(self, layer: str) -> Iterator[Entered]:
        """The notices of a division, oldest year first, so that a later year has the last word."""
        held = self.held.get(layer, {})
        return (held[year] for year in sorted(held))

    def _days(self, layer: str) -> Iterator[tuple[date, Day]]:
        for entered in self._years(layer):
            yield from entered.notice.days()

    def _settles(self, layers: tuple[str, ...], year: int) -> bool:
        nation, *lower = layers
        if self._is_whole(layers[-1], year):
            return True
        if not self._complete(nation, year) and (year not in FOLLOWED or year in self.held[nation]):
            return False
        regions = (self.regions[layer] for layer in lower if layer in self.regions)
        return all(
            any(self._complete(layer, year) for layer in lower if region.division.startswith(layer))
            for region in regions
            if region.since <= year
        )

    def _is_fixed(self, layer: str, year: int) -> bool:
        """Whether a notice says all festivals of the year, so that none is computed."""
        return year in self.held[NATION] or self._is_whole(layer, year)

    def _is_whole(self, layer: str, year: int) -> bool:
        return len(layer) == _PLACE_DIGITS and self._complete(layer, year)

    def _complete(self, layer: str, year: int) -> bool:
        entered = self.held.get(layer, {}).get(year)
        return entered is not None and entered.notice.is_complete


@cache
def load(notices: Path = packaged.NOTICES, regions: Path = packaged.REGIONS) -> Calendars:
    """The calendars that the service comes with, before any import."""
    national, regional = packaged.national(notices), packaged.regional(regions)
    calendars = Calendars(
        national.version, {region.division: region for region in regional.region}, {NATION: {}}
    )
    for notice in national.notice:
        calendars = calendars.with_notice(NATION, notice, PACKAGED)
    for regional_notice in regional.notice:
        calendars = calendars.with_notice(regional_notice.division, regional_notice, PACKAGED)
    return calendars


def _mark(serials: Sequence[int | None]) -> str:
    """What the version says beyond the packaged one: the last import, or that it is no more yet."""
    if None in serials:
        return "+proposed"
    last = max(filter(None, serials), default=PACKAGED)
    return f"+{last}" if last else ""
