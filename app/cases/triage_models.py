"""The joint triage of a case: who was asked, who said what, what was decided."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.cases.lifecycle import TriageStatus
from app.core.columns import case_key, instant, one_of, status_text
from app.core.database import Record


class Triage(Record, table=True):
    """One round; a case has at most one that is open. `silence_counts_at` is when silence does.

    `members` lists who is asked, each an agency with the unit that speaks for itself in it.
    """

    __table_args__ = (
        one_of("status", TriageStatus),
        Index("uq_triage_open", "case_id", unique=True, postgresql_where=text("status = 'open'")),
    )

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    version: int
    status: TriageStatus = Field(sa_column=status_text())
    opened_by: str
    question: str
    members: list[dict[str, str]] = Field(sa_column=Column(JSONB, nullable=False))
    opened_at: datetime = Field(sa_column=instant())
    silence_counts_at: datetime = Field(sa_column=instant())
    decided_at: datetime | None = Field(sa_column=instant(nullable=True))
    decided_by: str | None
    owner: str | None
    owner_unit: str | None
    reasons: str | None
    routes: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    referrals: list[UUID] = Field(sa_column=Column(JSONB, nullable=False))


class TriagePosition(Record, table=True):
    """What one member says; its last word counts, and every word stays in the journal.

    A walled unit speaks for itself alone: neither answers for the other nor replaces its word.
    """

    __table_args__ = (UniqueConstraint("triage_id", "agency", "unit"),)

    id: UUID = Field(primary_key=True)
    triage_id: UUID = Field(foreign_key="triage.id")
    agency: str
    unit: str
    stance: str
    reason: str | None
    routes: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    stated_at: datetime = Field(sa_column=instant())
    stated_by: str
