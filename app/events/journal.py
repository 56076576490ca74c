"""Writing the journal: the one way an event comes to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.auth.actor import Actor
from app.core import database
from app.events.event import Event

_WRITTEN: Final = (
    "id", "stream", "case_id", "piece_id", "type", "subject", "version", "occurred_at", "agency",
    "unit", "role", "client_id", "person", "on_behalf_of", "request_id", "facts", "narrative",
)  # fmt: skip

# The command has locked the stream's row, so its highest sequence can be read and continued.
# Only the column names above are put into the text.
_APPEND = text(
    f"""
    WITH last AS (
        SELECT coalesce(max(sequence), 0) AS sequence FROM journal_entry WHERE stream = :stream
    ), written AS (
        INSERT INTO journal_entry (sequence, {", ".join(_WRITTEN)})
        SELECT last.sequence + new.ordinality, {", ".join(f"new.{name}" for name in _WRITTEN)}
        FROM last, ROWS FROM (
            json_populate_recordset(CAST(NULL AS journal_entry), CAST(:entries AS json))
        ) WITH ORDINALITY AS new
        RETURNING id
    )
    INSERT INTO outbox (entry_id) SELECT id FROM written
    """  # noqa: S608
)


@dataclass(frozen=True, slots=True)
class Origin:
    """By whom, when and through which request events happened."""

    actor: Actor
    now: datetime
    request_id: str


async def append(
    connection: AsyncConnection, origin: Origin, entries: Sequence[tuple[UUID, Event]]
) -> None:
    """Write events of one stream, whose root row the transaction has locked or created."""
    await database.run(
        connection,
        _APPEND,
        {
            "stream": entries[0][1].stream,
            "entries": database.rows(_entry(origin, id_, event) for id_, event in entries),
        },
    )


def _entry(origin: Origin, id_: UUID, event: Event) -> dict[str, object]:
    actor = origin.actor
    return {
        "id": id_,
        "stream": event.stream,
        "case_id": event.case_id,
        "piece_id": event.piece_id,
        "type": event.type,
        "subject": event.subject,
        "version": event.version,
        "occurred_at": origin.now,
        "agency": actor.agency,
        "unit": actor.unit,
        "role": actor.role,
        "client_id": actor.client_id,
        "person": actor.subject,
        "on_behalf_of": actor.on_behalf_of,
        "request_id": origin.request_id,
        "facts": event.facts,
        "narrative": event.narrative,
    }
