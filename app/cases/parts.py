"""Reading the parts of a case one by one: a lead, a party, a worker, a claim.

Each is found under its own case only, and never before the case itself was seen.
"""

from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select

from app.auth import policy
from app.cases import queries
from app.cases.errors import ClaimNotFound, LeadNotFound, PartyNotFound, WorkerNotFound
from app.cases.models import Claim, Lead, Party, Worker
from app.cases.party_schemas import LeadView, PartyView
from app.cases.worker_schemas import ClaimView, WorkerView
from app.core import database
from app.core.database import Record, table_of
from app.core.errors import DomainError
from app.work import Work

R = TypeVar("R", bound=Record)

CLAIM: Final = table_of(Claim)

WRITTEN_ONCE: Final = 1
"""The version of a lead or a party, which is added to a case and never changed."""


class Place(NamedTuple):
    """Which part of which case."""

    case_id: UUID
    part_id: UUID


def _one(record: type[Record]) -> Select[Any]:
    table = table_of(record)
    return select(*table.columns).where(
        table.c.id == bindparam("part_id", type_=Uuid),
        table.c.case_id == bindparam("case_id", type_=Uuid),
    )


_LEAD, _PARTY, _WORKER, _CLAIM = _one(Lead), _one(Party), _one(Worker), _one(Claim)
_CLAIMS: Final = (
    select(*CLAIM.columns)
    .where(CLAIM.c.worker_id == bindparam("worker_id", type_=Uuid))
    .order_by(CLAIM.c.id)
)


async def worker(work: Work, place: Place) -> Worker:
    return await _find(work, _WORKER, place, Worker, WorkerNotFound)


async def claim(work: Work, place: Place) -> Claim:
    return await _find(work, _CLAIM, place, Claim, ClaimNotFound)


async def worker_view(work: Work, place: Place) -> WorkerView:
    """The worker as it is now, with its claims."""
    found = WorkerView.model_validate(await worker(work, place))
    rows = await database.find_all(work.connection, _CLAIMS, {"worker_id": found.id}, Claim)
    return found.model_copy(update={"claims": [ClaimView.model_validate(row) for row in rows]})


async def read_worker(work: Work, place: Place) -> tuple[WorkerView, int]:
    await _see(work, place)
    view = await worker_view(work, place)
    return view, view.version


async def read_claim(work: Work, place: Place) -> tuple[ClaimView, int]:
    await _see(work, place)
    view = ClaimView.model_validate(await claim(work, place))
    return view, view.version


async def read_lead(work: Work, place: Place) -> tuple[LeadView, int]:
    await _see(work, place)
    row = await _find(work, _LEAD, place, Lead, LeadNotFound)
    return LeadView.model_validate(row), WRITTEN_ONCE


async def read_party(work: Work, place: Place) -> tuple[PartyView, int]:
    await _see(work, place)
    row = await _find(work, _PARTY, place, Party, PartyNotFound)
    return PartyView.model_validate(row), WRITTEN_ONCE


async def _see(work: Work, place: Place) -> None:
    _, standings = await queries.get(work, place.case_id)
    policy.authorize(work.actor, work.permission, standings)


async def _find(
    work: Work, statement: Select[Any], place: Place, record: type[R], missing: type[DomainError]
) -> R:
    row = await database.find(work.connection, statement, place._asdict(), record)
    if row is None:
        raise missing
    return row
