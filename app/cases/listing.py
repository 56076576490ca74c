"""The list of cases: those that are open to the actor, the newest first.

It is read from the grants, so that its cost follows what an agency has and not how many cases
there are. Case ids are made in the order of time: their order is that of registration.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants, search
from app.cases.codes import Urgency
from app.cases.grants import GRANT
from app.cases.lifecycle import CaseStatus
from app.cases.queries import CASE
from app.cases.schemas import CaseLine, CasePage
from app.cases.search import SearchText
from app.core import database, pages
from app.core.fields import Instant
from app.core.pages import CursorSealer
from app.listing import Paging
from app.work import Work


class CaseFilters(Paging):
    """What a desk asks its list for; `role` is how the caller's agency stands to the case."""

    status: CaseStatus | None = None
    urgency: Urgency | None = None
    role: Standing | None = None
    received_before: Instant | None = None
    updated_since: Instant | None = None
    q: SearchText | None = Field(None, description=search.WHERE_IT_LOOKS)


# One case may have several grants of one agency; the index on them gives cases in their order.
_LINES: Final = (
    select(*(CASE.c[name] for name in CaseLine.model_fields))
    .select_from(GRANT.join(CASE, CASE.c.id == GRANT.c.case_id))
    .where(*grants.current())
    .ext(distinct_on(GRANT.c.case_id))
    .order_by(GRANT.c.case_id.desc())
)
# One agency has ten cases and the next a million: a plan for an average agency serves neither.
_PLAN_FOR_THIS_AGENCY: Final = text("SET LOCAL plan_cache_mode = force_custom_plan")


async def page(work: Work, filters: CaseFilters, cursors: CursorSealer) -> CasePage:
    """One page; a cursor serves only the caller and the filters that it was sealed for."""
    policy.authorize(work.actor, work.permission, frozenset(Standing))
    scope = _scope(work, filters)
    statement = _LINES.where(*_conditions(filters)).limit(filters.limit + 1)
    if filters.cursor is not None:
        (last,) = cursors.open(filters.cursor, scope)
        statement = statement.where(GRANT.c.case_id < UUID(str(last)))
    await database.run(work.connection, _PLAN_FOR_THIS_AGENCY, {})
    found: Any = await database.find_all(work.connection, statement, grants.viewer(work), CaseLine)
    shown = found[: filters.limit]
    has_more = len(found) > len(shown)
    return CasePage(
        items=[CaseLine.model_validate(row) for row in shown],
        next_cursor=cursors.seal((str(shown[-1].id),), scope) if has_more else None,
    )


def _scope(work: Work, filters: CaseFilters) -> bytes:
    actor = work.actor
    asked = filters.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)
    return pages.scope_of("cases", (actor.agency, actor.unit, actor.client_id), asked)


def _conditions(filters: CaseFilters) -> list[ColumnElement[bool]]:
    asked: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "status": lambda status: CASE.c.status == status,
        "urgency": lambda urgency: CASE.c.urgency == urgency,
        "role": _standing,
        "received_before": lambda instant: CASE.c.first_received_at < instant,
        "updated_since": lambda instant: CASE.c.updated_at >= instant,
        "q": search.containing,
    }
    values = {name: getattr(filters, name) for name in asked}
    return [asked[name](value) for name, value in values.items() if value is not None]


def _standing(standing: Standing) -> ColumnElement[bool]:
    """The owner holds the case as long as no receiver holds a piece of work on it."""
    granted = GRANT.c.standing == standing
    if standing is not Standing.HOLDER:
        return granted
    is_owner = and_(GRANT.c.standing == Standing.OWNER, CASE.c.held_referrals == 0)
    return or_(granted, is_owner)
