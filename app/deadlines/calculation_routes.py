"""The endpoint that calculates a deadline without a case."""

from fastapi import APIRouter
from starlette.responses import Response

from app.auth import policy
from app.auth.policy import Permission
from app.calendars.errors import NoSuchCalendar
from app.calendars.table import BeyondCalendar
from app.calendars.terms import InstantNeeded, PauseReversed, TermOutOfRange
from app.call import CallDep
from app.core.operations import asking
from app.core.routing import StrictRoute
from app.deadlines import calculations, errors
from app.deadlines.calculation_schemas import CalculationBody, CalculationView
from app.deadlines.catalogue import RuleNotFound
from app.deadlines.dependencies import LawDep
from app.work import Work

router = APIRouter(prefix="/deadline-calculations", tags=["deadlines"], route_class=StrictRoute)


@router.post(
    "",
    response_model=CalculationView,
    summary="期限试算 · Calculate a deadline",
    **asking(
        Permission.READ_DEADLINE_RULES,
        NoSuchCalendar,
        RuleNotFound,
        BeyondCalendar,
        TermOutOfRange,
        InstantNeeded,
        PauseReversed,
        errors.NotPausable,
        errors.NotExtendable,
        errors.ExtensionTooLong,
        errors.ExtensionUsed,
    ),
)
async def calculate_deadline(body: CalculationBody, call: CallDep, law: LawDep) -> Response:
    """不涉及案件的期限试算：按所给期间或规则计算届满日，并逐日说明；不作任何写入。

    When a time would end, by a term or by a rule, with every day on the way; no case is needed
    and nothing is written.
    """

    async def view(work: Work) -> CalculationView:
        policy.authorize(work.actor, work.permission)
        return calculations.calculate(law, body)

    return await call.page(view)
