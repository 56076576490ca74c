"""The folder of a case: leads, parties, workers, claims, and who may see it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Sequence, UniqueConstraint, text
from sqlmodel import Field

from app.cases.lifecycle import CaseStatus, ClaimStatus
from app.core.columns import case_key, fen, instant, one_of, status_text
from app.core.database import Record, metadata

CASE_SERIAL = Sequence("case_serial", metadata=metadata())
"""Case numbers come from a sequence: unique without a lock, not dense, never restarted."""


class Case(Record, table=True):
    """The aggregate root: every command on the case locks this row first.

    The counts are kept by commands under that lock. `unaccepted_referrals` are sent and not yet
    taken; `held_referrals` are with a receiver who is responsible for them. `accepted_routes`
    are the referrals and evidence requests that were accepted and not given back.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        one_of("status", CaseStatus),
        Index("ix_case_file_search", text("bigram(search_text)"), postgresql_using="gin"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    division: str
    status: CaseStatus = Field(sa_column=status_text())
    version: int
    originator: str
    originator_unit: str
    owner: str
    owner_unit: str
    urgency: str
    summary: str
    is_anonymous: bool
    estimated_workers: int | None
    estimated_fen: int | None = Field(sa_column=fen(nullable=True))
    employer: str
    credit_code: str | None
    project_name: str | None
    project_address: str | None
    project_division: str | None
    project_industry: str | None
    project_permit_no: str | None
    search_text: str
    first_received_at: datetime = Field(sa_column=instant())
    registered_at: datetime = Field(sa_column=instant())
    handling_started_at: datetime | None = Field(sa_column=instant(nullable=True))
    ended_at: datetime | None = Field(sa_column=instant(nullable=True))
    updated_at: datetime = Field(sa_column=instant())
    workers: int
    claims: int
    open_claims: int
    claimed_fen: int = Field(sa_column=fen())
    paid_fen: int = Field(sa_column=fen())
    open_triages: int
    open_referrals: int
    unaccepted_referrals: int
    held_referrals: int
    open_requests: int
    accepted_routes: int
    open_tracks: int


class Lead(Record, table=True):
    """One report of the arrears; each outside number is owed its own answer."""

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    channel: str
    external_number: str | None
    window_id: str | None
    received_by: str
    received_at: datetime = Field(sa_column=instant())


class Party(Record, table=True):
    """Employer, contractor or anyone else in the chain of contracts."""

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    role: str
    name: str
    credit_code: str | None
    contact_name: str | None
    contact_phone: str | None
    address: str | None


class Worker(Record, table=True):
    """One person who is owed; nothing personal is indexed, so that it can be encrypted."""

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    version: int
    name: str
    identity_kind: str | None
    identity_number: str | None
    phone: str | None
    is_pensioner: bool


class Claim(Record, table=True):
    """One sum that one worker asks for: the unit that wins, loses and is paid."""

    __table_args__ = (one_of("status", ClaimStatus),)

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    worker_id: UUID = Field(foreign_key="worker.id", index=True)
    version: int
    kind: str
    amount_fen: int = Field(sa_column=fen())
    paid_fen: int = Field(sa_column=fen())
    period_from: date | None
    period_to: date | None
    evidence_level: str
    admission: str
    status: ClaimStatus = Field(sa_column=status_text())
    concluded_at: datetime | None = Field(sa_column=instant(nullable=True))


class AccessGrant(Record, table=True):
    """Who may see a case, why and until when: the one source of visibility and standing.

    Without `piece_id` the grant opens the whole case; with it, the case and that piece of work.
    """

    __table_args__ = (
        UniqueConstraint(
            "case_id",
            "agency",
            "unit",
            "standing",
            "piece_id",
            postgresql_nulls_not_distinct=True,
            name="uq_access_grant",
        ),
        Index(None, "agency", "case_id"),
        Index(
            "ix_access_grant_escalated",
            "case_id",
            postgresql_where=text("granted_by = 'deadline.escalated' AND valid_until IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=Column(ForeignKey("case_file.id"), nullable=False))
    piece_id: UUID | None
    agency: str
    unit: str
    standing: str
    granted_at: datetime = Field(sa_column=instant())
    granted_by: str
    valid_until: datetime | None = Field(sa_column=instant(nullable=True))
