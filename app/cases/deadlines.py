"""The clocks of cases and of the pieces of work on them, as far as the actor's grants open them."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam

from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants
from app.cases.queries import CASE
from app.core import database
from app.core.pages import CursorSealer
from app.deadlines import queries
from app.deadlines.errors import DeadlineNotFound
from app.deadlines.models import Deadline
from app.deadlines.queries import CLOCKS, DEADLINE
from app.deadlines.schemas import DeadlineFilters, DeadlinePage, DeadlineView
from app.listing import Keyset
from app.work import Work

_SEEN: Final = (
    CLOCKS
    .add_columns(CASE.c.number.label("case_number"))
    .join(CASE, CASE.c.id == DEADLINE.c.case_id)
    .where(grants.seen(DEADLINE.c.case_id, DEADLINE.c.piece_id))
)
_ONE: Final = _SEEN.where(DEADLINE.c.id == bindparam("id", type_=Uuid))
_SOONEST: Final[Keyset[Deadline]] = Keyset(
    "deadlines", DEADLINE.c.due_at, DEADLINE.c.id, newest_first=False
)
_ANY_STANDING: Final = frozenset(Standing)


async def page(work: Work, filters: DeadlineFilters, cursors: CursorSealer) -> DeadlinePage:
    """One page of clocks, the soonest due first."""
    policy.authorize(work.actor, work.permission, _ANY_STANDING)
    statement = _SEEN.where(*queries.conditions(filters))
    found = await _SOONEST.page(work, statement, filters, grants.viewer(work), cursors)
    views = [queries.view(row) for row in found.rows]
    return DeadlinePage(items=views, next_cursor=found.next_cursor)


async def read(work: Work, deadline_id: UUID) -> DeadlineView:
    """One clock; what is not seen does not exist."""
    parameters = {"id": deadline_id, **grants.viewer(work)}
    row: Any = await database.find(work.connection, _ONE, parameters, Deadline)
    if row is None:
        raise DeadlineNotFound
    policy.authorize(work.actor, work.permission, _ANY_STANDING)
    return queries.view(row)
