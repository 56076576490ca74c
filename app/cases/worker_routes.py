"""The endpoints of the workers of a case and of their claims, one by one."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app import answers
from app.auth.policy import Permission
from app.call import CallDep
from app.cases import claims, errors, parts, workers
from app.cases.parts import Place
from app.cases.worker_schemas import (
    ClaimBody,
    ClaimChange,
    ClaimView,
    ConclusionBody,
    WorkerBody,
    WorkerChange,
    WorkerView,
)
from app.core.operations import changing, creating, reading
from app.core.routing import StrictRoute

router = APIRouter(prefix="/cases/{case_id:uuid}", route_class=StrictRoute)

_LIVE = (errors.CaseNotFound, errors.CaseEnded)
_WORKER = (errors.CaseNotFound, errors.WorkerNotFound)
_CLAIM = (errors.CaseNotFound, errors.ClaimNotFound)


@router.post(
    "/workers",
    response_model=WorkerView,
    summary="增加劳动者 · Add a worker",
    **creating(
        Permission.CHANGE_CLAIMS,
        *_LIVE,
        errors.BirthInFuture,
        errors.PeriodInFuture,
        errors.TotalTooLarge,
    ),
)
async def add_worker(case_id: UUID, body: WorkerBody, call: CallDep) -> Response:
    """为案件增加一名劳动者，可同时登记其请求；由案件当前的承办机关办理。

    Add a worker, with claims if they are known. Only who is responsible for the case may: its
    owner, and from the first acceptance the agencies that accepted work on it.
    """
    return await call.create(
        answers.making(f"/v1/cases/{case_id}/workers", workers.add, case_id, body)
    )


@router.get(
    "/workers/{worker_id:uuid}",
    response_model=WorkerView,
    summary="查看劳动者 · Get a worker",
    **reading(Permission.READ_CASE, *_WORKER),
)
async def get_worker(case_id: UUID, worker_id: UUID, call: CallDep) -> Response:
    """一名劳动者及其请求；证件号码与电话脱敏，warnings 列出需要核对之处。

    One worker with the claims; numbers are masked, and `warnings` says what to look at again.
    """
    return await call.read(answers.showing(parts.read_worker, Place(case_id, worker_id)))


@router.patch(
    "/workers/{worker_id:uuid}",
    response_model=WorkerView,
    summary="更正劳动者 · Correct facts of a worker",
    **changing(Permission.CHANGE_CLAIMS, *_WORKER, errors.CaseEnded, errors.BirthInFuture),
)
async def correct_worker(
    case_id: UUID, worker_id: UUID, body: WorkerChange, call: CallDep
) -> Response:
    """更正姓名、证件、电话等；未填的保持不变，不能填 null。

    Correct name, identity or phone; what is left out stays, and null is refused.
    """
    return await call.change(answers.changing(workers.correct, Place(case_id, worker_id), body))


@router.post(
    "/workers/{worker_id:uuid}/claims",
    response_model=ClaimView,
    summary="增加请求 · Add a claim",
    **creating(
        Permission.CHANGE_CLAIMS,
        *_WORKER,
        errors.CaseEnded,
        errors.PeriodInFuture,
        errors.TotalTooLarge,
    ),
)
async def add_claim(case_id: UUID, worker_id: UUID, body: ClaimBody, call: CallDep) -> Response:
    """为案件中的一名劳动者增加一项请求。

    Add one claim of a worker who is on the case.
    """
    return await call.create(
        answers.making(f"/v1/cases/{case_id}/claims", claims.add, Place(case_id, worker_id), body)
    )


@router.get(
    "/claims/{claim_id:uuid}",
    response_model=ClaimView,
    summary="查看请求 · Get a claim",
    **reading(Permission.READ_CASE, *_CLAIM),
)
async def get_claim(case_id: UUID, claim_id: UUID, call: CallDep) -> Response:
    """一项请求的金额、证据程度、债务人是否认可与结果。

    The sum of one claim, how well it is proven, whether it is admitted, and what became of it.
    """
    return await call.read(answers.showing(parts.read_claim, Place(case_id, claim_id)))


@router.patch(
    "/claims/{claim_id:uuid}",
    response_model=ClaimView,
    summary="更正请求 · Correct facts of a claim",
    **changing(Permission.CHANGE_CLAIMS, *_CLAIM, errors.CaseEnded, errors.TotalTooLarge),
)
async def correct_claim(
    case_id: UUID, claim_id: UUID, body: ClaimChange, call: CallDep
) -> Response:
    """更正未了结请求的金额、证据程度或认可情况；只有当前承办机关可以更正。

    Correct the sum, the evidence level or the admission of an open claim; only who is
    responsible for the case may.
    """
    return await call.change(answers.changing(claims.correct, Place(case_id, claim_id), body))


@router.post(
    "/claims/{claim_id:uuid}/conclusion",
    response_model=ClaimView,
    summary="了结请求 · Conclude a claim",
    **changing(
        Permission.CHANGE_CLAIMS,
        *_CLAIM,
        errors.CaseEnded,
        errors.StatusNotFinal,
        errors.PaymentMissing,
        errors.PaidExceedsClaim,
    ),
)
async def conclude_claim(
    case_id: UUID, claim_id: UUID, body: ConclusionBody, call: CallDep
) -> Response:
    """确定请求的最终结果与实付总额；已支付须填金额，部分支付是金额而不是状态。

    Say how the claim ends and what was paid on it in all: a payment names its sum, and paying a
    part is a sum and not a state.
    """
    return await call.change(answers.changing(claims.conclude, Place(case_id, claim_id), body))
