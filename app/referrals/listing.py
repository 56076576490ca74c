"""The desks' lists: what came in and what went out, newest first."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Literal

from pydantic import Field
from sqlalchemy import ColumnElement, Select, bindparam, exists, select

from app.agencies.powers import Purpose
from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants, search
from app.cases.queries import CASE
from app.cases.search import SearchText
from app.core import database
from app.core.fields import Instant, QueryFlag
from app.core.pages import CursorSealer
from app.deadlines.lifecycle import DeadlineStatus
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
    asked = {name: value for name in _CONDITIONS if (value := getattr(filters, name)) is not None}
    statement = _statement(filters.box, filters.overdue, frozenset(asked))
    parameters = {**asked, **grants.viewer(work)}
    found = await _NEWEST.page(work, statement, filters, parameters, cursors)
    lines = database.values_of_each(found.rows)
    return ReferralPage.model_validate({"items": lines, "next_cursor": found.next_cursor})


@lru_cache(maxsize=256)
def _statement(box: str, is_overdue: bool | None, asked: frozenset[str]) -> Select[Any]:
    """One for each combination of filters, whose values are parameters of the same name."""
    agency, unit = _SIDES[box]
    conditions = [_CONDITIONS[name](bindparam(name)) for name in sorted(asked)]
    if is_overdue is not None:
        conditions.append(_has_clock(IS_OVERDUE) if is_overdue else ~_has_clock(IS_OVERDUE))
    mine = agency == grants.VIEWER_AGENCY, unit.in_(grants.VIEWER_UNITS)
    return _LINES.where(*mine, *conditions)


def _has_clock(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A clock of the referral runs, and the condition holds for it."""
    return exists().where(
        DEADLINE.c.piece_id == REFERRAL.c.id,
        DEADLINE.c.status == DeadlineStatus.RUNNING,
        condition,
    )


_CONDITIONS: Final[dict[str, Callable[[Any], ColumnElement[bool]]]] = {
    "status": lambda status: REFERRAL.c.status == status,
    "purpose": lambda purpose: REFERRAL.c.purpose == purpose,
    "updated_since": lambda instant: REFERRAL.c.updated_at >= instant,
    "due_before": lambda instant: _has_clock(DEADLINE.c.due_at <= instant),
    "q": search.containing,
}
