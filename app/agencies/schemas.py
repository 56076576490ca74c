"""What callers are shown of agencies, stations and routes; names always in both languages."""

from typing import Annotated

from pydantic import Field

from app.agencies.candidates import Candidate, Ground, purposes_of
from app.agencies.directory import Directory
from app.agencies.kinds import Unit
from app.agencies.models import Agency, ServiceWindow, Station
from app.agencies.powers import Purpose
from app.agencies.station_rules import StationRules, rules_of
from app.core.fields import View

AgencyId = Annotated[str, Field(pattern=r"^[0-9]{6}-[a-z_]{2,40}$", max_length=47)]
"""An agency as a caller names it; whether it is a member is for the directory to say."""


class AgencyView(View):
    """A member; a former one is inactive and may be asked for nothing."""

    id: str
    division: str
    kind: str
    kind_zh: str
    kind_en: str
    name_zh: str
    name_en: str
    units: list[Unit]
    purposes: list[Purpose]
    is_active: bool


class WindowView(View):
    id: str
    agency: str
    name_zh: str
    name_en: str
    address: str | None


class StationView(View):
    """A station; `lead_agencies` triage and rule, `members` are the active ones."""

    division: str
    name_zh: str
    name_en: str
    lead_agencies: list[str]
    members: list[str]
    windows: list[WindowView]
    rules: StationRules


class CandidateView(View):
    """A member with the power; an empty `unit` is the whole agency."""

    agency: str
    kind: str
    name_zh: str
    name_en: str
    unit: str
    ground: Ground
    ground_zh: str
    ground_en: str
    basis_zh: str
    basis_en: str


def agency_view(directory: Directory, agency: Agency) -> AgencyView:
    return AgencyView(
        id=agency.id,
        division=agency.division,
        kind=agency.kind,
        kind_zh=agency.kind_zh,
        kind_en=agency.kind_en,
        name_zh=agency.name_zh,
        name_en=agency.name_en,
        units=[Unit(unit) for unit in agency.units],
        purposes=purposes_of(directory, agency),
        is_active=agency.is_active,
    )


def station_view(directory: Directory, station: Station) -> StationView:
    members = [member.id for member in directory.members(station.division)]
    return StationView(
        division=station.division,
        name_zh=station.name_zh,
        name_en=station.name_en,
        lead_agencies=station.lead_agencies,
        members=members,
        windows=[_window(w) for w in directory.windows if w.agency in members],
        rules=rules_of(station),
    )


def _window(window: ServiceWindow) -> WindowView:
    return WindowView(
        id=window.id,
        agency=window.agency,
        name_zh=window.name_zh,
        name_en=window.name_en,
        address=window.address or None,
    )


def candidate_view(candidate: Candidate) -> CandidateView:
    agency, unit, ground, basis = candidate
    return CandidateView(
        agency=agency.id,
        kind=agency.kind,
        name_zh=agency.name_zh,
        name_en=agency.name_en,
        unit=unit,
        ground=ground,
        ground_zh=ground.zh,
        ground_en=ground.en,
        basis_zh=basis.zh,
        basis_en=basis.en,
    )
