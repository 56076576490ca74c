"""What one agency asks another to find, and what was found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.core.columns import case_key, instant, one_of, status_text
from app.core.database import Record
from app.evidence.lifecycle import EvidenceRequestStatus


class EvidenceRequest(Record, table=True):
    """One thread between two agencies; its items are asked and answered together."""

    __table_args__ = (
        one_of("status", EvidenceRequestStatus),
        Index("ix_evidence_request_inbox", "receiver", "requested_at", "id"),
        Index("ix_evidence_request_outbox", "sender", "requested_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    version: int
    status: EvidenceRequestStatus = Field(sa_column=status_text())
    sender: str
    sender_unit: str
    receiver: str
    receiver_unit: str
    responsible: str
    items: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    note: str | None
    requested_at: datetime = Field(sa_column=instant())
    accepted_at: datetime | None = Field(sa_column=instant(nullable=True))
    answered_at: datetime | None = Field(sa_column=instant(nullable=True))
    updated_at: datetime = Field(sa_column=instant())
