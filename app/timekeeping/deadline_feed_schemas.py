"""What callers send and see of the calendar feeds of their deadlines."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.fields import Body, ShortText, ShownAt, View, Whole


class DeadlineFeedBody(Body):
    """A name by which you know the feed again; without a lifetime it lives until it is revoked."""

    label: ShortText
    lifetime_days: Annotated[Whole, Field(ge=1, le=730)] | None = None


class DeadlineFeedView(View):
    id: UUID
    agency: str
    unit: str
    label: str
    version: int
    created_at: ShownAt
    expires_at: ShownAt | None
    revoked_at: ShownAt | None


class DeadlineFeedGrant(DeadlineFeedView):
    """The answer to the making alone shows the token; `path` is the address to subscribe to."""

    token: str
    path: str


class DeadlineFeedPage(View):
    """The feeds of the unit that were not revoked; there are few, so that one page holds them."""

    items: list[DeadlineFeedView]
    next_cursor: str | None
