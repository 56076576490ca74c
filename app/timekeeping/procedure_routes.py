"""The endpoints of the procedural facts of a case: recorded one by one, and never changed."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.answers import Answer, created
from app.auth.policy import Permission
from app.calendars.table import BeyondCalendar
from app.calendars.terms import InstantNeeded, TermOutOfRange
from app.call import CallDep
from app.cases import errors, parts
from app.core.operations import creating, reading
from app.core.routing import StrictRoute
from app.deadlines.dependencies import CatalogueDep
from app.timekeeping import procedure, procedure_errors
from app.timekeeping.procedure_schemas import ProceduralFactBody, ProceduralFactView
from app.work import Work

router = APIRouter(prefix="/cases/{case_id:uuid}/facts", tags=["cases"], route_class=StrictRoute)


@router.post(
    "",
    response_model=ProceduralFactView,
    summary="记录程序事实 · Record a procedural fact",
    **creating(
        Permission.RECORD_FACT,
        errors.CaseNotFound,
        errors.CaseEnded,
        procedure_errors.ProcedureNotHeld,
        procedure_errors.FactInFuture,
        procedure_errors.PersonNeeded,
        procedure_errors.UnknownPerson,
        procedure_errors.TermNeeded,
        procedure_errors.TermNotTaken,
        InstantNeeded,
        TermOutOfRange,
        BeyondCalendar,
    ),
)
async def record_fact(
    case_id: UUID, body: ProceduralFactBody, call: CallDep, catalogue: CatalogueDep
) -> Response:
    """记录程序中发生的事实（收到申请、送达、受理、定于某日开庭等），法定期限随之起算、中止或停止。

    Record what happened in a procedure, such as an application received, a service or a hearing
    fixed. The clocks of the law start, pause and stop with it. Only an agency that holds the
    procedure may; the same fact stated again for the same person corrects the clock it started.
    """

    async def run(work: Work) -> Answer:
        view = await procedure.record(work, catalogue, case_id, body)
        return created(view, parts.WRITTEN_ONCE, f"/v1/cases/{case_id}/facts/{view.id}")

    return await call.create(run)


@router.get(
    "/{fact_id:uuid}",
    response_model=ProceduralFactView,
    summary="查看程序事实 · Get a procedural fact",
    **reading(Permission.READ_CASE, errors.CaseNotFound, procedure_errors.FactNotFound),
)
async def get_fact(case_id: UUID, fact_id: UUID, call: CallDep) -> Response:
    """何时发生、涉及何人、依据何种文书，以及随之变动的期限。

    When it happened, to whom, by which paper, and which clocks it moved.
    """

    async def run(work: Work) -> Answer:
        return Answer(await procedure.read(work, case_id, fact_id), parts.WRITTEN_ONCE)

    return await call.read(run)
