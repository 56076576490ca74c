"""What only the present instant or the whole case can decide about the facts that callers send."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from app.cases.codes import IdentityKind
from app.cases.errors import BirthInFuture, PeriodInFuture, ReceiptInFuture, TotalTooLarge
from app.cases.party_schemas import LeadBody
from app.cases.worker_schemas import ClaimBody, IdentityBody, WorkerBody
from app.core import identity_numbers
from app.core.clock import CHINA
from app.work import Work

SAFE_TOTAL: Final = 2**53 - 1
"""The largest sum in fen that every reader of JSON can hold exactly."""


def check_received(work: Work, lead: LeadBody) -> None:
    if lead.received_at > work.now:
        raise ReceiptInFuture


def check_worker(work: Work, worker: WorkerBody) -> None:
    check_birth(work, worker.identity)
    for claim in worker.claims:
        check_period(work, claim)


def check_birth(work: Work, identity: IdentityBody | None) -> None:
    """A birth date lies in the past; only card numbers carry one."""
    if identity is None or identity.kind is IdentityKind.PASSPORT:
        return
    if identity_numbers.birth_date(identity.number) > _today(work):
        raise BirthInFuture


def check_period(work: Work, claim: ClaimBody) -> None:
    """Wages are owed for months that have begun; the whole of the present month may be named."""
    for day in (claim.period_from, claim.period_to):
        if day is not None and _month(day) > _month(_today(work)):
            raise PeriodInFuture


def check_total(*sums_fen: int) -> None:
    if sum(sums_fen) > SAFE_TOTAL:
        raise TotalTooLarge


def claimed_fen(claims: Iterable[ClaimBody]) -> int:
    return sum(claim.amount_fen for claim in claims)


def _today(work: Work) -> date:
    return work.now.astimezone(CHINA).date()


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
