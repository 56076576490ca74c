"""The journal of changes, which nobody rewrites, and the outbox beside it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.core.database import Record, TransactionId


class JournalEntry(Record, table=True):
    """One event. `sequence` counts within the stream; `(xid, seq)` orders the feed without gaps."""

    __table_args__ = (
        UniqueConstraint("stream", "sequence"),
        Index(None, "xid", "seq"),
    )

    id: UUID = Field(primary_key=True)
    seq: int = Field(
        sa_column=Column(BigInteger, Identity(always=True), nullable=False, unique=True)
    )
    xid: int = Field(
        sa_column=Column(TransactionId, server_default=text("pg_current_xact_id()"), nullable=False)
    )
    stream: str
    sequence: int
    case_id: UUID | None = Field(default=None, foreign_key="case_file.id")
    piece_id: UUID | None = None
    type: str
    subject: UUID
    version: int
    occurred_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    agency: str
    unit: str
    role: str
    client_id: str
    person: str
    on_behalf_of: str | None = None
    request_id: str
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    narrative: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class Outbox(Record, table=True):
    """One row for each event until the worker has turned it into deliveries."""

    entry_id: UUID = Field(
        sa_column=Column(ForeignKey("journal_entry.id"), primary_key=True, nullable=False)
    )
