"""One thing that happened, before it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.events.types import EventType

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """`facts` leave the service in feed and webhooks, so they hold codes, ids and sums only.

    `narrative` holds what people wrote; it is shown in the timeline to those who may see the
    case and goes nowhere else. `piece_id` is the referral or request that the event belongs to;
    without one, every party of the case sees the event. An `id` is given where something else
    that is written names the event.
    """

    type: EventType
    subject: UUID
    version: int
    case_id: UUID | None
    piece_id: UUID | None = None
    facts: Facts = field(default_factory=dict)
    narrative: Facts = field(default_factory=dict)
    agency: str | None = None
    id: UUID | None = None

    @property
    def stream(self) -> str:
        """Events are counted within their case, or within an agency where there is no case."""
        return str(self.case_id or self.agency)
