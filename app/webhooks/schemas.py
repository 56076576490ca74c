"""What callers send and see of webhook endpoints and their deliveries."""

from typing import Annotated, Final
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from app.core import field_codes as codes
from app.core.fields import Body, ShownAt, View
from app.core.written import Written
from app.events.types import EventType
from app.listing import Paging
from app.webhooks.models import AttemptFault, DeliveryStatus, EndpointStatus

_HOST: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]{2,45}\])"
_REST: Final = r"(?:[/?](?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"


def _with_possible_port(url: str) -> str:
    # Asking for the port or host raises ValueError where there cannot be such a one.
    parts = urlsplit(url)
    if parts.port == 0 or not parts.hostname:
        raise ValueError("There is no such port or host.")
    return url


Url = Annotated[
    str,
    StringConstraints(max_length=1000),
    Written(
        rf"^https?://{_HOST}(?::[0-9]{{1,5}})?{_REST}$",
        codes.URL_FORMAT,
        _with_possible_port,
        format="uri",
    ),
]
"""A URL of a receiver: no user, no password, no fragment; a foreign name in its ASCII form."""


class EndpointBody(Body):
    """Where to send which events; no event types means all, those of later releases included."""

    url: Url
    event_types: Annotated[tuple[EventType, ...], Field(max_length=len(EventType))] = ()

    @field_validator("event_types")
    @classmethod
    def _each_once(cls, event_types: tuple[EventType, ...]) -> tuple[EventType, ...]:
        return tuple(sorted(set(event_types)))


class EndpointView(View):
    id: UUID
    agency: str
    unit: str
    version: int
    url: str
    event_types: list[EventType]
    status: EndpointStatus
    created_at: ShownAt


class EndpointRegistration(EndpointView):
    """The answer to the registration alone shows the secret."""

    secret: str


class EndpointPage(View):
    """All endpoints of the unit; there are few, so that one page holds them."""

    items: list[EndpointView]
    next_cursor: str | None


class DeliveryFilters(Paging):
    status: DeliveryStatus | None = None


class DeliveryView(View):
    """One event on its way; `event_id` is the `webhook-id` that the receiver is shown."""

    id: UUID
    event_id: UUID
    event_type: EventType
    status: DeliveryStatus
    attempts: int
    next_attempt_at: ShownAt | None
    last_status: int | None
    last_error: AttemptFault | None
    delivered_at: ShownAt | None
    created_at: ShownAt


class DeliveryPage(View):
    items: list[DeliveryView]
    next_cursor: str | None
