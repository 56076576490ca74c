"""The desks' lists: what came in and what went out, newest first."""

from collections.abc import Callable
from typing import Any, Final, Literal

from pydantic import Field
from sqlalchemy import ColumnElement, exists, select

from app.agencies.powers import Purpose
from app.auth import policy
from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.cases import grants, search
from app.cases.queries import CASE
from app.cases.search import SearchText
from app.core import database
from app.core.fields import Instant, QueryFlag
from app.core.pages import CursorSealer
from app.deadlines.models import DeadlineStatus
from app.deadlines.queries import DEADLINE, IS_OVERDUE
from app.listing import Keyset, Paging
from app.referrals.lifecycle import ReferralStatus
from app.referrals.queries import REFERRAL
from app.referrals.schemas import ReferralLine, ReferralPage
from app.work import Work


class Filters(Paging):
    """What a desk asks its list for."""

    box: Literal["inbox", "outbox"] = "inbox"
    status: ReferralStatus | None = None
    purpose: Purpose | None = None
    due_before: Instant | None = None
    overdue: QueryFlag | None = None
    updated_since: Instant | None = None
    q: SearchText | None = Field(None, description=search.WHERE_IT_LOOKS)


_SHOWN: Final = (
    "id", "case_id", "version", "status", "purpose", "sender", "receiver", "receiver_unit",
    "responsible", "officer", "sent_at", "updated_at",
)  # fmt: skip
_OF_CASE: Final = ("employer", "urgency", "workers", "claimed_fen")
_SIDES: Final = {
    "inbox": (REFERRAL.c.receiver, REFERRAL.c.receiver_unit),
    "outbox": (REFERRAL.c.sender, REFERRAL.c.sender_unit),
}
_LINES: Final = (
    select(
        *(REFERRAL.c[name] for name in _SHOWN),
        *(CASE.c[name] for name in _OF_CASE),
        CASE.c.number.label("case_number"),
    )
    .join(CASE, CASE.c.id == REFERRAL.c.case_id)
    .where(grants.seen_each(REFERRAL.c.case_id, REFERRAL.c.id))
)
_NEWEST: Final[Keyset[ReferralLine]] = Keyset("referrals", REFERRAL.c.sent_at, REFERRAL.c.id)


async def page(work: Work, filters: Filters, cursors: CursorSealer) -> ReferralPage:
    """One page of a box."""
    policy.authorize(work.actor, work.permission, frozenset(Standing))
    statement = _LINES.where(*_box(work, filters), *_conditions(work, filters))
    found = await _NEWEST.page(work, statement, filters, grants.viewer(work), cursors)
    lines = [database.values(row) for row in found.rows]
    return ReferralPage.model_validate({"items": lines, "next_cursor": found.next_cursor})


def _box(work: Work, filters: Filters) -> list[ColumnElement[bool]]:
    agency, unit = _SIDES[filters.box]
    return [agency == work.actor.agency, unit.in_((WHOLE_AGENCY, work.actor.unit))]


def _conditions(work: Work, filters: Filters) -> list[ColumnElement[bool]]:
    asked: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "status": lambda status: REFERRAL.c.status == status,
        "purpose": lambda purpose: REFERRAL.c.purpose == purpose,
        "updated_since": lambda instant: REFERRAL.c.updated_at >= instant,
        "due_before": lambda instant: _has_clock(DEADLINE.c.due_at <= instant),
        "overdue": lambda wanted: _has_clock(IS_OVERDUE) if wanted else ~_has_clock(IS_OVERDUE),
        "q": search.containing,
    }
    values = {name: getattr(filters, name) for name in asked}
    return [asked[name](value) for name, value in values.items() if value is not None]


def _has_clock(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A clock of the referral runs, and the condition holds for it."""
    return exists().where(
        DEADLINE.c.piece_id == REFERRAL.c.id,
        DEADLINE.c.status == DeadlineStatus.RUNNING,
        condition,
    )
