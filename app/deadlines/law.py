"""The law as one reading has it: the rules, the members with their settings, and the days."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.agencies.directory import Directory
from app.agencies.station_rules import StationRules
from app.calendars.days import Calendars
from app.core.snapshots import Snapshot
from app.deadlines import starting
from app.deadlines.catalogue import Catalogue
from app.deadlines.models import Deadline
from app.deadlines.rule import Rule
from app.deadlines.timing import Setting


def _rules_version(catalogue: Catalogue, local: StationRules) -> str:
    """Which rules, as the station applies them: it changes with all that a count follows from."""
    return f"{catalogue.version}.{local.fingerprint}"


class Law(NamedTuple):
    """All that decides when a clock ends and what is said of it."""

    catalogue: Catalogue
    directory: Directory
    calendars: Calendars

    def setting(self, clock: Deadline) -> Setting:
        """By what such a clock is counted."""
        rule = self.catalogue.rule_of_clock(clock.rule_code, clock.starts_at)
        return self.applied(rule, clock.division)

    def applied(self, rule: Rule, division: str) -> Setting:
        """By what a clock under this rule is counted in a division."""
        local = self.directory.rules[division]
        return Setting(
            rule=starting.localised(rule, local),
            local=local,
            calendar=self.calendars.of(division),
            rules_version=_rules_version(self.catalogue, local),
        )

    def versions(self) -> list[dict[str, str]]:
        """By which calendar and rules the clocks of each division are counted now."""
        return [self.version(division) for division in self.directory.rules]

    def version(self, division: str) -> dict[str, str]:
        local = self.directory.rules[division]
        return {
            "division": division,
            "calendar_version": self.calendars.of(division).version,
            "rules_version": _rules_version(self.catalogue, local),
        }


@dataclass(frozen=True, slots=True)
class Lawbook:
    """Where the law is read: its rules are part of this release, the rest may change any time."""

    catalogue: Catalogue
    calendars: Snapshot[Calendars]
    directory: Snapshot[Directory]

    async def current(self, now: datetime) -> Law:
        directory = await self.directory.current(now)
        return Law(self.catalogue, directory, await self.calendars.current(now))

    def forget(self) -> None:
        """Read again what may have changed since."""
        self.calendars.forget()
        self.directory.forget()
