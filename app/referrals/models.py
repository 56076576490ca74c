"""The hand-over of one piece of work from one agency to another."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from app.core.columns import case_key, fen, instant, one_of, status_text
from app.core.database import Record
from app.referrals.lifecycle import ENDED, ReferralStatus

_ENDED = ", ".join(f"'{status}'" for status in sorted(ENDED))
_LIVE = text(f"status NOT IN ({_ENDED})")


class Referral(Record, table=True):
    """`responsible` carries the work now; `is_held` says whether that is the receiver."""

    __table_args__ = (
        one_of("status", ReferralStatus),
        Index("ix_referral_inbox", "receiver", "sent_at", "id"),
        Index("ix_referral_outbox", "sender", "sent_at", "id"),
        Index(
            "uq_referral_live",
            "case_id",
            "receiver",
            "receiver_unit",
            "purpose",
            unique=True,
            postgresql_where=_LIVE,
        ),
    )

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    version: int
    status: ReferralStatus = Field(sa_column=status_text())
    purpose: str
    sender: str
    sender_unit: str
    receiver: str
    receiver_unit: str
    responsible: str
    is_held: bool
    asked_action: str
    legal_basis: str
    note: str | None
    officer: str | None
    expected_on: date | None
    reason_code: str | None
    explanation: str | None
    competent_agency: str | None
    missing: str | None
    supplement: str | None
    outcome: str | None
    paid_fen: int | None = Field(sa_column=fen(nullable=True))
    agreed_fen: int | None = Field(sa_column=fen(nullable=True))
    instrument: str | None
    concluded_on: date | None
    ruling: str | None
    redirected_to: UUID | None
    preceded_by: UUID | None
    sent_at: datetime = Field(sa_column=instant())
    received_at: datetime | None = Field(sa_column=instant(nullable=True))
    accepted_at: datetime | None = Field(sa_column=instant(nullable=True))
    ended_at: datetime | None = Field(sa_column=instant(nullable=True))
    updated_at: datetime = Field(sa_column=instant())
