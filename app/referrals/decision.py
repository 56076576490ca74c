"""The decision of a joint triage: the lead decides, and every route is referred at once."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from app.agencies.directory import Directory
from app.agencies.kinds import Unit
from app.agencies.models import Agency
from app.auth.actor import WHOLE_AGENCY
from app.cases import minutes, owners, triage
from app.cases import queries as case_queries
from app.cases.errors import PositionsOutstanding
from app.cases.lifecycle import TRIAGE_LIFECYCLE, TriageAction, TriageStatus
from app.cases.models import Case
from app.cases.triage_models import Triage
from app.cases.triage_schemas import DecisionBody, RouteBody, TriageView
from app.core import clock
from app.events.event import Event
from app.events.types import EventType
from app.referrals import opening
from app.referrals.dispatch import Address, Dispatch, receiver_of
from app.referrals.errors import OwnerUnitUnclear, UnknownAgency
from app.work import Work

_SILENT: Final = "silent"


async def decide(work: Work, directory: Directory, case_id: UUID, body: DecisionBody) -> TriageView:
    """Decide once every member has spoken or its silence counts; dissent is no veto."""
    case, standings = await case_queries.get_for_update(work, case_id)
    open_triage = await minutes.latest(work, case.id)
    await work.admit(standings, open_triage.version)
    status = TRIAGE_LIFECYCLE.advance(TriageStatus(open_triage.status), TriageAction.DECISION)
    said = await _positions(work, open_triage)
    dispatches = [_dispatch(work, directory, case, route) for route in body.routes]
    owner = _owner(directory, case, body, dispatches)
    case = await owners.hand_over(work, case, owner.agency, owner.unit, EventType.TRIAGE_DECIDED)
    sent = await opening.write(work, case, dispatches, ended_triages=1)
    values = {
        "status": status,
        "decided_at": work.now,
        "decided_by": work.actor.agency,
        "owner": owner.agency,
        "owner_unit": owner.unit,
        "reasons": body.reasons,
        "routes": [route.model_dump(mode="json") for route in body.routes],
        "referrals": [str(dispatch.id) for dispatch in dispatches],
    }
    await triage.bump(work, open_triage, values)
    await owners.end_triage(work, case, EventType.TRIAGE_DECIDED)
    await work.record(_decided(open_triage, values, said), *sent)
    return await minutes.view(work, await minutes.latest(work, case.id))


async def _positions(work: Work, open_triage: Triage) -> list[dict[str, str]]:
    """What each member said; silence counts as consent once its time is over."""
    stated = await minutes.positions(work, open_triage)
    silent = minutes.silent(open_triage, stated)
    if silent and work.now < open_triage.silence_counts_at:
        raise PositionsOutstanding(
            waiting_for=silent, silence_counts_at=clock.shown(open_triage.silence_counts_at)
        )
    said = [{"agency": p.agency, "unit": p.unit, "stance": p.stance} for p in stated]
    return [*said, *({**member, "stance": _SILENT} for member in silent)]


def _owner(
    directory: Directory, case: Case, body: DecisionBody, dispatches: Sequence[Dispatch]
) -> Address:
    """Whom the decision makes the owner; without a word of it the case stays where it is."""
    present = Address(case.owner, case.owner_unit)
    if body.owner is None and body.owner_unit is None:
        return present
    agency = directory.member(case.division, body.owner or case.owner)
    if agency is None:
        raise UnknownAgency
    known = [present, *(dispatch.receiver for dispatch in dispatches)]
    return Address(agency.id, _owning_unit(agency, body.owner_unit, known))


def _owning_unit(agency: Agency, named: Unit | None, known: Sequence[Address]) -> str:
    """The unit that is named, or else the only one of the agency that this case is known to have.

    Where nothing tells them apart, as with two routes to two units, the case would be open to
    both sides of the wall.
    """
    told = {address.unit for address in known if address.agency == agency.id} - {WHOLE_AGENCY}
    candidates = {str(named)} if named else told or set(agency.units) or {WHOLE_AGENCY}
    if len(candidates) > 1 or not candidates <= {*agency.units, WHOLE_AGENCY}:
        raise OwnerUnitUnclear(units=sorted(agency.units))
    return candidates.pop()


def _dispatch(work: Work, directory: Directory, case: Case, route: RouteBody) -> Dispatch:
    return Dispatch(
        work=work,
        case_id=case.id,
        sender=Address(work.actor.agency, work.actor.unit),
        receiver=receiver_of(directory, case.division, route.to_agency, route.purpose),
        purpose=route.purpose,
        asked_action=route.asked_action,
    )


def _decided(open_triage: Triage, values: dict[str, Any], said: list[dict[str, str]]) -> Event:
    return Event(
        EventType.TRIAGE_DECIDED,
        subject=open_triage.id,
        version=open_triage.version + 1,
        case_id=open_triage.case_id,
        facts={
            "decided_by": values["decided_by"],
            "owner": values["owner"],
            "owner_unit": values["owner_unit"],
            "routes": [f"{route['to_agency']}:{route['purpose']}" for route in values["routes"]],
            "referrals": values["referrals"],
            "positions": said,
        },
        narrative={"reasons": values["reasons"]},
    )
