"""Every way of reading cases; all of them see what the actor's grants open, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select

from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants, live_clocks
from app.cases.errors import CaseNotFound
from app.cases.models import Case, Claim, Lead, Party, Worker
from app.cases.party_schemas import LeadView, PartyView
from app.cases.schemas import CaseView, ProjectView
from app.cases.worker_schemas import ClaimView, WorkerView
from app.core import database
from app.core.database import Record, table_of
from app.deadlines.schemas import ClockSummary
from app.work import Work

CASE: Final = table_of(Case)

_ID: Final = bindparam("id", type_=Uuid)
_LOCK = (
    select(CASE.c.id)
    .where(CASE.c.id == _ID, grants.seen(CASE.c.id))
    .with_for_update(key_share=True, of=CASE)
)
_CASE = select(*CASE.columns, grants.standings(CASE.c.id)).where(CASE.c.id == _ID)


def _children(record: type[Record]) -> Select[Any]:
    table = table_of(record)
    return select(*table.columns).where(table.c.case_id == _ID).order_by(table.c.id)


_LEADS, _PARTIES = _children(Lead), _children(Party)
_WORKERS, _CLAIMS = _children(Worker), _children(Claim)


class Seen(NamedTuple):
    """A case and how the actor stands to it."""

    case: Case
    standings: frozenset[Standing]


async def get(work: Work, case_id: UUID) -> Seen:
    """The case, if the actor may know of it; `CaseNotFound` otherwise."""
    parameters = {"id": case_id, **grants.viewer(work)}
    row: Any = await database.find(work.connection, _CASE, parameters, Case)
    if row is None or not row.standings:
        raise CaseNotFound
    return Seen(row, standings_of(row, row.standings))


async def get_for_update(work: Work, case_id: UUID) -> Seen:
    """Lock the aggregate root, then read it afresh: what waited for the lock sees the result."""
    parameters = {"id": case_id, **grants.viewer(work)}
    await database.run(work.connection, _LOCK, parameters)
    return await get(work, case_id)


def standings_of(case: Case, granted: Iterable[str]) -> frozenset[Standing]:
    """The owner holds the case as long as no receiver holds a piece of work on it."""
    standings = frozenset(map(Standing, granted))
    if Standing.OWNER in standings and case.held_referrals == 0:
        return standings | {Standing.HOLDER}
    return standings


async def read(work: Work, case_id: UUID) -> tuple[CaseView, int]:
    """The whole case, with its version, as the actor sees it."""
    case, standings = await get(work, case_id)
    policy.authorize(work.actor, work.permission, standings)
    return await view(work, case), case.version


async def view_now(work: Work, case_id: UUID) -> CaseView:
    """The whole case as a command leaves it."""
    case, _ = await get(work, case_id)
    return await view(work, case)


async def view(work: Work, case: Case) -> CaseView:
    parts = await _parts(work, case.id)
    return assembled(case, parts, await live_clocks.of_case(work, case.id))


class Parts(NamedTuple):
    """What lies in the folder of a case, as rows that were read or are about to be written."""

    leads: Sequence[object]
    parties: Sequence[object]
    workers: Sequence[object]
    claims: Sequence[object]


async def _parts(work: Work, case_id: UUID) -> Parts:
    """One statement for each kind, however many there are."""
    of_case = {"id": case_id}
    return Parts(
        leads=await database.find_all(work.connection, _LEADS, of_case, Lead),
        parties=await database.find_all(work.connection, _PARTIES, of_case, Party),
        workers=await database.find_all(work.connection, _WORKERS, of_case, Worker),
        claims=await database.find_all(work.connection, _CLAIMS, of_case, Claim),
    )


def assembled(case: Case, parts: Parts, clocks: list[ClockSummary]) -> CaseView:
    by_worker: dict[UUID, list[ClaimView]] = defaultdict(list)
    for claim in map(ClaimView.model_validate, parts.claims):
        by_worker[claim.worker_id].append(claim)
    workers = map(WorkerView.model_validate, parts.workers)
    return CaseView(
        **{name: getattr(case, name) for name in _PLAIN},
        worker_count=case.workers,
        claim_count=case.claims,
        project=project_view(case),
        deadlines=clocks,
        leads=[LeadView.model_validate(lead) for lead in parts.leads],
        parties=[PartyView.model_validate(party) for party in parts.parties],
        workers=[worker.model_copy(update={"claims": by_worker[worker.id]}) for worker in workers],
    )


_BUILT: Final = {
    "worker_count",
    "claim_count",
    "project",
    "deadlines",
    "leads",
    "parties",
    "workers",
}
_PLAIN: Final = [name for name in CaseView.model_fields if name not in _BUILT]


def project_view(case: Case) -> ProjectView | None:
    if case.project_name is None:
        return None
    return ProjectView(
        name=case.project_name,
        address=case.project_address,
        division=case.project_division,
        industry=cast("Any", case.project_industry),
        permit_no=case.project_permit_no,
    )
