"""The endpoints of the leads and the parties of a case: added one by one, and never changed."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app import answers
from app.answers import Answer, created
from app.auth.policy import Permission
from app.call import CallDep
from app.cases import errors, facts, parts
from app.cases.parts import Place
from app.cases.party_schemas import LeadBody, LeadView, PartyBody, PartyView
from app.core.operations import creating, reading
from app.core.routing import StrictRoute
from app.work import Work

router = APIRouter(prefix="/cases/{case_id:uuid}", route_class=StrictRoute)

_LIVE = (errors.CaseNotFound, errors.CaseEnded)


@router.post(
    "/leads",
    response_model=LeadView,
    summary="追加线索 · Register a further lead",
    **creating(Permission.CHANGE_CASE, *_LIVE, errors.ReceiptInFuture),
)
async def add_lead(case_id: UUID, body: LeadBody, call: CallDep) -> Response:
    """同一案件由另一渠道反映；每个外部编号都须分别答复。

    Another channel reports the same case; each outside number is owed its own answer.
    """

    async def run(work: Work) -> Answer:
        view = await facts.add_lead(work, case_id, body)
        return created(view, parts.WRITTEN_ONCE, f"/v1/cases/{case_id}/leads/{view.id}")

    return await call.create(run)


@router.get(
    "/leads/{lead_id:uuid}",
    response_model=LeadView,
    summary="查看线索 · Get a lead",
    **reading(Permission.READ_CASE, errors.CaseNotFound, errors.LeadNotFound),
)
async def get_lead(case_id: UUID, lead_id: UUID, call: CallDep) -> Response:
    """线索的渠道、外部编号与收到时间。

    By which channel a lead came, its outside number, and when it was received.
    """
    return await call.read(answers.showing(parts.read_lead, Place(case_id, lead_id)))


@router.post(
    "/parties",
    response_model=PartyView,
    summary="增加相关方 · Name a party",
    **creating(Permission.CHANGE_CASE, *_LIVE),
)
async def add_party(case_id: UUID, body: PartyBody, call: CallDep) -> Response:
    """登记建设单位、总包、分包、包工头等相关方。

    Name an owner, contractor, foreman or anybody else in the chain of contracts.
    """

    async def run(work: Work) -> Answer:
        view = await facts.add_party(work, case_id, body)
        return created(view, parts.WRITTEN_ONCE, f"/v1/cases/{case_id}/parties/{view.id}")

    return await call.create(run)


@router.get(
    "/parties/{party_id:uuid}",
    response_model=PartyView,
    summary="查看相关方 · Get a party",
    **reading(Permission.READ_CASE, errors.CaseNotFound, errors.PartyNotFound),
)
async def get_party(case_id: UUID, party_id: UUID, call: CallDep) -> Response:
    """相关方的角色、名称与联系方式；电话脱敏。

    The role, name and contact of a party; the phone number is masked.
    """
    return await call.read(answers.showing(parts.read_party, Place(case_id, party_id)))
