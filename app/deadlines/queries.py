"""Reading clocks: when one ends, which are late, and the rule behind each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, String, Uuid, and_, bindparam, select

from app.core import database
from app.core.database import table_of
from app.deadlines import catalogue
from app.deadlines.codes import Expiry
from app.deadlines.lifecycle import DeadlineStatus
from app.deadlines.models import Deadline
from app.deadlines.rule import Rule
from app.deadlines.schemas import DeadlineFilters, DeadlineLine
from app.work import Work

DEADLINE: Final = table_of(Deadline)

_LAPSING: Final = sorted({
    rule.code for rule in catalogue.load().rules if rule.on_expiry is Expiry.LAPSE
})
_LATEST: Final = (
    select(*DEADLINE.columns)
    .where(
        DEADLINE.c.piece_id == bindparam("piece_id", type_=Uuid),
        DEADLINE.c.rule_code == bindparam("rule_code", type_=String),
    )
    .order_by(DEADLINE.c.starts_at.desc())
    .limit(1)
)

IS_OVERDUE: Final = and_(
    DEADLINE.c.status == DeadlineStatus.RUNNING,
    DEADLINE.c.due_at <= bindparam("viewed_at", type_=DateTime(timezone=True)),
    DEADLINE.c.rule_code.not_in(_LAPSING),
)
"""Somebody is late at the instant `viewed_at`; a right that lapses makes nobody late."""


async def end_of(work: Work, piece_id: UUID, rule_code: str) -> datetime:
    """The first instant that is late under this rule for this piece of work.

    A limit that guards an action was started by the event that led to the state in which the
    action is taken, so it is always there.
    """
    parameters = {"piece_id": piece_id, "rule_code": rule_code}
    result = await database.run(work.connection, _LATEST, parameters)
    due_at: datetime = result.one().due_at
    return due_at


def conditions(filters: DeadlineFilters, own_agency: str) -> list[ColumnElement[bool]]:
    """What narrows the list; a worklist is that of one agency, and of what runs."""
    values = filters.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    if filters.case_id is None and filters.piece_id is None:
        values = {"agency": own_agency, "status": DeadlineStatus.RUNNING, **values}
    return [_ASKED[name](value) for name, value in values.items()]


_ASKED: Final[dict[str, Callable[[Any], ColumnElement[bool]]]] = {
    "agency": lambda agency: DEADLINE.c.responsible == agency,
    "case_id": lambda case_id: DEADLINE.c.case_id == case_id,
    "piece_id": lambda piece_id: DEADLINE.c.piece_id == piece_id,
    "rule_code": lambda code: DEADLINE.c.rule_code == code,
    "status": lambda status: DEADLINE.c.status == status,
    "overdue": lambda wanted: IS_OVERDUE if wanted else ~IS_OVERDUE,
    "due_from": lambda instant: DEADLINE.c.due_at > instant,
    "due_before": lambda instant: DEADLINE.c.due_at <= instant,
}


def is_overdue(clock: Deadline, rule: Rule, now: datetime) -> bool:
    is_running = clock.status == DeadlineStatus.RUNNING
    return is_running and clock.due_at <= now and rule.on_expiry is Expiry.BREACH


def line(clock: Deadline, case_number: str, rule: Rule, now: datetime) -> dict[str, Any]:
    """The members of a line: the clock and the rule that set it."""
    return {name: getattr(clock, name) for name in _PLAIN} | {
        "case_number": case_number,
        "rule_name_zh": rule.zh,
        "rule_name_en": rule.en,
        "is_overdue": is_overdue(clock, rule, now),
        "source": rule.source,
        "article": rule.article,
    }


_PLAIN: Final = [name for name in DeadlineLine.model_fields if name in DEADLINE.c]
