"""The endpoints of the joint triage; its decision opens referrals, so they stand here."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app import answers
from app.agencies.dependencies import DirectoryDep
from app.answers import Answer, created
from app.auth.policy import Permission
from app.calendars.dependencies import CalendarsDep
from app.call import CallDep
from app.cases import minutes, triage
from app.cases.errors import (
    CaseEnded,
    CaseNotFound,
    PositionsOutstanding,
    TriageAlreadyOpen,
    TriageNotFound,
)
from app.cases.triage_schemas import DecisionBody, PositionBody, TriageBody, TriageView
from app.core.lifecycle import TransitionNotAllowed
from app.core.operations import changing, creating, reading
from app.core.routing import StrictRoute
from app.referrals import decision
from app.referrals.errors import (
    AlreadyReferred,
    NotCompetent,
    OwnerUnitUnclear,
    RouteRepeated,
    UnknownAgency,
)
from app.work import Work

router = APIRouter(prefix="/cases/{case_id:uuid}/triage", tags=["cases"], route_class=StrictRoute)


def _address(view: TriageView) -> str:
    return f"/v1/cases/{view.case_id}/triage"


@router.post(
    "",
    response_model=TriageView,
    summary="发起研判 · Open the joint triage",
    **creating(Permission.OPEN_TRIAGE, CaseNotFound, CaseEnded, TriageAlreadyOpen),
)
async def open_triage(
    case_id: UUID,
    body: TriageBody,
    call: CallDep,
    directory: DirectoryDep,
    calendars: CalendarsDep,
) -> Response:
    """向本站全体成员发起研判；研判期间各成员可看到脱敏后的案件。

    Ask every member of the station; until the triage ends each sees the masked case.
    """

    async def run(work: Work) -> Answer:
        view = await triage.open_triage(work, directory, calendars, case_id, body)
        return created(view, view.version, _address(view))

    return await call.create(run)


@router.get(
    "",
    response_model=TriageView,
    summary="查看研判 · Get the triage",
    **reading(Permission.READ_CASE, CaseNotFound, TriageNotFound),
)
async def get_triage(case_id: UUID, call: CallDep) -> Response:
    """研判记录：问题、各成员意见、未表态的成员与决定。

    The minutes: the question, what each member said, who is silent, and the decision.
    """
    return await call.read(answers.showing(minutes.read, case_id))


@router.post(
    "/positions",
    response_model=TriageView,
    summary="发表研判意见 · Take a position",
    **creating(Permission.TAKE_POSITION, CaseNotFound, TriageNotFound, TransitionNotAllowed),
)
async def take_position(case_id: UUID, body: PositionBody, call: CallDep) -> Response:
    """成员单位建议途径、表示同意，或说明理由不同意；可在决定前更改。监察与仲裁各自表态。

    Propose routes, agree, or dissent with a reason; a later word replaces an earlier one. Units
    with a wall between them each speak for themselves.
    """

    async def run(work: Work) -> Answer:
        view = await triage.take_position(work, case_id, body)
        return created(view, view.version, _address(view))

    return await call.create(run)


@router.post(
    "/decision",
    response_model=TriageView,
    summary="作出研判决定 · Decide the triage",
    **changing(
        Permission.DECIDE_TRIAGE,
        CaseNotFound,
        TriageNotFound,
        PositionsOutstanding,
        UnknownAgency,
        NotCompetent,
        AlreadyReferred,
        RouteRepeated,
        OwnerUnitUnclear,
    ),
)
async def decide_triage(
    case_id: UUID, body: DecisionBody, call: CallDep, directory: DirectoryDep
) -> Response:
    """服务站负责人决定处置途径；每条途径即时形成一件移送。可另定主办机关及其内设机构（owner_unit）。

    The station's lead decides; every route becomes a referral in the same instant, and the
    decision is recorded with who said what. It may name another owner, with its `owner_unit`
    where the routes do not show which of two walled units it is.
    """
    return await call.change(answers.changing(decision.decide, directory, case_id, body))
