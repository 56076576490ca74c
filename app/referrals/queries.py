"""Every way of reading referrals; all of them see what the actor's grants open."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants, live_clocks
from app.cases import queries as case_queries
from app.cases.models import Case
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
_LOCK: Final = (
    select(*CASE.columns)
    .join(REFERRAL, REFERRAL.c.case_id == CASE.c.id)
    .where(REFERRAL.c.id == _ID, grants.seen(REFERRAL.c.case_id, REFERRAL.c.id))
    .with_for_update(key_share=True, of=CASE)
)
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
    """Lock the case, then read the referral afresh; what is not seen does not exist."""
    parameters = {"id": referral_id, **grants.viewer(work)}
    case = await database.find(work.connection, _LOCK, parameters, Case)
    row: Any = case and await database.find(work.connection, _GET, parameters, Referral)
    if case is None or not row.standings:
        raise ReferralNotFound
    return Seen(row, case, frozenset(map(Standing, row.standings)))


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
