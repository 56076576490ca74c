"""The minutes of a joint triage: who was asked, who said what, who keeps silent."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.auth import policy
from app.cases import queries
from app.cases.errors import TriageNotFound
from app.cases.triage_models import Triage, TriagePosition
from app.cases.triage_schemas import TriageView
from app.core import database
from app.core.database import table_of
from app.work import Work

TRIAGE: Final = table_of(Triage)
POSITION: Final = table_of(TriagePosition)

_LATEST: Final = (
    select(*TRIAGE.columns)
    .where(TRIAGE.c.case_id == bindparam("case_id", type_=Uuid))
    .order_by(TRIAGE.c.opened_at.desc(), TRIAGE.c.id.desc())
    .limit(1)
)
_POSITIONS: Final = (
    select(*POSITION.columns)
    .where(POSITION.c.triage_id == bindparam("triage_id", type_=Uuid))
    .order_by(POSITION.c.stated_at, POSITION.c.agency, POSITION.c.unit)
)


async def read(work: Work, case_id: UUID) -> tuple[TriageView, int]:
    """The minutes of the latest triage, with its version."""
    case, standings = await queries.get(work, case_id)
    policy.authorize(work.actor, work.permission, standings)
    triage = await latest(work, case.id)
    return await view(work, triage), triage.version


async def latest(work: Work, case_id: UUID) -> Triage:
    triage = await database.find(work.connection, _LATEST, {"case_id": case_id}, Triage)
    if triage is None:
        raise TriageNotFound
    return triage


async def view(work: Work, triage: Triage) -> TriageView:
    stated = await positions(work, triage)
    return TriageView.model_validate({
        **database.values(triage),
        "positions": stated,
        "silent": silent(triage, stated),
    })


async def positions(work: Work, triage: Triage) -> Sequence[TriagePosition]:
    return await database.find_all(
        work.connection, _POSITIONS, {"triage_id": triage.id}, TriagePosition
    )


def silent(triage: Triage, stated: Sequence[TriagePosition]) -> list[dict[str, str]]:
    """The members that have said nothing; where an agency has units, each is asked for itself."""
    spoken = {(position.agency, position.unit) for position in stated}
    return [m for m in triage.members if (m["agency"], m["unit"]) not in spoken]
