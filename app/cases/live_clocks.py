"""The clocks that have not stopped, as the view of a case or of a piece of work shows them."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Label,
    Uuid,
    bindparam,
    func,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.cases import grants
from app.core import database
from app.core.database import table_of
from app.deadlines.catalogue import Catalogue, Touch
from app.deadlines.clocks import ENDING
from app.deadlines.lifecycle import LIVE
from app.deadlines.models import Deadline
from app.deadlines.schemas import ClockSummary
from app.events.types import EventType
from app.work import Work

_DEADLINE: Final = table_of(Deadline)
_LIVE: Final = (
    select(*(_DEADLINE.c[name] for name in ClockSummary.model_fields))
    .where(
        _DEADLINE.c.case_id == bindparam("case_id", type_=Uuid),
        _DEADLINE.c.status.in_(LIVE),
    )
    .order_by(_DEADLINE.c.due_at, _DEADLINE.c.id)
)
_OF_CASE: Final = _LIVE.where(grants.seen(_DEADLINE.c.case_id, _DEADLINE.c.piece_id))
_OF_PIECE: Final = _LIVE.where(
    or_(
        _DEADLINE.c.piece_id.is_(None),
        _DEADLINE.c.piece_id == bindparam("piece_id", type_=Uuid),
    )
)


def column(case_id: ColumnElement[Any], piece_id: ColumnElement[Any]) -> Label[Any]:
    """What `of_piece` gives, as a JSON column `deadlines` of a row that is read anyway."""
    shown = func.json_build_object(
        *chain(*((n, _DEADLINE.c[n]) for n in ClockSummary.model_fields))
    )
    soonest_first = aggregate_order_by(shown, _DEADLINE.c.due_at, _DEADLINE.c.id)
    found = select(func.coalesce(func.json_agg(soonest_first), text("'[]'::json"))).where(
        _DEADLINE.c.case_id == case_id,
        _DEADLINE.c.status.in_(LIVE),
        or_(_DEADLINE.c.piece_id.is_(None), _DEADLINE.c.piece_id == piece_id),
    )
    return type_coerce(found.scalar_subquery(), JSON).label("deadlines")


async def of_case(work: Work, case_id: UUID) -> list[ClockSummary]:
    """What runs on the case and on the pieces of work that the actor sees, the soonest first."""
    parameters = {"case_id": case_id, **grants.viewer(work)}
    found = await database.find_all(work.connection, _OF_CASE, parameters, Deadline)
    return [ClockSummary.model_validate(clock) for clock in found]


async def of_piece(work: Work, case_id: UUID, piece_id: UUID) -> list[ClockSummary]:
    """What runs on this piece of work and on its case; who sees the one sees the other."""
    parameters = {"case_id": case_id, "piece_id": piece_id}
    found = await database.find_all(work.connection, _OF_PIECE, parameters, Deadline)
    return [ClockSummary.model_validate(clock) for clock in found]


def ended_by(
    event: str, clocks: Iterable[ClockSummary], rules: Catalogue
) -> Sequence[ClockSummary]:
    """Those among the clocks that an event of this type would stop."""
    if event in ENDING:
        spared = rules.rights if event == EventType.CASE_CLOSED else frozenset()
        return [clock for clock in clocks if clock.rule_code not in spared]
    stopped = {rule.code for touch, rule in rules.touched_by(event) if touch is Touch.STOPS}
    return [clock for clock in clocks if clock.rule_code in stopped]
