"""The joint triage: opening it, taking a position, and reading its minutes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, text

from app.agencies.directory import Directory
from app.auth import policy
from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.calendars import counting
from app.calendars.counting import Term, Unit
from app.calendars.days import Calendar
from app.cases import commands, grants, queries
from app.cases.commands import Tally
from app.cases.errors import TriageAlreadyOpen, TriageNotFound
from app.cases.grants import Grant
from app.cases.lifecycle import TRIAGE_LIFECYCLE, TriageAction, TriageStatus
from app.cases.models import Case
from app.cases.triage_models import Triage, TriagePosition
from app.cases.triage_schemas import PositionBody, TriageBody, TriageView
from app.core import clock, database
from app.core.clock import CHINA
from app.core.database import rows, table_of
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

TRIAGE: Final = table_of(Triage)
POSITION: Final = table_of(TriagePosition)

_OPEN: Final = database.insertion(Triage)
# The last word of an agency counts; the journal keeps them all.
_STATE: Final = text(
    f"{database.insertion(TriagePosition)} ON CONFLICT (triage_id, agency) DO UPDATE SET "
    "stance = excluded.stance, routes = excluded.routes, reason = excluded.reason, "
    "stated_at = excluded.stated_at, stated_by = excluded.stated_by"
)
_LATEST: Final = (
    select(*TRIAGE.columns)
    .where(TRIAGE.c.case_id == bindparam("case_id", type_=Uuid))
    .order_by(TRIAGE.c.opened_at.desc(), TRIAGE.c.id.desc())
    .limit(1)
)
_POSITIONS: Final = (
    select(*POSITION.columns)
    .where(POSITION.c.triage_id == bindparam("triage_id", type_=Uuid))
    .order_by(POSITION.c.stated_at, POSITION.c.agency)
)


async def open_triage(
    work: Work, directory: Directory, calendar: Calendar, case_id: UUID, body: TriageBody
) -> TriageView:
    """Ask every member of the station; each sees the masked case until the triage ends."""
    case, standings = await queries.get_for_update(work, case_id)
    await work.admit(standings)
    commands.must_be_live(case)
    if case.open_triages:
        raise TriageAlreadyOpen
    members = [agency.id for agency in directory.members(case.division)]
    silence = _silence(directory, calendar, work, case.division)
    triage = _row(work, case, body, members) | {"silence_counts_at": silence}
    await database.run(work.connection, _OPEN, {"triage": rows([triage])})
    await grants.give(work, *_participants(case, members, directory.leads(case.division)))
    await commands.count(work, case, Tally(open_triages=1))
    await work.record(_opened(case, triage))
    return await view(work, await latest(work, case.id))


async def take_position(work: Work, case_id: UUID, body: PositionBody) -> TriageView:
    """Record what the actor's agency says; a later word replaces an earlier one."""
    case, standings = await queries.get_for_update(work, case_id)
    triage = await latest(work, case.id)
    await work.admit(standings)
    TRIAGE_LIFECYCLE.advance(TriageStatus(triage.status), TriageAction.POSITION)
    position = {
        "id": work.new_id(),
        "triage_id": triage.id,
        "agency": work.actor.agency,
        **body.model_dump(mode="json"),
        "stated_at": work.now,
        "stated_by": work.actor.subject,
    }
    await database.run(work.connection, _STATE, {"triage_position": rows([position])})
    await bump(work, triage, {})
    await work.record(_stated(case, triage, work.actor.agency, body))
    return await view(work, await latest(work, case.id))


async def read(work: Work, case_id: UUID) -> tuple[TriageView, int]:
    """The minutes of the latest triage, with its version."""
    case, standings = await queries.get(work, case_id)
    policy.authorize(work.actor, work.permission, standings)
    triage = await latest(work, case.id)
    return await view(work, triage), triage.version


async def latest(work: Work, case_id: UUID) -> Triage:
    triage = await database.find(work.connection, _LATEST, {"case_id": case_id}, Triage)
    if triage is None:
        raise TriageNotFound
    return triage


async def bump(work: Work, triage: Triage, values: dict[str, Any]) -> None:
    """Change a triage; every position moves its version, so nobody decides on an old reading."""
    changed = values | {"version": triage.version + 1}
    await database.run(
        work.connection, TRIAGE.update().where(TRIAGE.c.id == triage.id).values(changed), {}
    )


async def view(work: Work, triage: Triage) -> TriageView:
    stated = await positions(work, triage)
    spoken = {position.agency for position in stated}
    return TriageView.model_validate({
        **database.values(triage),
        "positions": stated,
        "silent": [member for member in triage.members if member not in spoken],
    })


async def positions(work: Work, triage: Triage) -> Sequence[TriagePosition]:
    return await database.find_all(
        work.connection, _POSITIONS, {"triage_id": triage.id}, TriagePosition
    )


def _row(work: Work, case: Case, body: TriageBody, members: list[str]) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "case_id": case.id,
        "version": 1,
        "status": TriageStatus.OPEN,
        "opened_by": work.actor.agency,
        "question": body.question,
        "members": members,
        "opened_at": work.now,
        "routes": [],
        "referrals": [],
    }


def _silence(directory: Directory, calendar: Calendar, work: Work, division: str) -> datetime:
    """The end of the working days after which a member that said nothing has consented."""
    days = directory.rules[division].triage_silence_days
    term = Term(days, Unit.WORKING_DAY)
    return counting.due(work.now.astimezone(CHINA), term, calendar).due_at


def _participants(case: Case, members: list[str], leads: list[str]) -> list[Grant]:
    standings = [(member, Standing.PARTICIPANT) for member in members]
    standings += [(lead, Standing.STATION) for lead in leads]
    return [
        Grant(case.id, agency, WHOLE_AGENCY, standing, EventType.TRIAGE_OPENED)
        for agency, standing in standings
    ]


def _opened(case: Case, triage: dict[str, Any]) -> Event:
    return Event(
        EventType.TRIAGE_OPENED,
        subject=triage["id"],
        version=1,
        case_id=case.id,
        facts={
            "opened_by": triage["opened_by"],
            "members": triage["members"],
            "silence_counts_at": clock.shown(triage["silence_counts_at"]),
        },
        narrative={"question": triage["question"]},
    )


def _stated(case: Case, triage: Triage, agency: str, body: PositionBody) -> Event:
    return Event(
        EventType.TRIAGE_POSITION_TAKEN,
        subject=triage.id,
        version=triage.version + 1,
        case_id=case.id,
        facts={
            "agency": agency,
            "stance": body.stance,
            "routes": [f"{route.to_agency}:{route.purpose}" for route in body.routes],
        },
        narrative={"reason": body.reason},
    )
