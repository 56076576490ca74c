"""The decision of a joint triage: the lead decides, and every route is referred at once."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam

from app.agencies.directory import Directory
from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.cases import grants, triage
from app.cases import queries as case_queries
from app.cases.errors import PositionsOutstanding
from app.cases.grants import Grant
from app.cases.lifecycle import TRIAGE_LIFECYCLE, TriageAction, TriageStatus
from app.cases.models import Case
from app.cases.queries import CASE
from app.cases.triage_models import Triage
from app.cases.triage_schemas import DecisionBody, RouteBody, Stance, TriageView
from app.core import clock, database
from app.events.event import Event
from app.events.types import EventType
from app.referrals import opening
from app.referrals.dispatch import Address, Dispatch, receiver_of
from app.referrals.errors import UnknownAgency
from app.work import Work

_SILENT: Final = "silent"
_OWN: Final = (
    CASE
    .update()
    .where(CASE.c.id == bindparam("of_case"))
    .values(owner=bindparam("new_owner"), owner_unit=WHOLE_AGENCY)
)


async def decide(work: Work, directory: Directory, case_id: UUID, body: DecisionBody) -> TriageView:
    """Decide once every member has spoken or its silence counts; dissent is no veto."""
    case, standings = await case_queries.get_for_update(work, case_id)
    open_triage = await triage.latest(work, case.id)
    await work.admit(standings, open_triage.version)
    status = TRIAGE_LIFECYCLE.advance(TriageStatus(open_triage.status), TriageAction.DECISION)
    said = await _positions(work, open_triage)
    owner = _owner(directory, case, body)
    dispatches = [_dispatch(work, directory, case, route) for route in body.routes]
    sent = await opening.write(work, case, dispatches, ended_triages=1)
    values = {
        "status": status,
        "decided_at": work.now,
        "decided_by": work.actor.agency,
        "owner": owner,
        "reasons": body.reasons,
        "routes": [route.model_dump(mode="json") for route in body.routes],
        "referrals": [str(dispatch.id) for dispatch in dispatches],
    }
    await triage.bump(work, open_triage, values)
    await _hand_over(work, case, owner)
    await grants.end(work, case.id, None, [Standing.PARTICIPANT, Standing.STATION], work.now)
    await work.record(_decided(case, open_triage, values, said), *sent)
    return await triage.view(work, await triage.latest(work, case.id))


async def _positions(work: Work, open_triage: Triage) -> dict[str, str]:
    """What each member said; silence counts as consent once its time is over."""
    said = {p.agency: Stance(p.stance) for p in await triage.positions(work, open_triage)}
    silent = [member for member in open_triage.members if member not in said]
    if silent and work.now < open_triage.silence_counts_at:
        raise PositionsOutstanding(
            waiting_for=silent, silence_counts_at=clock.shown(open_triage.silence_counts_at)
        )
    return {**said, **dict.fromkeys(silent, _SILENT)}


def _owner(directory: Directory, case: Case, body: DecisionBody) -> str:
    if body.owner is None:
        return case.owner
    if directory.member(case.division, body.owner) is None:
        raise UnknownAgency
    return body.owner


def _dispatch(work: Work, directory: Directory, case: Case, route: RouteBody) -> Dispatch:
    return Dispatch(
        work=work,
        case_id=case.id,
        sender=Address(work.actor.agency, work.actor.unit),
        receiver=receiver_of(directory, case.division, route.to_agency, route.purpose),
        purpose=route.purpose,
        asked_action=route.asked_action,
    )


async def _hand_over(work: Work, case: Case, owner: str) -> None:
    """Let the decision name another owner of the case."""
    if owner == case.owner:
        return
    await database.run(work.connection, _OWN, {"of_case": case.id, "new_owner": owner})
    await grants.end(work, case.id, None, [Standing.OWNER], work.now)
    await grants.give(
        work,
        Grant(case.id, owner, WHOLE_AGENCY, Standing.OWNER, EventType.TRIAGE_DECIDED),
    )


def _decided(
    case: Case, open_triage: Triage, values: dict[str, Any], said: dict[str, str]
) -> Event:
    return Event(
        EventType.TRIAGE_DECIDED,
        subject=open_triage.id,
        version=open_triage.version + 1,
        case_id=case.id,
        facts={
            "decided_by": values["decided_by"],
            "owner": values["owner"],
            "routes": [f"{route['to_agency']}:{route['purpose']}" for route in values["routes"]],
            "referrals": values["referrals"],
            "positions": said,
        },
        narrative={"reasons": values["reasons"]},
    )
