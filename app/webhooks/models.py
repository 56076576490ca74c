"""Where an agency wants to hear of events, and what is on its way there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.columns import instant, one_of, status_text, texts
from app.core.database import Record
from app.core.languages import Code


class EndpointStatus(Code):
    """Whether an endpoint is delivered to."""

    ENABLED = "enabled", "启用", "Enabled"
    DISABLED = "disabled", "停用", "Disabled"


class DeliveryStatus(Code):
    """What became of one event for one endpoint."""

    PENDING = "pending", "待投递", "Pending"
    DELIVERED = "delivered", "已送达", "Delivered"
    EXHAUSTED = "exhausted", "多次失败", "Exhausted"


class AttemptFault(Code):
    """Why an attempt did not deliver."""

    REFUSED = "refused", "接收端未以 2xx 回答", "The receiver did not answer with 2xx"
    TIMED_OUT = "timed_out", "接收端未在时限内答完", "The receiver did not answer in time"
    UNREACHABLE = "unreachable", "无法连接接收端", "The receiver could not be reached"
    NOT_SENT = "not_sent", "本服务未能发出", "The service itself could not send it"


class WebhookEndpoint(Record, table=True):
    """One receiver of one agency; `secret` is sealed. No event types means all of them."""

    __table_args__ = (one_of("status", EndpointStatus),)

    id: UUID = Field(primary_key=True)
    agency: str = Field(index=True)
    unit: str
    version: int
    url: str
    event_types: list[str] = Field(sa_column=texts())
    status: EndpointStatus = Field(sa_column=status_text())
    secret: str
    created_at: datetime = Field(sa_column=instant())


class WebhookDelivery(Record, table=True):
    """The queue itself: one event for one endpoint, claimed by a lease.

    `attempts` counts those begun; it tells the holder of a lease from one whose lease ran out.
    While an attempt is under way, `next_attempt_at` is the end of its lease.
    """

    __table_args__ = (
        one_of("status", DeliveryStatus),
        UniqueConstraint("entry_id", "endpoint_id"),
        Index(
            "ix_webhook_delivery_due",
            "endpoint_id",
            "next_attempt_at",
            postgresql_where=text("status = 'pending'"),
        ),
        Index("ix_webhook_delivery_endpoint", "endpoint_id", "created_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    entry_id: UUID = Field(foreign_key="journal_entry.id")
    endpoint_id: UUID = Field(sa_column=Column(ForeignKey("webhook_endpoint.id"), nullable=False))
    status: DeliveryStatus = Field(sa_column=status_text())
    attempts: int
    next_attempt_at: datetime = Field(sa_column=instant())
    last_status: int | None
    last_error: str | None
    delivered_at: datetime | None = Field(sa_column=instant(nullable=True))
    created_at: datetime = Field(sa_column=instant())
