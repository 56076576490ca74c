"""Writing the journal: the one way an event comes to be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, text
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
_NEW: Final = "json_populate_recordset(CAST(NULL AS journal_entry), CAST(:entries AS json))"
_APPENDING: Final = (
    f"""
    INSERT INTO journal_entry (sequence, {", ".join(_WRITTEN)})
    SELECT last.sequence + new.ordinality, {", ".join(f"new.{name}" for name in _WRITTEN)}
    FROM ROWS FROM ({_NEW}) WITH ORDINALITY AS new, (
        SELECT coalesce(max(sequence), 0) AS sequence FROM journal_entry WHERE stream = :stream
    ) AS last
    """,  # noqa: S608
    f"INSERT INTO outbox (entry_id) SELECT id FROM {_NEW}",  # noqa: S608
)

# The same for many streams at once, each numbered for itself. Their last entries are found in one
# go: a look for each would be a walk through the whole table where the planner thinks it small.
_APPEND_EACH = text(
    f"""
    WITH last AS MATERIALIZED (
        SELECT stream, max(sequence) AS sequence FROM journal_entry
        WHERE stream = ANY (:streams) GROUP BY stream
    ), new AS MATERIALIZED (
        SELECT *, row_number() OVER (PARTITION BY stream ORDER BY ordinality) AS place
        FROM ROWS FROM ({_NEW}) WITH ORDINALITY
    ), written AS (
        INSERT INTO journal_entry (sequence, {", ".join(_WRITTEN)})
        SELECT coalesce(last.sequence, 0) + new.place, {", ".join(f"new.{n}" for n in _WRITTEN)}
        FROM new LEFT JOIN last ON last.stream = new.stream ORDER BY new.ordinality
        RETURNING id
    )
    INSERT INTO outbox (entry_id) SELECT id FROM written
    """  # noqa: S608
)


class Change(NamedTuple):
    """What is changed in the same statement as the events that tell of it are written.

    Each part is SQL; no two parts of one statement name a parameter alike.
    """

    parts: tuple[str, ...] = ()
    parameters: Mapping[str, object] = {}


def merged(changes: Sequence[Change]) -> Change:
    """Several changes as one."""
    parameters: dict[str, object] = {}
    for change in changes:
        parameters |= change.parameters
    return Change(tuple(part for change in changes for part in change.parts), parameters)


@cache
def _telling(parts: tuple[str, ...]) -> TextClause:
    """One statement that makes changes and writes events; there are few combinations of parts."""
    return database.together(*parts, *_APPENDING)


@dataclass(frozen=True, slots=True)
class Origin:
    """By whom, when and through which request events happened."""

    actor: Actor
    now: datetime
    request_id: str


async def append(
    connection: AsyncConnection,
    origin: Origin,
    entries: Sequence[tuple[UUID, Event]],
    changes: Iterable[Change] = (),
) -> None:
    """Write events of one stream, whose root row the transaction has locked or creates hereby."""
    change = merged([*changes])
    parameters = {
        **change.parameters,
        "stream": entries[0][1].stream,
        "entries": database.rows(_entry(origin, id_, event) for id_, event in entries),
    }
    await database.run(connection, _telling(change.parts), parameters)


class Spoken(NamedTuple):
    """One event of a round of work that speaks of many cases."""

    origin: Origin
    id: UUID
    event: Event


async def append_each(connection: AsyncConnection, spoken: Sequence[Spoken]) -> None:
    """Write events of many streams, whose root rows the transaction has all locked."""
    entries = database.rows(_entry(*each) for each in spoken)
    streams = list({each.event.stream for each in spoken})
    await database.run(connection, _APPEND_EACH, {"streams": streams, "entries": entries})


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
