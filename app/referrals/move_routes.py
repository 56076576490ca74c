"""The endpoints that move a referral, one for each action of its lifecycle."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app import answers
from app.agencies.dependencies import DirectoryDep
from app.auth.policy import Permission
from app.call import CallDep
from app.cases.errors import CaseEnded
from app.core.errors import DomainError
from app.core.operations import changing
from app.core.routing import StrictRoute
from app.referrals import commands, errors
from app.referrals.lifecycle import REFERRAL_LIFECYCLE
from app.referrals.lifecycle import ReferralAction as A
from app.referrals.schemas import (
    AcceptanceBody,
    AssignmentBody,
    CompletionBody,
    ReceiptBody,
    ReferralView,
    RefusalBody,
    RejectionBody,
    ReturnConfirmationBody,
    ReturnRequestBody,
    RulingBody,
    SupplementBody,
    SupplementRequestBody,
    WithdrawalBody,
)

router = APIRouter(prefix="/referrals", tags=["referrals"], route_class=StrictRoute)

_MOVES = (errors.ReferralNotFound, CaseEnded)
_TIMED = (*_MOVES, errors.TimeLimitRunning, errors.TimeLimitExpired)


def _permission(action: A) -> Permission:
    """A move needs what its row of the lifecycle names."""
    return Permission(REFERRAL_LIFECYCLE.transitions[action].permission)


def _moving(action: A, *refusals: type[DomainError]) -> dict[str, Any]:
    """What the route of a move declares."""
    return {
        "path": f"/{{referral_id:uuid}}/{action}",
        "response_model": ReferralView,
        "summary": f"{action.zh} · {action.en}",
        **changing(_permission(action), *refusals),
    }


@router.post(**_moving(A.RECEIPT, *_MOVES))
async def receive_referral(referral_id: UUID, body: ReceiptBody, call: CallDep) -> Response:
    """确认收到移送；系统签收不等于受理。

    Acknowledge that the referral arrived; a receipt is not an acceptance.
    """
    return await call.change(answers.changing(commands.receive, referral_id))


@router.post(**_moving(A.ACCEPTANCE, *_MOVES))
async def accept_referral(referral_id: UUID, body: AcceptanceBody, call: CallDep) -> Response:
    """受理移送；自此接收机关为责任机关。请求体可以是 {}。

    Take the work; from now on the receiver is responsible. `{}` is a valid body.
    """
    return await call.change(answers.changing(commands.accept, referral_id, body))


@router.post(**_moving(A.REJECTION, *_TIMED))
async def reject_referral(referral_id: UUID, body: RejectionBody, call: CallDep) -> Response:
    """不予受理，须说明理由；待补正的移送须待补正期限届满。

    Decline with a reason; while a supplement is awaited, only after its time limit.
    """
    return await call.change(answers.changing(commands.reject, referral_id, body))


@router.post(**_moving(A.SUPPLEMENT_REQUEST, *(*_MOVES, errors.SupplementAlreadyRequested)))
async def request_supplement(
    referral_id: UUID, body: SupplementRequestBody, call: CallDep, directory: DirectoryDep
) -> Response:
    """一次性告知所缺全部材料。

    Say everything that is missing, once.
    """
    return await call.change(
        answers.changing(commands.request_supplement, directory, referral_id, body)
    )


@router.post(**_moving(A.SUPPLEMENT, *_MOVES))
async def supplement_referral(referral_id: UUID, body: SupplementBody, call: CallDep) -> Response:
    """移送机关补正，移送回到已签收。

    The sender adds what was missing; the referral is received again.
    """
    return await call.change(answers.changing(commands.supplement, referral_id, body))


@router.post(**_moving(A.WITHDRAWAL, *_MOVES))
async def withdraw_referral(referral_id: UUID, body: WithdrawalBody, call: CallDep) -> Response:
    """受理之前由移送机关撤回。

    The sender takes it back before it is accepted.
    """
    return await call.change(answers.changing(commands.withdraw, referral_id, body))


@router.post(**_moving(A.ASSIGNMENT, *_MOVES))
async def assign_referral(referral_id: UUID, body: AssignmentBody, call: CallDep) -> Response:
    """接收机关负责人指定承办人，状态不变。

    The receiver's lead names the officer; the state stays.
    """
    return await call.change(answers.changing(commands.assign, referral_id, body))


@router.post(**_moving(A.RETURN_REQUEST, *_MOVES))
async def request_return(
    referral_id: UUID, body: ReturnRequestBody, call: CallDep, directory: DirectoryDep
) -> Response:
    """受理后申请退回；移送机关同意之前责任不变。

    Ask to give accepted work back; until the sender agrees nothing changes hands.
    """
    return await call.change(
        answers.changing(commands.request_return, directory, referral_id, body)
    )


@router.post(**_moving(A.RETURN_CONFIRMATION, *_MOVES))
async def confirm_return(
    referral_id: UUID, body: ReturnConfirmationBody, call: CallDep
) -> Response:
    """移送机关同意退回，责任回到移送机关。

    The sender takes the work back and is responsible again.
    """
    return await call.change(answers.changing(commands.confirm_return, referral_id))


@router.post(**_moving(A.RETURN_REFUSAL, *_MOVES))
async def refuse_return(
    referral_id: UUID, body: RefusalBody, call: CallDep, directory: DirectoryDep
) -> Response:
    """移送机关不同意退回，提请服务站裁定。

    The sender refuses; the station will rule.
    """
    return await call.change(answers.changing(commands.refuse_return, directory, referral_id, body))


@router.post(**_moving(A.OBJECTION, *(*_TIMED, errors.RulingIsFinal, errors.AlreadyReferred)))
async def object_to_rejection(
    referral_id: UUID, body: RefusalBody, call: CallDep, directory: DirectoryDep
) -> Response:
    """移送机关在期限内对不予受理提出异议，提请服务站裁定。

    The sender contests a rejection within its time limit; the station will rule.
    """
    return await call.change(
        answers.changing(commands.object_to_rejection, directory, referral_id, body)
    )


@router.post(
    **_moving(
        A.STATION_RULING,
        *(
            *_TIMED,
            errors.RedirectionTargetMissing,
            errors.UnknownAgency,
            errors.NotCompetent,
            errors.AlreadyReferred,
        ),
    )
)
async def rule_on_referral(
    referral_id: UUID, body: RulingBody, call: CallDep, directory: DirectoryDep
) -> Response:
    """服务站负责人终局裁定；争议即时裁定，逾期未答复的退回与补正在期限届满后裁定。

    The station's lead ends a dispute; also a return or supplement that stayed unanswered.
    """
    return await call.change(answers.changing(commands.rule, directory, referral_id, body))


@router.post(**_moving(A.COMPLETION, *(*_MOVES, errors.AmountMissing, errors.ConclusionInFuture)))
async def complete_referral(referral_id: UUID, body: CompletionBody, call: CallDep) -> Response:
    """办结并反馈结果；没有结果不能办结。

    End the work with its outcome; without one it cannot end.
    """
    return await call.change(answers.changing(commands.complete, referral_id, body))
