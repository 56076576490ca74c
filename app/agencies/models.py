"""The members of each station, their windows, and the station's own rules."""

from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.core.columns import texts
from app.core.database import Record


class Station(Record, table=True):
    """The member agencies of a division with its local rules; `lead_agencies` triage and rule."""

    division: str = Field(primary_key=True)
    name_zh: str
    name_en: str
    lead_agencies: list[str] = Field(sa_column=texts())
    rules: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    revision: int


class Agency(Record, table=True):
    """One member. `purposes` are powers that the district declares beyond the competence table."""

    id: str = Field(primary_key=True)
    division: str = Field(foreign_key="station.division", index=True)
    kind: str
    kind_zh: str
    kind_en: str
    name_zh: str
    name_en: str
    units: list[str] = Field(sa_column=texts())
    purposes: list[str] = Field(sa_column=texts())
    is_active: bool


class ServiceWindow(Record, table=True):
    """A desk where workers are received and leads are registered."""

    id: str = Field(primary_key=True)
    agency: str = Field(foreign_key="agency.id", index=True)
    name_zh: str
    name_en: str
    address: str
