"""The endpoints that send, list and show referrals."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from app import answers
from app.agencies.dependencies import DirectoryDep
from app.auth.policy import Permission
from app.call import CallDep
from app.cases.errors import UNFIT_CASE, CaseEnded, CaseNotFound
from app.core import operations
from app.core.operations import creating, reading
from app.core.pages import CursorInvalid
from app.core.routing import BulkRoute, StrictRoute
from app.deadlines.dependencies import CatalogueDep
from app.referrals import actions, errors, listing, opening, queries
from app.referrals.actions import ReferralActions
from app.referrals.listing import Filters
from app.referrals.schemas import ReferralBody, ReferralPage, ReferralView

router = APIRouter(prefix="/referrals", tags=["referrals"], route_class=StrictRoute)


async def send_referral(body: ReferralBody, call: CallDep, directory: DirectoryDep) -> Response:
    """移送一件案件；带 case 时一次完成登记线索、立卷与移送。

    Refer a case; with `case`, one call registers the lead, opens the case and refers it.
    """
    return await call.create(answers.making("/v1/referrals", opening.send, directory, body))


router.add_api_route(
    "",
    send_referral,
    methods=["POST"],
    route_class_override=BulkRoute,
    response_model=ReferralView,
    summary="移送 · Send a referral",
    **creating(
        Permission.SEND_REFERRAL,
        CaseNotFound,
        CaseEnded,
        errors.AlreadyReferred,
        errors.UnknownAgency,
        errors.NotCompetent,
        errors.SenderIsReceiver,
        *UNFIT_CASE,
    ),
)


@router.get(
    "",
    response_model=ReferralPage,
    summary="收件与发件 · List referrals",
    **operations.listing(Permission.READ_REFERRAL, CursorInvalid),
)
async def list_referrals(filters: Annotated[Filters, Query()], call: CallDep) -> Response:
    """本机关的收件箱或发件箱，新到在前；可按状态、事项、期限与更新时间筛选。

    The inbox or outbox of your agency, newest first, by status, purpose, time limit or change.
    """
    return await call.page(lambda work: listing.page(work, filters, call.cursors))


@router.get(
    "/{referral_id:uuid}",
    response_model=ReferralView,
    summary="查看移送 · Get a referral",
    **reading(Permission.READ_REFERRAL, errors.ReferralNotFound),
)
async def get_referral(referral_id: UUID, call: CallDep) -> Response:
    """移送的当前状态、责任机关与所附案件摘要。

    The state of a referral, who is responsible, and a summary of its case.
    """
    return await call.read(answers.showing(queries.read, referral_id))


@router.get(
    "/{referral_id:uuid}/actions",
    response_model=ReferralActions,
    summary="可进行的操作 · List referral actions",
    **reading(Permission.READ_REFERRAL, errors.ReferralNotFound),
)
async def list_referral_actions(
    referral_id: UUID, call: CallDep, catalogue: CatalogueDep
) -> Response:
    """每项操作现在能否进行；不能进行的，说明原因、谁可以进行以及须填写的内容。

    Every action: whether you may take it now, and if not why, who may, and what it needs.
    """
    return await call.read(answers.showing(actions.read, referral_id, catalogue))
