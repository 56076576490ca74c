"""The members of all stations as one reading, which commands ask who is who and who may what."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.agencies import powers
from app.agencies.models import Agency, ServiceWindow, Station
from app.agencies.powers import Purpose
from app.agencies.station_rules import StationRules, rules_of
from app.auth.actor import WHOLE_AGENCY
from app.core import database
from app.core.database import Database, table_of

_STATIONS = select(*table_of(Station).columns)
_AGENCIES = select(*table_of(Agency).columns).order_by(table_of(Agency).c.id)
_WINDOWS = select(*table_of(ServiceWindow).columns).order_by(table_of(ServiceWindow).c.id)


@dataclass(frozen=True, slots=True)
class Directory:
    """Only active members count: an agency that has left neither sends nor receives."""

    stations: Mapping[str, Station]
    rules: Mapping[str, StationRules]
    agencies: Mapping[str, Agency]
    windows: Sequence[ServiceWindow]

    def members(self, division: str) -> list[Agency]:
        return [a for a in self.agencies.values() if a.division == division and a.is_active]

    def voices(self, division: str) -> list[tuple[str, str]]:
        """Who speaks for the members: each agency, and each unit of a walled one, for itself."""
        return [
            (agency.id, unit)
            for agency in self.members(division)
            for unit in agency.units or [WHOLE_AGENCY]
        ]

    def member(self, division: str, agency: str) -> Agency | None:
        """The active member of that station, or None."""
        found = self.agencies.get(agency)
        if found is None or found.division != division or not found.is_active:
            return None
        return found

    def unit_for(self, purpose: Purpose, agency: Agency) -> str | None:
        """The unit of this agency with the power for the purpose; None without the power."""
        unit = powers.unit_for(purpose, agency.kind, agency.purposes)
        # A district may have an agency without one of the units that its kind usually has.
        return None if unit and unit not in agency.units else unit

    def competent(self, division: str, purpose: Purpose) -> list[tuple[Agency, str]]:
        """Every member of the station with the power for the purpose, with its unit."""
        candidates = ((a, self.unit_for(purpose, a)) for a in self.members(division))
        return [(agency, unit) for agency, unit in candidates if unit is not None]

    def leads(self, division: str) -> list[str]:
        """The agencies that triage and rule for the station."""
        return list(self.stations[division].lead_agencies)


def loader(db: Database) -> Callable[[], Awaitable[Directory]]:
    """How a snapshot reads the directory; a province has a few thousand rows."""

    async def load() -> Directory:
        async with db.begin() as connection:
            stations = await database.find_all(connection, _STATIONS, {}, Station)
            agencies = await database.find_all(connection, _AGENCIES, {}, Agency)
            windows = await database.find_all(connection, _WINDOWS, {}, ServiceWindow)
        return Directory(
            stations={station.division: station for station in stations},
            rules={station.division: rules_of(station) for station in stations},
            agencies={agency.id: agency for agency in agencies},
            windows=windows,
        )

    return load
