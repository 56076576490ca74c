"""Who of a station could take a piece of work, and by which rule."""

from typing import NamedTuple

from app.agencies.directory import Directory
from app.agencies.models import Agency
from app.agencies.powers import POWERS, Purpose
from app.core.languages import Code, Text


class Ground(Code):
    """Which rule gives an agency the power for a purpose."""

    ANY_MEMBER = "any_member", "任何成员均可承办", "Any member may take it"
    COMPETENCE = "competence", "法定职权", "Competence by law"
    DECLARED = "declared", "本区登记的职权", "Power that the district declares"


class Candidate(NamedTuple):
    """An agency with the power; an empty unit is the whole agency."""

    agency: Agency
    unit: str
    ground: Ground
    basis: Text


def candidates(directory: Directory, division: str, purpose: Purpose) -> list[Candidate]:
    """The active members with the power for the purpose."""
    basis = POWERS[purpose].basis
    return [
        Candidate(agency, unit, _ground(agency, purpose), basis)
        for agency, unit in directory.competent(division, purpose)
    ]


def purposes_of(directory: Directory, agency: Agency) -> list[Purpose]:
    """Everything that the agency may be asked for; nothing once it has left."""
    if not agency.is_active:
        return []
    return [p for p in Purpose if directory.unit_for(p, agency) is not None]


def _ground(agency: Agency, purpose: Purpose) -> Ground:
    if not POWERS[purpose].holders:
        return Ground.ANY_MEMBER
    return Ground.DECLARED if purpose in agency.purposes else Ground.COMPETENCE
