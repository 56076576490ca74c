"""The notices that were imported: each is kept, and the last of its division and year holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.core.columns import instant
from app.core.database import Record


class CalendarNotice(Record, table=True):
    """One import. `division` is `CN` or two, four or six digits, and holds for all below it."""

    id: UUID = Field(primary_key=True)
    serial: int = Field(
        sa_column=Column(BigInteger, Identity(always=True), nullable=False, unique=True)
    )
    division: str
    year: int
    notice: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    imported_at: datetime = Field(sa_column=instant())
    imported_by: str
