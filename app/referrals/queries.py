"""Every way of reading referrals; all of them see what the actor's grants open."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants, live_clocks
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.pieces import Pieces
from app.cases.queries import CASE
from app.cases.schemas import CaseSummary
from app.core import database
from app.core.database import table_of
from app.referrals.errors import ReferralNotFound
from app.referrals.models import Referral
from app.referrals.schemas import ReferralView
from app.work import Work

REFERRAL: Final = table_of(Referral)

_ID: Final = bindparam("id", type_=Uuid)
_STANDINGS: Final = grants.standings(REFERRAL.c.case_id, REFERRAL.c.id)
_PIECES: Final = Pieces(Referral, REFERRAL.c.id, ReferralNotFound)
_GET: Final = select(*REFERRAL.columns, _STANDINGS).where(REFERRAL.c.id == _ID)
_SUMMARY: Final = tuple(CaseSummary.model_fields)
_READ: Final = (
    select(
        *REFERRAL.columns,
        *(CASE.c[name].label(f"case_file_{name}") for name in _SUMMARY),
        live_clocks.column(REFERRAL.c.case_id, REFERRAL.c.id),
        _STANDINGS,
    )
    .join(CASE, CASE.c.id == REFERRAL.c.case_id)
    .where(REFERRAL.c.id == _ID)
)


class Seen(NamedTuple):
    """A referral, its case, and how the actor stands to them."""

    referral: Referral
    case: Case
    standings: frozenset[Standing]


async def get_for_update(work: Work, referral_id: UUID) -> Seen:
    return Seen(*await _PIECES.lock(work, referral_id))


async def get(work: Work, referral_id: UUID) -> Seen:
    """The referral with its whole case, without a lock."""
    parameters = {"id": referral_id, **grants.viewer(work)}
    row: Any = await database.find(work.connection, _GET, parameters, Referral)
    if row is None or not row.standings:
        raise ReferralNotFound
    case, _ = await case_queries.get(work, row.case_id)
    return Seen(row, case, frozenset(map(Standing, row.standings)))


async def read(work: Work, referral_id: UUID) -> tuple[ReferralView, int]:
    """The referral as the actor sees it, with its version."""
    parameters = {"id": referral_id, **grants.viewer(work)}
    row: Any = await database.find(work.connection, _READ, parameters, Referral)
    if row is None or not row.standings:
        raise ReferralNotFound
    policy.authorize(work.actor, work.permission, frozenset(map(Standing, row.standings)))
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name
    case = {name: values[f"case_file_{name}"] for name in _SUMMARY}
    return ReferralView.model_validate({**values, "case": case}), row.version
