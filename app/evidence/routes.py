"""The evidence-request endpoints."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from app import answers
from app.agencies.dependencies import DirectoryDep
from app.auth.policy import Permission
from app.call import CallDep
from app.cases.errors import CaseEnded, CaseNotFound
from app.core import operations
from app.core.errors import DomainError
from app.core.operations import changing, creating, reading
from app.core.pages import CursorInvalid
from app.core.routing import StrictRoute
from app.evidence import commands, listing, queries
from app.evidence.errors import AnswersIncomplete, EvidenceRequestNotFound
from app.evidence.lifecycle import EVIDENCE_REQUEST_LIFECYCLE
from app.evidence.lifecycle import EvidenceRequestAction as A
from app.evidence.listing import EvidenceRequestFilters
from app.evidence.schemas import (
    EvidenceAcceptanceBody,
    EvidenceAnswersBody,
    EvidenceRequestBody,
    EvidenceRequestPage,
    EvidenceRequestView,
    EvidenceWithdrawalBody,
)
from app.referrals.errors import NotCompetent, SenderIsReceiver, UnknownAgency

router = APIRouter(tags=["evidence"], route_class=StrictRoute)

_PATH = "/evidence-requests"


def _moving(action: A, *refusals: type[DomainError]) -> dict[str, Any]:
    """What the route of a move declares; the lifecycle names its permission."""
    permission = Permission(EVIDENCE_REQUEST_LIFECYCLE.transitions[action].permission)
    return {
        "path": f"{_PATH}/{{request_id:uuid}}/{action}",
        "response_model": EvidenceRequestView,
        "summary": f"{action.zh} · {action.en}",
        **changing(permission, EvidenceRequestNotFound, CaseEnded, *refusals),
    }


@router.post(
    "/cases/{case_id:uuid}/evidence-requests",
    response_model=EvidenceRequestView,
    summary="请求协助取证 · Request evidence",
    **creating(
        Permission.REQUEST_EVIDENCE,
        CaseNotFound,
        CaseEnded,
        UnknownAgency,
        NotCompetent,
        SenderIsReceiver,
    ),
)
async def request_evidence(
    case_id: UUID, body: EvidenceRequestBody, call: CallDep, directory: DirectoryDep
) -> Response:
    """请有取证职权的机关协助取证；逐项写明取什么、向谁取、证明什么。

    Ask an agency that has the power to help: what is sought, who may hold it, what it proves.
    """
    return await call.create(
        answers.making(f"/v1{_PATH}", commands.request, directory, case_id, body)
    )


@router.get(
    _PATH,
    response_model=EvidenceRequestPage,
    summary="取证请求收件与发件 · List evidence requests",
    **operations.listing(Permission.READ_EVIDENCE, CursorInvalid),
)
async def list_evidence_requests(
    filters: Annotated[EvidenceRequestFilters, Query()], call: CallDep
) -> Response:
    """本机关收到或发出的取证请求，新到在前；可按状态筛选。

    What your agency was asked for or asks for, newest first, by status.
    """
    return await call.page(lambda work: listing.page(work, filters, call.cursors))


@router.get(
    f"{_PATH}/{{request_id:uuid}}",
    response_model=EvidenceRequestView,
    summary="查看取证请求 · Get an evidence request",
    **reading(Permission.READ_EVIDENCE, EvidenceRequestNotFound),
)
async def get_evidence_request(request_id: UUID, call: CallDep) -> Response:
    """取证请求的状态、责任机关、逐项的请求与答复，以及案件摘要。

    Its state, who is responsible, every entry with its answer, and a summary of the case.
    """
    return await call.read(answers.showing(queries.read, request_id))


@router.post(**_moving(A.ACCEPTANCE))
async def accept_evidence_request(
    request_id: UUID, body: EvidenceAcceptanceBody, call: CallDep
) -> Response:
    """接受取证请求；答复之前由接收机关负责。请求体可以是 {}。

    Take the request; the receiver is responsible until it answers. `{}` is a valid body.
    """
    return await call.change(answers.changing(commands.accept, request_id))


@router.post(**_moving(A.ANSWERS, AnswersIncomplete))
async def answer_evidence_request(
    request_id: UUID, body: EvidenceAnswersBody, call: CallDep
) -> Response:
    """逐项答复：已提供的写明在何处，不予提供的写明理由，无法取得的写明已作何努力。

    Answer every entry: where it is, why it is refused, or what was tried to get it.
    """
    return await call.change(answers.changing(commands.answer, request_id, body))


@router.post(**_moving(A.WITHDRAWAL))
async def withdraw_evidence_request(
    request_id: UUID, body: EvidenceWithdrawalBody, call: CallDep
) -> Response:
    """请求机关撤回尚未答复的取证请求。

    The agency that asked takes back what was not answered yet.
    """
    return await call.change(answers.changing(commands.withdraw, request_id, body))
