"""The boxes of evidence requests: what a desk was asked for and what it asks for, newest first."""

from typing import Final, Literal

from sqlalchemy import ColumnElement, func, select

from app.auth import policy
from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.cases import grants
from app.cases.queries import CASE
from app.core.pages import CursorSealer
from app.evidence.lifecycle import EvidenceRequestStatus
from app.evidence.queries import REQUEST
from app.evidence.schemas import EvidenceRequestLine, EvidenceRequestPage
from app.listing import Keyset, Paging
from app.work import Work


class EvidenceRequestFilters(Paging):
    """What a desk asks its list for."""

    box: Literal["inbox", "outbox"] = "inbox"
    status: EvidenceRequestStatus | None = None


_SHOWN: Final = (
    "id", "case_id", "version", "status", "sender", "receiver", "receiver_unit", "responsible",
    "requested_at", "updated_at",
)  # fmt: skip
_SIDES: Final = {
    "inbox": (REQUEST.c.receiver, REQUEST.c.receiver_unit),
    "outbox": (REQUEST.c.sender, REQUEST.c.sender_unit),
}
_LINES: Final = (
    select(
        *(REQUEST.c[name] for name in _SHOWN),
        func.jsonb_array_length(REQUEST.c["items"]).label("item_count"),
        CASE.c.number.label("case_number"),
        CASE.c.employer,
        CASE.c.urgency,
    )
    .join(CASE, CASE.c.id == REQUEST.c.case_id)
    .where(grants.seen_each(REQUEST.c.case_id, REQUEST.c.id))
)
_NEWEST: Final[Keyset[EvidenceRequestLine]] = Keyset(
    "evidence-requests", REQUEST.c.requested_at, REQUEST.c.id
)


async def page(
    work: Work, filters: EvidenceRequestFilters, cursors: CursorSealer
) -> EvidenceRequestPage:
    """One page of a box."""
    policy.authorize(work.actor, work.permission, frozenset(Standing))
    statement = _LINES.where(*_conditions(work, filters))
    found = await _NEWEST.page(work, statement, filters, grants.viewer(work), cursors)
    lines = [EvidenceRequestLine.model_validate(row) for row in found.rows]
    return EvidenceRequestPage(items=lines, next_cursor=found.next_cursor)


def _conditions(work: Work, filters: EvidenceRequestFilters) -> list[ColumnElement[bool]]:
    agency, unit = _SIDES[filters.box]
    conditions = [agency == work.actor.agency, unit.in_((WHOLE_AGENCY, work.actor.unit))]
    if filters.status is not None:
        conditions.append(REQUEST.c.status == filters.status)
    return conditions
