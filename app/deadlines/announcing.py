"""The events of a clock: what is said when it is paused, resumed, extended, moved or run out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.auth.actor import WHOLE_AGENCY, Actor, Role
from app.core.clock import shown
from app.deadlines.models import Deadline
from app.events.event import Event, Facts
from app.events.journal import Origin
from app.events.types import EventType

_VERSIONS: Final = ("calendar_version", "rules_version")
_FACTS: Final = ("rule_code", "responsible", "status", "concerns", "due_on")

WORKER: Final = "liandong-worker"
"""By which name the worker of the service stands in the journal."""


def by_station(division: str, now: datetime, request_id: str) -> Origin:
    """Who speaks when nobody has acted: the station itself, through the worker."""
    actor = Actor(
        agency=f"{division}-station",
        unit=WHOLE_AGENCY,
        role=Role.SYSTEM,
        scopes=frozenset(),
        client_id=WORKER,
        subject=WORKER,
    )
    return Origin(actor, now, request_id)


def said(
    type_: EventType,
    clock: Mapping[str, Any],
    facts: Facts | None = None,
    narrative: Facts | None = None,
    entry: UUID | None = None,
) -> Event:
    """The event of one clock from its columns as they are after it."""
    return Event(
        type_,
        subject=clock["id"],
        version=clock["version"],
        case_id=clock["case_id"],
        piece_id=clock["piece_id"],
        facts={name: clock[name] for name in _FACTS}
        | {"due_at": shown(clock["due_at"])}
        | dict(facts or {}),
        narrative=narrative or {},
        id=entry,
    )


def moved(before: Deadline, after: Mapping[str, Any]) -> Event:
    """That a clock has another end: its start, the calendar or the rules have changed."""
    facts = {
        "due_on_before": before.due_on,
        "due_at_before": shown(before.due_at),
        **{name: after[name] for name in _VERSIONS},
        **{f"{name}_before": getattr(before, name) for name in _VERSIONS},
    }
    return said(EventType.DEADLINE_MOVED, after, facts)
