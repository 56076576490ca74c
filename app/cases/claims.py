"""What is done to one claim of one worker: it is added, corrected, and in the end concluded."""

from typing import Any, Final, NamedTuple

from app.cases import commands, parts, queries, rules
from app.cases.commands import Tally
from app.cases.errors import PaidExceedsClaim, PaymentForgotten, PaymentMissing, StatusNotFinal
from app.cases.lifecycle import CLAIM_LIFECYCLE, ClaimAction, ClaimStatus
from app.cases.models import Case, Claim
from app.cases.parts import CLAIM, Place
from app.cases.rows import Row, claim_row
from app.cases.worker_schemas import ClaimBody, ClaimChange, ClaimView, ConclusionBody
from app.core import database
from app.core.database import rows
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

_ADD: Final = database.insertion(Claim)
_PAYMENTS: Final = frozenset({ClaimStatus.PAID, ClaimStatus.SETTLED_AND_PAID})
_TOLD: Final = ("kind", "amount_fen", "evidence_level", "admission")


async def add(work: Work, place: Place, body: ClaimBody) -> ClaimView:
    """Add a claim of a worker who is on the case."""
    case, standings = await queries.get_for_update(work, place.case_id)
    worker = await parts.worker(work, place)
    await work.admit(standings)
    commands.must_be_live(case)
    rules.check_period(work, body)
    rules.check_total(case.claimed_fen, body.amount_fen)
    row = claim_row(work, case.id, worker.id, body)
    await database.run(work.connection, _ADD, {"claim": rows([row])})
    tally = Tally(claims=1, open_claims=1, claimed_fen=body.amount_fen)
    facts = {name: row[name] for name in _TOLD}
    await _record(work, case, tally, _event(EventType.CLAIM_ADDED, row, facts))
    return ClaimView.model_validate(row)


class _Open(NamedTuple):
    """A claim on a live case which the caller may change."""

    case: Case
    claim: Claim
    status: ClaimStatus


async def correct(work: Work, place: Place, body: ClaimChange) -> ClaimView:
    """Correct the sum of an open claim, how well it is proven, or whether it is admitted."""
    case, claim, before = await _begin(work, place)
    status = CLAIM_LIFECYCLE.advance(before, ClaimAction.CORRECTION)
    said = body.said()
    raised = said.get("amount_fen", claim.amount_fen) - claim.amount_fen
    rules.check_total(case.claimed_fen, raised)
    row = await _write(work, claim, {**said, "status": status})
    facts = {"changed": body.named(), **said}
    event = _event(EventType.CLAIM_CHANGED, row, facts)
    await _record(work, case, Tally(claimed_fen=raised), event)
    return ClaimView.model_validate(row)


async def conclude(work: Work, place: Place, body: ConclusionBody) -> ClaimView:
    """Say how a claim ends and what was paid on it in all."""
    case, claim, before = await _begin(work, place)
    status = _final(before, body.status)
    _check_paid(claim, body)
    ended = {"status": status, "paid_fen": body.paid_fen, "concluded_at": work.now}
    row = await _write(work, claim, ended)
    facts = {
        "from_status": before,
        "status": status,
        "amount_fen": claim.amount_fen,
        "paid_fen": body.paid_fen,
    }
    event = _event(EventType.CLAIM_CONCLUDED, row, facts, reason=body.reason)
    tally = Tally(
        open_claims=-(before is ClaimStatus.OPEN), paid_fen=body.paid_fen - claim.paid_fen
    )
    await _record(work, case, tally, event)
    return ClaimView.model_validate(row)


async def _begin(work: Work, place: Place) -> _Open:
    case, standings = await queries.get_for_update(work, place.case_id)
    claim = await parts.claim(work, place)
    await work.admit(standings, claim.version)
    commands.must_be_live(case)
    return _Open(case, claim, ClaimStatus(claim.status))


def _final(before: ClaimStatus, wanted: ClaimStatus) -> ClaimStatus:
    try:
        return CLAIM_LIFECYCLE.advance(before, ClaimAction.CONCLUSION, wanted)
    except ValueError:
        raise StatusNotFinal from None


def _check_paid(claim: Claim, body: ConclusionBody) -> None:
    """Partial payment is a sum and goes with any ending; a payment without a sum is none."""
    if body.status in _PAYMENTS and body.paid_fen == 0:
        raise PaymentMissing
    if body.paid_fen > claim.amount_fen:
        raise PaidExceedsClaim
    if body.paid_fen < claim.paid_fen:
        raise PaymentForgotten


async def _write(work: Work, claim: Claim, values: dict[str, Any]) -> Row:
    """The row as it is now."""
    changed = {**values, "version": claim.version + 1}
    await database.run(
        work.connection, CLAIM.update().where(CLAIM.c.id == claim.id).values(changed), {}
    )
    return database.values(claim) | changed


async def _record(work: Work, case: Case, tally: Tally, event: Event) -> None:
    await commands.count(work, case, tally)
    await work.record(event)


def _event(type_: EventType, row: Row, facts: dict[str, Any], **narrative: object) -> Event:
    return Event(
        type_,
        subject=row["id"],
        version=row["version"],
        case_id=row["case_id"],
        facts={"worker_id": row["worker_id"], **facts},
        narrative=narrative,
    )
