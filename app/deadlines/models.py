"""The clocks of every case: running, paused and stopped, each with the ledger of what moved it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.core.columns import case_key, instant, one_of, status_text
from app.core.database import Record
from app.deadlines.lifecycle import DeadlineStatus


def _ledger() -> Column[list[dict[str, Any]]]:
    return Column(JSONB, nullable=False)


class Deadline(Record, table=True):
    """One clock; `due_at` is the first instant that is late.

    `amount` and `unit` are the term as it was counted, whether the law, the station or a fact set
    it. `pauses` holds what `ledger.paused` writes, `extensions` what `ledger.extended` writes;
    `original_due_on` is the end without either. Where the text leaves the unit open, the other
    reading stands beside it. `watch_at` is the next instant at which the sweep has something to
    say; `breached_at` and `escalation` keep it from saying so twice.
    """

    __table_args__ = (
        one_of("status", DeadlineStatus),
        # The worklist of an agency, in its order, whatever status it asks for.
        Index("ix_deadline_worklist", "responsible", "status", "due_at", "id"),
        Index("ix_deadline_watched", "watch_at", postgresql_where=text("status = 'running'")),
        Index(
            "ix_deadline_counted",
            "division",
            "calendar_version",
            "rules_version",
            postgresql_where=text("status IN ('running', 'paused')"),
        ),
    )

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    piece_id: UUID | None = Field(default=None, index=True)
    concerns: UUID | None = None
    division: str
    rule_code: str
    responsible: str
    status: DeadlineStatus = Field(sa_column=status_text())
    version: int
    starts_at: datetime = Field(sa_column=instant())
    amount: int
    unit: str
    pauses: list[dict[str, Any]] = Field(sa_column=_ledger())
    extensions: list[dict[str, Any]] = Field(sa_column=_ledger())
    due_on: date
    due_at: datetime = Field(sa_column=instant())
    original_due_on: date
    other_due_on: date | None
    is_provisional: bool
    calendar_version: str
    rules_version: str
    watch_at: datetime | None = Field(sa_column=instant(nullable=True))
    breached_at: datetime | None = Field(sa_column=instant(nullable=True))
    escalation: int
    started_by: UUID
    changed_by: UUID
    stopped_at: datetime | None = Field(sa_column=instant(nullable=True))
