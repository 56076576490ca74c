"""The endpoints of a case as a whole: its facts, what may be done with it, how it ends."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from app import answers
from app.auth.policy import Permission
from app.call import CallDep
from app.cases import actions, closing, commands, errors, facts, listing, queries
from app.cases.actions import CaseActions
from app.cases.lifecycle import CASE_LIFECYCLE, CaseAction
from app.cases.listing import CaseFilters
from app.cases.party_routes import router as parties
from app.cases.schemas import CaseBody, CaseChange, CasePage, CaseView, ReasonBody
from app.cases.worker_routes import router as workers
from app.core import operations
from app.core.operations import changing, creating, reading
from app.core.pages import CursorInvalid
from app.core.routing import BulkRoute, StrictRoute
from app.deadlines.dependencies import CatalogueDep

router = APIRouter(tags=["cases"], route_class=StrictRoute)


def _moving(action: CaseAction) -> dict[str, Any]:
    """What the route of a move of the lifecycle declares."""
    permission = Permission(CASE_LIFECYCLE.transitions[action].permission)
    return {
        "path": f"/cases/{{case_id:uuid}}/{action}",
        "response_model": CaseView,
        "summary": f"{action.zh} · {action.en}",
        **changing(permission, errors.CaseNotFound, errors.WorkOutstanding),
    }


async def register_case(body: CaseBody, call: CallDep) -> Response:
    """登记线索并立卷；登记机关即首接机关和主办机关。需要同时移送的，请用 POST /referrals。

    Register a lead and open its case, which the registering agency owns. To refer it by the same
    call use `POST /referrals`.
    """
    return await call.create(answers.making("/v1/cases", commands.register, body))


router.add_api_route(
    "/cases",
    register_case,
    methods=["POST"],
    route_class_override=BulkRoute,
    response_model=CaseView,
    summary="登记立卷 · Register a case",
    **creating(Permission.REGISTER_CASE, *errors.UNFIT_CASE),
)


@router.get(
    "/cases",
    response_model=CasePage,
    summary="案件清单 · List cases",
    **operations.listing(Permission.READ_CASE, CursorInvalid),
)
async def list_cases(filters: Annotated[CaseFilters, Query()], call: CallDep) -> Response:
    """向本机关开放的案件，最新登记者在前；不含劳动者姓名。

    The cases that are open to your agency, the newest first; they show no worker's name.
    """
    return await call.page(lambda work: listing.page(work, filters, call.cursors))


@router.get(
    "/cases/{case_id:uuid}",
    response_model=CaseView,
    summary="查看案件 · Get a case",
    **reading(Permission.READ_CASE, errors.CaseNotFound),
)
async def get_case(case_id: UUID, call: CallDep) -> Response:
    """案件事实、线索、相关方、劳动者与请求；证件号码与电话一律脱敏。

    The facts of a case with its leads, parties, workers and claims; identity numbers and phone
    numbers are masked.
    """
    return await call.read(answers.showing(queries.read, case_id))


@router.patch(
    "/cases/{case_id:uuid}",
    response_model=CaseView,
    summary="更正案件事实 · Correct facts of a case",
    **changing(Permission.CHANGE_CASE, errors.CaseNotFound, errors.CaseEnded),
)
async def correct_case(case_id: UUID, body: CaseChange, call: CallDep) -> Response:
    """只更正事实；未填的保持不变，不能填 null。状态由结案、撤销等操作改变。

    Facts only: what is left out stays, and null is refused. Moves such as the closure change
    the status.
    """
    return await call.change(answers.changing(facts.correct, case_id, body))


@router.get(
    "/cases/{case_id:uuid}/actions",
    response_model=CaseActions,
    summary="查询可办事项 · List the actions on a case",
    **reading(Permission.READ_CASE, errors.CaseNotFound),
)
async def list_case_actions(case_id: UUID, call: CallDep, catalogue: CatalogueDep) -> Response:
    """您现在可以对案件做什么；不能做的，说明原因、谁可以做。

    What you may do with the case now; for everything else, what hinders it and who may.
    """
    return await call.read(answers.showing(actions.read, case_id, catalogue))


@router.post(**_moving(CaseAction.CLOSURE))
async def close_case(case_id: UUID, body: ReasonBody, call: CallDep) -> Response:
    """结案：没有未办结的工作，且每项请求都有最终结果；各方仍可查看。

    End a case on which nothing is open and every claim has its final state; whoever had to do
    with it keeps reading it.
    """
    return await call.change(answers.changing(closing.close, case_id, body))


@router.post(**_moving(CaseAction.REOPENING))
async def reopen_case(case_id: UUID, body: ReasonBody, call: CallDep) -> Response:
    """重新启动已结案的案件；已了结的请求保持原结果。

    Take a closed case up again; its claims keep their final states.
    """
    return await call.change(answers.changing(closing.reopen, case_id, body))


@router.post(**_moving(CaseAction.WITHDRAWAL))
async def withdraw_case(case_id: UUID, body: ReasonBody, call: CallDep) -> Response:
    """劳动者撤回，案件撤销；未了结的请求一并记为劳动者撤回。

    The workers withdrew: the case ends, and claims that are open end as withdrawn by the worker.
    """
    return await call.change(answers.changing(closing.withdraw, case_id, body))


router.include_router(parties)
router.include_router(workers)
