"""The calendar feeds of an agency: who may read its deadlines by a token in an address."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from app.core.columns import instant
from app.core.database import Record


class DeadlineFeed(Record, table=True):
    """One feed of one unit; `digest` is all that is kept of its token.

    It lives as long as the registration of the client that made it: `client_id` lends it what
    that client may read.
    """

    id: UUID = Field(primary_key=True)
    agency: str = Field(index=True)
    unit: str
    client_id: str
    label: str
    digest: str = Field(unique=True)
    version: int
    created_at: datetime = Field(sa_column=instant())
    expires_at: datetime | None = Field(sa_column=instant(nullable=True))
    revoked_at: datetime | None = Field(sa_column=instant(nullable=True))
