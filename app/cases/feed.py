"""The feed: every event that the actor may see, in an order that no late commit can break.

Transactions commit out of the order in which they took their numbers. The feed therefore shows
only entries of transactions older than every running one, ordered by transaction and number.
"""

import json
from typing import Annotated, Any, Final, NamedTuple

from pydantic import AfterValidator, Field
from sqlalchemy import BigInteger, String, and_, bindparam, or_, select, text, tuple_

from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants
from app.cases.timeline import ENTRY
from app.core import database, pages
from app.core.database import TransactionId
from app.core.field_codes import NOT_A_CHOICE, refusal
from app.core.fields import WRITTEN_WHOLE, Body, View
from app.core.pages import CursorSealer, Limit
from app.events import envelope
from app.events.models import JournalEntry
from app.events.types import EventType
from app.listing import Cursor
from app.work import Work

SCANNED: Final = 1000
"""Entries looked at for one page, so that a quiet reader costs no more than a busy one."""

LONGEST_WAIT: Final = 30


def _known_types(names: str) -> str:
    if not set(names.split(",")).issubset(EventType):
        raise refusal(NOT_A_CHOICE)
    return names


class FeedFilters(Body):
    """Where to go on, of what to hear, and how many seconds to wait for news."""

    after: Cursor | None = None
    types: Annotated[str, Field(max_length=2000), AfterValidator(_known_types)] | None = None
    limit: Limit = pages.DEFAULT_LIMIT
    wait: Annotated[int, Field(ge=0, le=LONGEST_WAIT), WRITTEN_WHOLE] = 0

    @property
    def event_types(self) -> list[str]:
        return self.types.split(",") if self.types else [str(each) for each in EventType]


class FeedPage(View):
    """Events as CloudEvents, the very bodies that webhooks carry; `next_cursor` is never null."""

    items: list[dict[str, Any]]
    next_cursor: str


class _Position(NamedTuple):
    xid: int
    seq: int


_AFTER: Final = tuple_(ENTRY.c.xid, ENTRY.c.seq) > tuple_(
    bindparam("after_xid", type_=TransactionId), bindparam("after_seq", type_=BigInteger)
)
_SETTLED: Final = text("journal_entry.xid < pg_snapshot_xmin(pg_current_snapshot())")
_ORDER: Final = (ENTRY.c.xid, ENTRY.c.seq)
_WINDOW: Final = (
    select(ENTRY.c.xid, ENTRY.c.seq).where(_AFTER, _SETTLED).order_by(*_ORDER).limit(SCANNED)
).subquery()
_END: Final = (
    select(_WINDOW.c.xid, _WINDOW.c.seq)
    .order_by(_WINDOW.c.xid.desc(), _WINDOW.c.seq.desc())
    .limit(1)
)
_EVENTS: Final = (
    select(*ENTRY.columns)
    .where(
        _AFTER,
        tuple_(ENTRY.c.xid, ENTRY.c.seq)
        <= tuple_(
            bindparam("end_xid", type_=TransactionId), bindparam("end_seq", type_=BigInteger)
        ),
        or_(
            grants.seen(ENTRY.c.case_id, ENTRY.c.piece_id),
            # What is about no case happened to the station, and every member may hear of it.
            and_(
                ENTRY.c.case_id.is_(None),
                ENTRY.c.stream == bindparam("viewer_station", type_=String),
            ),
        ),
        ENTRY.c.type.in_(bindparam("types", type_=String, expanding=True)),
    )
    .order_by(*_ORDER)
    .limit(bindparam("rows", type_=BigInteger))
)


async def page(work: Work, filters: FeedFilters, cursors: CursorSealer) -> FeedPage:
    """What has happened since the cursor, as far as one look reaches; it may be nothing yet."""
    policy.authorize(work.actor, work.permission, frozenset(Standing))
    scope = pages.scope_of("feed", (work.actor.agency, work.actor.unit), {})
    start = _opened(cursors, filters.after, scope)
    after = {"after_xid": start.xid, "after_seq": start.seq}
    end: Any = (await database.run(work.connection, _END, after)).one_or_none()
    if end is None:
        return FeedPage(items=[], next_cursor=cursors.seal(start, scope))
    parameters = {
        **after,
        **grants.viewer(work),
        "viewer_station": f"{work.actor.division}-station",
        "end_xid": end.xid,
        "end_seq": end.seq,
        "types": filters.event_types,
        "rows": filters.limit,
    }
    found = await database.find_all(work.connection, _EVENTS, parameters, JournalEntry)
    is_full = len(found) == filters.limit
    last = _Position(found[-1].xid, found[-1].seq) if is_full else _Position(end.xid, end.seq)
    bodies = [json.loads(envelope.body_of(entry)) for entry in found]
    return FeedPage(items=bodies, next_cursor=cursors.seal(last, scope))


def _opened(cursors: CursorSealer, cursor: str | None, scope: bytes) -> _Position:
    if cursor is None:
        return _Position(0, 0)
    xid, seq = cursors.open(cursor, scope)
    return _Position(int(xid), int(seq))
