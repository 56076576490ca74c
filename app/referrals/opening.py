"""Opening referrals: with an inline case in one statement, or on a case that is there."""

from collections.abc import Sequence
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.agencies.directory import Directory
from app.auth import policy
from app.auth.policy import Permission
from app.cases import commands as cases
from app.cases import grants, live_clocks, registration
from app.cases import queries as case_queries
from app.cases.commands import Tally
from app.cases.models import Case
from app.cases.registration import Folder
from app.cases.schemas import CaseBody, CaseSummary
from app.core import database
from app.core.database import rows
from app.events.event import Event
from app.events.journal import Change
from app.referrals.dispatch import Address, Dispatch, receiver_of
from app.referrals.errors import AlreadyReferred, RouteRepeated
from app.referrals.lifecycle import ENDED
from app.referrals.models import Referral
from app.referrals.queries import REFERRAL
from app.referrals.schemas import ReferralBody, ReferralView
from app.work import Work

_WITH_CASE: Final = (*Folder.FILLING, database.inserting(Referral))
_ALONE: Final = database.insertion(Referral)
_LIVE: Final = select(REFERRAL.c.id).where(
    REFERRAL.c.case_id == bindparam("case_id", type_=Uuid),
    REFERRAL.c.receiver == bindparam("receiver"),
    REFERRAL.c.receiver_unit == bindparam("receiver_unit"),
    REFERRAL.c.purpose == bindparam("purpose"),
    REFERRAL.c.status.not_in(sorted(ENDED)),
)


async def send(work: Work, directory: Directory, body: ReferralBody) -> ReferralView:
    """Refer a case that is there, or register a lead, open its case and refer it in one go."""
    if body.case is not None:
        return await _send_with_case(work, directory, body, body.case)
    return await _send_on_case(work, directory, body, cast("UUID", body.case_id))


async def _send_with_case(
    work: Work, directory: Directory, body: ReferralBody, case: CaseBody
) -> ReferralView:
    policy.authorize(work.actor, Permission.REGISTER_CASE)
    await work.admit(registration.STANDINGS)
    receiver = receiver_of(directory, work.actor.division, body.to_agency, body.purpose)
    folder = await registration.open_folder(work, case)
    dispatch = _dispatch(work, folder.id, receiver, body)
    dispatch.must_leave_home()
    parameters = folder.parameters(dispatch.grants(), referrals=1)
    parameters["referral"] = rows([dispatch.row()])
    change = Change(_WITH_CASE, parameters)
    await work.record(folder.registered(), dispatch.sent(), change=change)
    return await _view(work, dispatch, CaseSummary.model_validate(folder.case(1)))


async def _send_on_case(
    work: Work, directory: Directory, body: ReferralBody, case_id: UUID
) -> ReferralView:
    case, standings = await case_queries.get_for_update(work, case_id)
    await work.admit(standings)
    cases.must_be_live(case)
    receiver = receiver_of(directory, work.actor.division, body.to_agency, body.purpose)
    dispatch = _dispatch(work, case.id, receiver, body)
    dispatch.must_leave_home()
    await work.record(*await write(work, case, [dispatch]))
    return await _view(work, dispatch, CaseSummary.model_validate(case))


async def write(
    work: Work, case: Case, dispatches: Sequence[Dispatch], ended_triages: int = 0
) -> list[Event]:
    """Write referrals on a locked case, and keep its counts; the events are the caller's to record.

    A second referral for the same work is `AlreadyReferred`.
    """
    if len({(d.receiver, d.purpose) for d in dispatches}) < len(dispatches):
        raise RouteRepeated
    await insert(work, dispatches)
    number = len(dispatches)
    tally = Tally(open_triages=-ended_triages, open_referrals=number, unaccepted_referrals=number)
    started = await cases.count(work, case, tally)
    return [*(dispatch.sent() for dispatch in dispatches), *started]


async def insert(work: Work, dispatches: Sequence[Dispatch]) -> None:
    """Write referrals with their grants; counts and events are the caller's to keep."""
    if not dispatches:
        return
    for dispatch in dispatches:
        await refuse_second(work, dispatch.case_id, dispatch.receiver, dispatch.purpose)
    await database.run(
        work.connection, _ALONE, {"referral": rows(dispatch.row() for dispatch in dispatches)}
    )
    await grants.give(work, *(grant for dispatch in dispatches for grant in dispatch.grants()))


async def refuse_second(work: Work, case_id: UUID, receiver: Address, purpose: str) -> None:
    """Raise `AlreadyReferred` while the same work lies open with the same receiver."""
    live = await find_live(work, case_id, receiver, purpose)
    if live is not None:
        raise AlreadyReferred(referral_id=str(live))


async def find_live(work: Work, case_id: UUID, receiver: Address, purpose: str) -> UUID | None:
    """The referral by which this work lies open with this receiver."""
    parameters = {
        "case_id": case_id,
        "receiver": receiver.agency,
        "receiver_unit": receiver.unit,
        "purpose": purpose,
    }
    found: UUID | None = (await database.run(work.connection, _LIVE, parameters)).scalar()
    return found


def _dispatch(work: Work, case_id: UUID, receiver: Address, body: ReferralBody) -> Dispatch:
    return Dispatch(
        work=work,
        case_id=case_id,
        sender=Address(work.actor.agency, work.actor.unit),
        receiver=receiver,
        purpose=body.purpose,
        asked_action=body.asked_action,
        legal_basis=body.legal_basis,
        note=body.note,
    )


async def _view(work: Work, dispatch: Dispatch, case: CaseSummary) -> ReferralView:
    row = dispatch.row()
    clocks = await live_clocks.of_piece(work, case.id, row["id"])
    return ReferralView.model_validate({**row, "case": case, "deadlines": clocks})
