"""The endpoints that read clocks."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.answers import Answer
from app.auth.policy import Permission
from app.call import CallDep
from app.cases import deadlines
from app.core.operations import listing, reading
from app.core.pages import CursorInvalid
from app.core.routing import StrictRoute
from app.deadlines.errors import DeadlineNotFound
from app.deadlines.schemas import DeadlineFilters, DeadlinePage, DeadlineView
from app.work import Work

router = APIRouter(prefix="/deadlines", tags=["deadlines"], route_class=StrictRoute)

_VERSION: Final = 1
"""No command moves a clock, and what an event does to it shows in the digest of its ETag."""


@router.get(
    "",
    response_model=DeadlinePage,
    summary="期限清单 · List deadlines",
    **listing(Permission.READ_DEADLINES, CursorInvalid),
)
async def list_deadlines(filters: Annotated[DeadlineFilters, Query()], call: CallDep) -> Response:
    """本机关可见的期限，先到期者在前；可按案件、事项、状态、是否超期与到期时间筛选。

    Every deadline that your agency may see, the soonest due first.
    """
    return await call.page(lambda work: deadlines.page(work, filters, call.cursors))


@router.get(
    "/{deadline_id:uuid}",
    response_model=DeadlineView,
    summary="查看期限 · Get a deadline",
    **reading(Permission.READ_DEADLINES, DeadlineNotFound),
)
async def get_deadline(deadline_id: UUID, call: CallDep) -> Response:
    """一个期限的起止、责任机关、所依据的规则与来源，以及此刻是否超期。

    When it starts and ends, who must act, by which rule of which source, and whether it is late.
    """

    async def run(work: Work) -> Answer:
        return Answer(await deadlines.read(work, deadline_id), _VERSION)

    return await call.read(run)
