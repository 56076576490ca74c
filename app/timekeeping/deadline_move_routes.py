"""The endpoints that pause, resume and extend a clock."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app import answers
from app.auth.policy import Permission
from app.calendars.table import BeyondCalendar
from app.calendars.terms import TermOutOfRange
from app.call import CallDep
from app.cases import errors
from app.core.operations import changing
from app.core.routing import StrictRoute
from app.deadlines import errors as refusals
from app.deadlines.dependencies import LawDep
from app.deadlines.schemas import DeadlineView
from app.timekeeping import deadline_moves
from app.timekeeping.deadline_move_schemas import ExtensionBody, PauseBody, ResumptionBody

router = APIRouter(
    prefix="/deadlines/{deadline_id:uuid}", tags=["deadlines"], route_class=StrictRoute
)

_ALWAYS: Final = (refusals.DeadlineNotFound, errors.CaseEnded, refusals.DayOutOfPlace)


@router.post(
    "/pause",
    response_model=DeadlineView,
    summary="中止期限 · Pause a deadline",
    **changing(Permission.PAUSE_DEADLINE, *_ALWAYS, refusals.NotPausable, refusals.TimeRunOut),
)
async def pause_deadline(
    deadline_id: UUID, body: PauseBody, call: CallDep, law: LawDep
) -> Response:
    """在规则列明的中止事由（suspension）出现时中止；由责任机关办理，恢复前不再计算期间。

    Let the clock stand still on the ground that its rule names. The responsible agency does it;
    no day is counted until the clock is resumed.
    """
    return await call.change(answers.changing(deadline_moves.pause, law, deadline_id, body))


@router.post(
    "/resumption",
    response_model=DeadlineView,
    summary="恢复期限 · Resume a deadline",
    **changing(Permission.PAUSE_DEADLINE, *_ALWAYS, BeyondCalendar),
)
async def resume_deadline(
    deadline_id: UUID, body: ResumptionBody, call: CallDep, law: LawDep
) -> Response:
    """中止事由消除后恢复计算；中止期间的日数如数顺延。

    Let the clock run on. Exactly the days of the pause are added.
    """
    return await call.change(answers.changing(deadline_moves.resume, law, deadline_id, body))


@router.post(
    "/extension",
    response_model=DeadlineView,
    summary="延长期限 · Extend a deadline",
    **changing(
        Permission.EXTEND_DEADLINE,
        *_ALWAYS,
        refusals.NotExtendable,
        refusals.WrongApprover,
        refusals.ExtensionTooLong,
        refusals.ExtensionUsed,
        refusals.TimeRunOut,
        TermOutOfRange,
        BeyondCalendar,
    ),
)
async def extend_deadline(
    deadline_id: UUID, body: ExtensionBody, call: CallDep, law: LawDep
) -> Response:
    """经法定主体批准后延长，不得超过法定上限；原到期日保留可查。

    Make the time longer with the consent that the law asks for and within its cap. The original
    end stays on record.
    """
    return await call.change(answers.changing(deadline_moves.extend, law, deadline_id, body))
