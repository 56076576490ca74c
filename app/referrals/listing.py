"""The desks' lists: what came in and what went out, newest first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, exists, select

from app.agencies.powers import Purpose
from app.auth import policy
from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.cases import grants
from app.cases.queries import CASE
from app.core.fields import Instant, QueryFlag
from app.core.pages import CursorSealer
from app.deadlines.models import DeadlineStatus
from app.deadlines.queries import DEADLINE
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
    .where(grants.seen(REFERRAL.c.case_id, REFERRAL.c.id))
)
_NEWEST: Final[Keyset[ReferralLine]] = Keyset("referrals", REFERRAL.c.sent_at, REFERRAL.c.id)


async def page(work: Work, filters: Filters, cursors: CursorSealer) -> ReferralPage:
    """One page of a box."""
    policy.authorize(work.actor, work.permission, frozenset(Standing))
    statement = _LINES.where(*_box(work, filters), *_conditions(work, filters))
    found = await _NEWEST.page(work, statement, filters, grants.viewer(work), cursors)
    lines = [ReferralLine.model_validate(row) for row in found.rows]
    return ReferralPage(items=lines, next_cursor=found.next_cursor)


def _box(work: Work, filters: Filters) -> list[ColumnElement[bool]]:
    agency, unit = _SIDES[filters.box]
    return [agency == work.actor.agency, unit.in_((WHOLE_AGENCY, work.actor.unit))]


def _conditions(work: Work, filters: Filters) -> list[ColumnElement[bool]]:
    asked: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "status": lambda status: REFERRAL.c.status == status,
        "purpose": lambda purpose: REFERRAL.c.purpose == purpose,
        "updated_since": lambda instant: REFERRAL.c.updated_at >= instant,
        "due_before": _due_before,
        "overdue": lambda wanted: _due_before(work.now) if wanted else ~_due_before(work.now),
    }
    values = {name: getattr(filters, name) for name in asked}
    return [asked[name](value) for name, value in values.items() if value is not None]


def _due_before(instant: datetime) -> ColumnElement[bool]:
    """A clock of the referral runs and ends before that instant."""
    return exists().where(
        DEADLINE.c.piece_id == REFERRAL.c.id,
        DEADLINE.c.status == DeadlineStatus.RUNNING,
        DEADLINE.c.due_at <= instant,
    )
