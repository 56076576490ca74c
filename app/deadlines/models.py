"""The running and stopped clocks of every case."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from app.core.columns import case_key, instant, one_of, status_text
from app.core.database import Record
from app.core.languages import Code


class DeadlineStatus(Code):
    """Whether a clock still runs."""

    RUNNING = "running", "进行中", "Running"
    STOPPED = "stopped", "已停止", "Stopped"


class Deadline(Record, table=True):
    """One clock; `due_at` is the first instant that is late.

    Where the text leaves the unit open, the other reading stands beside it.
    """

    __table_args__ = (
        one_of("status", DeadlineStatus),
        Index(
            "ix_deadline_running",
            "responsible",
            "due_at",
            "id",
            postgresql_where=text("status = 'running'"),
        ),
    )

    id: UUID = Field(primary_key=True)
    case_id: UUID = Field(sa_column=case_key())
    piece_id: UUID | None = Field(default=None, index=True)
    rule_code: str
    responsible: str
    status: DeadlineStatus = Field(sa_column=status_text())
    starts_at: datetime = Field(sa_column=instant())
    due_on: date
    due_at: datetime = Field(sa_column=instant())
    other_due_on: date | None
    is_provisional: bool
    calendar_version: str
    started_by: UUID
    stopped_by: UUID | None
    stopped_at: datetime | None = Field(sa_column=instant(nullable=True))
