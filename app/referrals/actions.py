"""What a caller may do with a referral now, and for everything else why not."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from app.auth import actions, policy
from app.auth.actions import ActionView, Hindrance, because_of, required
from app.auth.policy import Permission
from app.cases import commands as cases
from app.cases import live_clocks
from app.cases.errors import CaseEnded
from app.core.fields import View
from app.deadlines.catalogue import Catalogue
from app.deadlines.schemas import ClockSummary
from app.referrals import moves, opening, queries, schemas
from app.referrals.dispatch import Address
from app.referrals.errors import AlreadyReferred, SupplementAlreadyRequested
from app.referrals.lifecycle import REFERRAL_LIFECYCLE, ReferralAction, ReferralStatus
from app.referrals.models import Referral
from app.referrals.queries import Seen
from app.work import Work

A = ReferralAction

_BODIES: Final[dict[ReferralAction, type[BaseModel]]] = {
    A.RECEIPT: schemas.ReceiptBody,
    A.ACCEPTANCE: schemas.AcceptanceBody,
    A.REJECTION: schemas.RejectionBody,
    A.SUPPLEMENT_REQUEST: schemas.SupplementRequestBody,
    A.SUPPLEMENT: schemas.SupplementBody,
    A.WITHDRAWAL: schemas.WithdrawalBody,
    A.ASSIGNMENT: schemas.AssignmentBody,
    A.RETURN_REQUEST: schemas.ReturnRequestBody,
    A.RETURN_CONFIRMATION: schemas.ReturnConfirmationBody,
    A.RETURN_REFUSAL: schemas.RefusalBody,
    A.OBJECTION: schemas.RefusalBody,
    A.STATION_RULING: schemas.RulingBody,
    A.COMPLETION: schemas.CompletionBody,
}


class ReferralActions(View):
    status: ReferralStatus
    items: list[ActionView]


async def read(work: Work, referral_id: UUID, rules: Catalogue) -> tuple[ReferralActions, int]:
    """Every action on the referral and the clocks that it would stop, with its version."""
    seen = await queries.get(work, referral_id)
    policy.authorize(work.actor, work.permission, seen.standings)
    clocks = await live_clocks.of_piece(work, seen.case.id, referral_id)
    items = []
    for action in ReferralAction:
        event = REFERRAL_LIFECYCLE.transitions[action].event
        ended = live_clocks.ended_by(event, clocks, rules)
        items.append(await _action(work, seen, action, ended))
    status = ReferralStatus(seen.referral.status)
    return ReferralActions(status=status, items=items), seen.referral.version


async def _action(
    work: Work, seen: Seen, action: ReferralAction, ended: Sequence[ClockSummary]
) -> ActionView:
    transition = REFERRAL_LIFECYCLE.transitions[action]
    state = ReferralStatus(seen.referral.status)
    hindered = actions.hindrances(work.actor, transition, state, seen.standings)
    if not hindered:
        hindered = await _state_hindrances(work, seen, action)
    permission = Permission(transition.permission)
    return actions.described(action, permission, required(_BODIES[action]), hindered, ended)


async def _state_hindrances(work: Work, seen: Seen, action: ReferralAction) -> list[Hindrance]:
    """What policy and state table cannot know: an ended case, a running limit, a second request."""
    if seen.case.status in cases.ENDED:
        return [because_of(CaseEnded)]
    if action is A.SUPPLEMENT_REQUEST and seen.referral.missing is not None:
        return [because_of(SupplementAlreadyRequested)]
    transition = REFERRAL_LIFECYCLE.transitions[action]
    limit = await moves.limit_against(work, seen.referral, transition)
    if limit is not None:
        return [because_of(type(limit))]
    if action is A.OBJECTION and await _is_sent_again(work, seen.referral):
        return [because_of(AlreadyReferred)]
    return []


async def _is_sent_again(work: Work, rejected: Referral) -> bool:
    receiver = Address(rejected.receiver, rejected.receiver_unit)
    live = await opening.find_live(work, rejected.case_id, receiver, rejected.purpose)
    return live is not None
