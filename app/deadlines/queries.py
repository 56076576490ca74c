"""Reading clocks."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import String, Uuid, bindparam, select

from app.core import database
from app.core.database import table_of
from app.deadlines.models import Deadline
from app.work import Work

DEADLINE: Final = table_of(Deadline)

_LATEST: Final = (
    select(*DEADLINE.columns)
    .where(
        DEADLINE.c.piece_id == bindparam("piece_id", type_=Uuid),
        DEADLINE.c.rule_code == bindparam("rule_code", type_=String),
    )
    .order_by(DEADLINE.c.starts_at.desc())
    .limit(1)
)


async def end_of(work: Work, piece_id: UUID, rule_code: str) -> datetime:
    """The first instant that is late under this rule for this piece of work.

    A limit that guards an action was started by the event that led to the state in which the
    action is taken, so it is always there.
    """
    parameters = {"piece_id": piece_id, "rule_code": rule_code}
    result = await database.run(work.connection, _LATEST, parameters)
    due_at: datetime = result.one().due_at
    return due_at
