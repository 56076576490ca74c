"""The timeline of a case: everything that happened, in the order of the journal."""

from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, String, bindparam, select

from app.auth import policy
from app.cases import grants, queries
from app.core import database, pages
from app.core.database import table_of
from app.core.fields import ShownAt, View
from app.core.pages import CursorSealer
from app.events.models import JournalEntry
from app.events.types import EventType
from app.listing import Paging
from app.work import Work

ENTRY: Final = table_of(JournalEntry)

_PAGE: Final = (
    select(*ENTRY.columns)
    .where(
        ENTRY.c.stream == bindparam("stream", type_=String),
        ENTRY.c.sequence > bindparam("after", type_=BigInteger),
        grants.seen(ENTRY.c.case_id, ENTRY.c.piece_id),
    )
    .order_by(ENTRY.c.sequence)
    .limit(bindparam("rows", type_=BigInteger))
)


class TimelineEntry(View):
    """One event: by whom, for whom, and what was written; the clock is that of the service."""

    id: UUID
    sequence: int
    type: EventType
    title_zh: str
    title_en: str
    occurred_at: ShownAt
    agency: str
    unit: str
    role: str
    client_id: str
    person: str
    on_behalf_of: str | None
    piece_id: UUID | None
    subject: UUID
    version: int
    facts: dict[str, Any]
    narrative: dict[str, Any]


class Timeline(View):
    items: list[TimelineEntry]
    next_cursor: str | None = Field(description="null on the last page")


async def page(work: Work, case_id: UUID, paging: Paging, cursors: CursorSealer) -> Timeline:
    """One page, oldest first; events of pieces of work that are not the actor's stay out."""
    _, standings = await queries.get(work, case_id)
    policy.authorize(work.actor, work.permission, standings)
    scope = pages.scope_of("timeline", _caller(work), {"case": str(case_id)})
    after = int(cursors.open(paging.cursor, scope)[0]) if paging.cursor else 0
    parameters = {"stream": str(case_id), "after": after, "rows": paging.limit + 1}
    found: Any = await database.find_all(
        work.connection, _PAGE, parameters | grants.viewer(work), JournalEntry
    )
    shown = found[: paging.limit]
    has_more = len(found) > len(shown)
    return Timeline(
        items=[_entry(row) for row in shown],
        next_cursor=cursors.seal((shown[-1].sequence,), scope) if has_more else None,
    )


def _caller(work: Work) -> tuple[str, str, str]:
    return work.actor.agency, work.actor.unit, work.actor.client_id


def _entry(row: JournalEntry) -> TimelineEntry:
    title = EventType(row.type).text
    titles = {"title_zh": title.zh, "title_en": title.en}
    return TimelineEntry.model_validate(database.values(row) | titles)
