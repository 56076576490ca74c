"""Every way of reading one evidence request; all of them see what the actor's grants open."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants, live_clocks
from app.cases.models import Case
from app.cases.pieces import Pieces
from app.cases.queries import CASE
from app.cases.schemas import CaseSummary
from app.core import database
from app.core.database import table_of
from app.evidence.errors import EvidenceRequestNotFound
from app.evidence.models import EvidenceRequest
from app.evidence.schemas import EvidenceRequestView
from app.work import Work

REQUEST: Final = table_of(EvidenceRequest)

_ID: Final = bindparam("id", type_=Uuid)
_STANDINGS: Final = grants.standings(REQUEST.c.case_id, REQUEST.c.id)
_PIECES: Final = Pieces(EvidenceRequest, REQUEST.c.id, EvidenceRequestNotFound)
_SUMMARY: Final = tuple(CaseSummary.model_fields)
_READ: Final = (
    select(
        *REQUEST.columns,
        *(CASE.c[name].label(f"case_file_{name}") for name in _SUMMARY),
        live_clocks.column(REQUEST.c.case_id, REQUEST.c.id),
        _STANDINGS,
    )
    .join(CASE, CASE.c.id == REQUEST.c.case_id)
    .where(REQUEST.c.id == _ID)
)


class Seen(NamedTuple):
    """A request, its case, and how the actor stands to them."""

    request: EvidenceRequest
    case: Case
    standings: frozenset[Standing]


async def get_for_update(work: Work, request_id: UUID) -> Seen:
    return Seen(*await _PIECES.lock(work, request_id))


async def read(work: Work, request_id: UUID) -> tuple[EvidenceRequestView, int]:
    """The request as the actor sees it, with its version."""
    parameters = {"id": request_id, **grants.viewer(work)}
    row: Any = await database.find(work.connection, _READ, parameters, EvidenceRequest)
    if row is None or not row.standings:
        raise EvidenceRequestNotFound
    policy.authorize(work.actor, work.permission, frozenset(map(Standing, row.standings)))
    values = database.values(row)
    case = {name: values[f"case_file_{name}"] for name in _SUMMARY}
    return EvidenceRequestView.model_validate({**values, "case": case}), row.version
