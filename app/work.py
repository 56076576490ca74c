"""One unit of work: a transaction with its actor, its instant and its preconditions."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.auth import policy
from app.auth.actor import Actor
from app.auth.policy import Permission, Standing
from app.core import idempotency
from app.core.errors import Stale
from app.core.idempotency import Key, StoredAnswer
from app.events import journal
from app.events.event import Event
from app.events.journal import Change, Origin

Entry = tuple[UUID, Event]


class Consequence(NamedTuple):
    """What follows from events: a change, and the events that tell of it."""

    change: Change = Change()
    events: Sequence[Event] = ()


Follower = Callable[["Work", Sequence[Entry]], Awaitable[Consequence]]
"""Something that acts on events in their own statement, such as the clocks."""


class Replay(Exception):
    """The request was answered before; its answer is given again and nothing else happens."""

    def __init__(self, answer: StoredAnswer) -> None:
        super().__init__("replay")
        self.answer = answer


@dataclass(slots=True)
class Work:
    """What a command or query is given first; it never commits and never opens a connection."""

    connection: AsyncConnection
    actor: Actor
    permission: Permission
    now: datetime
    request_id: str
    new_id: Callable[[], UUID]
    followers: Sequence[Follower] = ()
    versions: frozenset[int] | None = None
    key: Key | None = None
    is_admitted: bool = field(default=False, init=False)

    async def admit(
        self, standings: frozenset[Standing] = frozenset(), version: int | None = None
    ) -> None:
        """Let the command pass: 403, then the stored answer of its key, then 412.

        `version` is that of the resource which `If-Match` speaks of; creates have none.
        """
        policy.authorize(self.actor, self.permission, standings)
        self.is_admitted = True
        if self.key is not None:
            answer = await idempotency.claim(self.connection, self.key)
            if answer is not None:
                raise Replay(answer)
        if self.versions is not None and version not in self.versions:
            raise Stale(current_etag=f'"{version}"')

    async def record(self, *events: Event, change: Change = Change()) -> None:  # noqa: B008 - frozen
        """Write events of one case to journal and outbox, with all that follows from them.

        The change that they tell of may be written with them, which spares a statement.
        """
        entries = self._entries(events)
        consequences = [await follow(self, entries) for follow in self.followers]
        told = [event for consequence in consequences for event in consequence.events]
        origin = Origin(self.actor, self.now, self.request_id)
        changes = [change, *(consequence.change for consequence in consequences)]
        await journal.append(self.connection, origin, [*entries, *self._entries(told)], changes)

    def _entries(self, events: Sequence[Event]) -> list[Entry]:
        return [(event.id or self.new_id(), event) for event in events]
