"""The desks of the demonstration, and the file through which other programs get their tokens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from app.agencies import reading
from app.agencies.district import District
from app.agencies.kinds import Unit
from app.agencies.registrations import Registration
from app.auth.actor import Role
from app.deadlines import catalogue
from app.devtools.districts import DEMONSTRATION

DIVISION: Final = "310120"


@dataclass(frozen=True, slots=True)
class Desk:
    """One role at one agency, or at one unit of an agency that has walls."""

    agency: str
    unit: str | None
    role: Role

    @property
    def key(self) -> str:
        """Under which its token stands; the inspection speaks for its agency."""
        return self.agency if self.unit in _PLAIN else f"{self.agency}/{self.unit}"

    @property
    def subject(self) -> str:
        return f"{self.role}-1"


_PLAIN: Final = frozenset({None, str(Unit.INSPECTION)})


def plain_unit(agency: str) -> str | None:
    """The unit that is meant where an agency is named without one."""
    return next((desk.unit for desk in clients() if desk.agency == agency), None)


class Access(BaseModel):
    """Where a demonstration is, and a token for each of its desks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str
    tokens: dict[str, dict[str, str]]
    issuer_url: str | None = None

    def token_of(self, desk: Desk) -> str:
        """`LookupError` for a desk that is not there."""
        return self.tokens[desk.key][desk.role]


class NoAccess(Exception):
    """There is no readable file with tokens."""


def read(path: Path) -> Access:
    try:
        return Access.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NoAccess(path) from error


def district() -> District:
    codes = catalogue.load().settable
    return reading.read(DEMONSTRATION, codes)


def clients() -> dict[Desk, str]:
    """Every desk of the demonstration district with the client that speaks for it."""
    return {desk: client.client_id for client in district().clients for desk in _desks(client)}


def _desks(client: Registration) -> Iterable[Desk]:
    for unit in client.units or (None,):
        yield from (Desk(client.agency, unit, role) for role in client.roles)


def tokens(desks: Iterable[Desk], token_of: Callable[[Desk], str]) -> dict[str, dict[str, str]]:
    """The tokens by key and role."""
    found: dict[str, dict[str, str]] = {}
    for desk in desks:
        found.setdefault(desk.key, {})[str(desk.role)] = token_of(desk)
    return found
