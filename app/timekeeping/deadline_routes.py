"""The endpoints that read clocks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from app import answers
from app.auth.policy import Permission
from app.call import CallDep
from app.core.operations import listing, reading
from app.core.pages import CursorInvalid
from app.core.routing import StrictRoute
from app.deadlines.dependencies import CatalogueDep, LawDep
from app.deadlines.errors import DeadlineNotFound
from app.deadlines.explanation_schemas import ExplanationView
from app.deadlines.schemas import DeadlineFilters, DeadlinePage, DeadlineView
from app.timekeeping import deadline_explanation, deadlines

router = APIRouter(prefix="/deadlines", tags=["deadlines"], route_class=StrictRoute)


@router.get(
    "",
    response_model=DeadlinePage,
    summary="期限清单 · List deadlines",
    **listing(Permission.READ_DEADLINES, CursorInvalid),
)
async def list_deadlines(
    filters: Annotated[DeadlineFilters, Query()], call: CallDep, rules: CatalogueDep
) -> Response:
    """期限清单，先到期者在前；未指定案件或事项时，只列本机关或 agency 所指机关负责、进行中的期限。

    Deadlines, the soonest due first. Without a case or a piece of work these are what your agency,
    or the one that `agency` names, must see to and what still runs; with one, every clock of it
    that your agency may see.
    """
    return await call.page(lambda work: deadlines.page(work, rules, filters, call.cursors))


@router.get(
    "/{deadline_id:uuid}",
    response_model=DeadlineView,
    summary="查看期限 · Get a deadline",
    **reading(Permission.READ_DEADLINES, DeadlineNotFound),
)
async def get_deadline(deadline_id: UUID, call: CallDep, rules: CatalogueDep) -> Response:
    """一个期限的起止、中止与延长、责任机关、所依据的规则与来源，此刻是否超期，以及可以进行的操作。

    When it starts and ends, what paused and extended it, who must act, by which rule of which
    source, whether it is late, and what you may do with it now.
    """
    return await call.read(answers.showing(deadlines.read, rules, deadline_id))


@router.get(
    "/{deadline_id:uuid}/explanation",
    response_model=ExplanationView,
    summary="期限计算说明 · Explain a deadline",
    **reading(Permission.READ_DEADLINES, DeadlineNotFound),
)
async def explain_deadline(deadline_id: UUID, call: CallDep, law: LawDep) -> Response:
    """期限为何于该日届满：起算事由、规则与条文、日历版本、逐日计算、每次中止与延长；凭此即可复算。

    Why the deadline ends when it does: the event that started it, rule and article, the calendar,
    every day that was counted or passed over, each pause and extension. Nothing else is needed to
    count it again.
    """
    return await call.read(answers.showing(deadline_explanation.read, law, deadline_id))
