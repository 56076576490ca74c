"""What each agency does with a referral: begin, check what the move itself asks, finish."""

from uuid import UUID

from app.agencies.directory import Directory
from app.agencies.powers import Purpose
from app.core.clock import CHINA
from app.referrals import moves, opening
from app.referrals.codes import Outcome, Ruling
from app.referrals.dispatch import Address, Dispatch, receiver_of
from app.referrals.errors import (
    AmountMissing,
    ConclusionInFuture,
    RedirectionTargetMissing,
    SupplementAlreadyRequested,
)
from app.referrals.lifecycle import ReferralAction as A
from app.referrals.lifecycle import ReferralStatus
from app.referrals.models import Referral
from app.referrals.schemas import (
    AcceptanceBody,
    AssignmentBody,
    CompletionBody,
    ReferralView,
    RefusalBody,
    RejectionBody,
    ReturnRequestBody,
    RulingBody,
    SupplementBody,
    SupplementRequestBody,
    WithdrawalBody,
)
from app.work import Work


async def receive(work: Work, referral_id: UUID) -> ReferralView:
    move = await moves.begin(work, referral_id, A.RECEIPT)
    return await moves.finish(work, move, {})


async def accept(work: Work, referral_id: UUID, body: AcceptanceBody) -> ReferralView:
    move = await moves.begin(work, referral_id, A.ACCEPTANCE)
    return await moves.finish(
        work, move, {"officer": body.officer, "expected_on": body.expected_on}
    )


async def reject(work: Work, referral_id: UUID, body: RejectionBody) -> ReferralView:
    move = await moves.begin(work, referral_id, A.REJECTION)
    return await moves.finish(
        work, move, body.model_dump(), facts={"reason_code": body.reason_code}
    )


async def request_supplement(
    work: Work, directory: Directory, referral_id: UUID, body: SupplementRequestBody
) -> ReferralView:
    """Say what is missing, once and in full."""
    move = await moves.begin(work, referral_id, A.SUPPLEMENT_REQUEST)
    if move.referral.missing is not None:
        raise SupplementAlreadyRequested
    await moves.call_station(work, directory, move)
    return await moves.finish(work, move, {"missing": body.missing})


async def supplement(work: Work, referral_id: UUID, body: SupplementBody) -> ReferralView:
    move = await moves.begin(work, referral_id, A.SUPPLEMENT)
    return await moves.finish(work, move, {"supplement": body.supplement})


async def withdraw(work: Work, referral_id: UUID, body: WithdrawalBody) -> ReferralView:
    move = await moves.begin(work, referral_id, A.WITHDRAWAL)
    return await moves.finish(work, move, {"explanation": body.explanation})


async def assign(work: Work, referral_id: UUID, body: AssignmentBody) -> ReferralView:
    move = await moves.begin(work, referral_id, A.ASSIGNMENT)
    return await moves.finish(work, move, {"officer": body.officer})


async def request_return(
    work: Work, directory: Directory, referral_id: UUID, body: ReturnRequestBody
) -> ReferralView:
    move = await moves.begin(work, referral_id, A.RETURN_REQUEST)
    await moves.call_station(work, directory, move)
    return await moves.finish(
        work, move, body.model_dump(), facts={"reason_code": body.reason_code}
    )


async def confirm_return(work: Work, referral_id: UUID) -> ReferralView:
    move = await moves.begin(work, referral_id, A.RETURN_CONFIRMATION)
    return await moves.finish(work, move, {})


async def refuse_return(
    work: Work, directory: Directory, referral_id: UUID, body: RefusalBody
) -> ReferralView:
    move = await moves.begin(work, referral_id, A.RETURN_REFUSAL)
    await moves.call_station(work, directory, move)
    return await moves.finish(work, move, {"explanation": body.explanation})


async def object_to_rejection(
    work: Work, directory: Directory, referral_id: UUID, body: RefusalBody
) -> ReferralView:
    """Contest a rejection; what was sent again in the meantime is no longer in dispute."""
    move = await moves.begin(work, referral_id, A.OBJECTION)
    rejected = move.referral
    receiver = Address(rejected.receiver, rejected.receiver_unit)
    await opening.refuse_second(work, rejected.case_id, receiver, rejected.purpose)
    await moves.call_station(work, directory, move)
    return await moves.finish(work, move, {"explanation": body.explanation})


async def complete(work: Work, referral_id: UUID, body: CompletionBody) -> ReferralView:
    """End the work with its outcome; a payment and an agreement are nothing without their sum."""
    move = await moves.begin(work, referral_id, A.COMPLETION)
    if body.concluded_on > work.now.astimezone(CHINA).date():
        raise ConclusionInFuture
    if body.outcome in _PAYMENTS and not body.paid_fen:
        raise AmountMissing
    if body.outcome is Outcome.AGREEMENT_REACHED and not body.agreed_fen:
        raise AmountMissing
    facts = body.model_dump(mode="json", include=_OUTCOME_FACTS)
    return await moves.finish(work, move, body.model_dump(), facts=facts)


_PAYMENTS = frozenset({Outcome.PAID_IN_FULL, Outcome.PAID_IN_PART})
_OUTCOME_FACTS = {"outcome", "paid_fen", "agreed_fen", "concluded_on"}


async def rule(
    work: Work, directory: Directory, referral_id: UUID, body: RulingBody
) -> ReferralView:
    """Let the station end a dispute, or a silence that has lasted too long."""
    move = await moves.begin(work, referral_id, A.STATION_RULING, ReferralStatus(body.ruling))
    if (body.ruling is Ruling.REDIRECTED) != (body.to_agency is not None):
        raise RedirectionTargetMissing
    onward = _onward(work, directory, move.referral, body)
    await opening.insert(work, onward)
    values = {
        "ruling": body.ruling,
        "explanation": body.explanation,
        "redirected_to": onward[0].id if onward else None,
    }
    return await moves.finish(work, move, values, facts={"ruling": body.ruling}, onward=onward)


def _onward(
    work: Work, directory: Directory, referral: Referral, body: RulingBody
) -> list[Dispatch]:
    """The new referral of a redirection: same sender, same work, another agency."""
    if body.to_agency is None:
        return []
    purpose = Purpose(referral.purpose)
    onward = Dispatch(
        work=work,
        case_id=referral.case_id,
        sender=Address(referral.sender, referral.sender_unit),
        receiver=receiver_of(directory, work.actor.division, body.to_agency, purpose),
        purpose=purpose,
        asked_action=referral.asked_action,
        legal_basis=referral.legal_basis,
        note=referral.note,
        preceded_by=referral.id,
    )
    onward.must_leave_home()
    return [onward]
