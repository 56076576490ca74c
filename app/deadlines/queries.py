"""Reading clocks: when one ends, which are late, and the rule behind each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, String, Uuid, and_, bindparam, select

from app.core import database
from app.core.clock import CHINA
from app.core.database import table_of
from app.deadlines import catalogue
from app.deadlines.models import Deadline, DeadlineStatus
from app.deadlines.rule import Expiry
from app.deadlines.schemas import DeadlineFilters, DeadlineView
from app.events.models import JournalEntry
from app.work import Work

DEADLINE: Final = table_of(Deadline)

_RULES: Final = catalogue.load()
_LAPSING: Final = {rule.code for rule in _RULES.rules if rule.on_expiry is Expiry.LAPSE}
_ENTRY: Final = table_of(JournalEntry)
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
    DEADLINE.c.rule_code.not_in(sorted(_LAPSING)),
)
"""Somebody is late at the instant `viewed_at`; a right that lapses makes nobody late."""

CLOCKS: Final = select(
    *DEADLINE.columns,
    IS_OVERDUE.label("is_overdue"),
    _ENTRY.c.occurred_at.label("set_at"),
).join(_ENTRY, _ENTRY.c.id == DEADLINE.c.started_by)
"""Every clock; who reads it adds the number of its case and what the actor may see."""


async def end_of(work: Work, piece_id: UUID, rule_code: str) -> datetime:
    """The first instant that is late under this rule for this piece of work.

    A limit that guards an action was started by the event that led to the state in which the
    action is taken, so it is always there.
    """
    parameters = {"piece_id": piece_id, "rule_code": rule_code}
    result = await database.run(work.connection, _LATEST, parameters)
    due_at: datetime = result.one().due_at
    return due_at


def conditions(filters: DeadlineFilters) -> list[ColumnElement[bool]]:
    asked: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "case_id": lambda case_id: DEADLINE.c.case_id == case_id,
        "piece_id": lambda piece_id: DEADLINE.c.piece_id == piece_id,
        "status": lambda status: DEADLINE.c.status == status,
        "overdue": lambda wanted: IS_OVERDUE if wanted else ~IS_OVERDUE,
        "due_before": lambda instant: DEADLINE.c.due_at <= instant,
    }
    values = {name: getattr(filters, name) for name in asked}
    return [asked[name](value) for name, value in values.items() if value is not None]


def view(row: Any) -> DeadlineView:  # noqa: ANN401 - a row of `CLOCKS` with its case number
    """The clock with its rule as it stood on the day on which the clock was set."""
    rule = _RULES.rule(row.rule_code, row.set_at.astimezone(CHINA).date())
    return DeadlineView.model_validate({
        **database.values(row),
        "rule_name_zh": rule.zh,
        "rule_name_en": rule.en,
        "source": rule.source,
        "article": rule.article,
    })
