"""The joint triage: opening it and taking a position in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from app.agencies.directory import Directory
from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.calendars import counting
from app.calendars.days import Calendars
from app.calendars.terms import Term, Unit
from app.cases import commands, grants, minutes, queries
from app.cases.commands import Tally
from app.cases.errors import TriageAlreadyOpen
from app.cases.grants import Grant
from app.cases.lifecycle import TRIAGE_LIFECYCLE, TriageAction, TriageStatus
from app.cases.minutes import TRIAGE
from app.cases.models import Case
from app.cases.triage_models import Triage, TriagePosition
from app.cases.triage_schemas import PositionBody, TriageBody, TriageView
from app.core import clock, database
from app.core.clock import CHINA
from app.core.database import rows
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

_OPEN: Final = database.insertion(Triage)
# The last word of a voice counts; the journal keeps them all.
_STATE: Final = text(
    f"{database.insertion(TriagePosition)} ON CONFLICT (triage_id, agency, unit) DO UPDATE SET "
    "stance = excluded.stance, routes = excluded.routes, reason = excluded.reason, "
    "stated_at = excluded.stated_at, stated_by = excluded.stated_by"
)


async def open_triage(
    work: Work, directory: Directory, calendars: Calendars, case_id: UUID, body: TriageBody
) -> TriageView:
    """Ask every member of the station; each sees the masked case until the triage ends."""
    case, standings = await queries.get_for_update(work, case_id)
    await work.admit(standings)
    commands.must_be_live(case)
    if case.open_triages:
        raise TriageAlreadyOpen
    voices = directory.voices(case.division)
    silence = _silence(directory, calendars, work, case.division)
    triage = _row(work, case, body, voices) | {"silence_counts_at": silence}
    await database.run(work.connection, _OPEN, {"triage": rows([triage])})
    await grants.give(work, *_participants(case, directory))
    await commands.count(work, case, Tally(open_triages=1))
    await work.record(_opened(case, triage))
    return await minutes.view(work, await minutes.latest(work, case.id))


async def take_position(work: Work, case_id: UUID, body: PositionBody) -> TriageView:
    """Record what the actor's agency or unit says; a later word of it replaces an earlier one."""
    case, standings = await queries.get_for_update(work, case_id)
    triage = await minutes.latest(work, case.id)
    await work.admit(standings)
    TRIAGE_LIFECYCLE.advance(TriageStatus(triage.status), TriageAction.POSITION)
    position = {
        "id": work.new_id(),
        "triage_id": triage.id,
        "agency": work.actor.agency,
        "unit": work.actor.unit,
        **body.model_dump(mode="json"),
        "stated_at": work.now,
        "stated_by": work.actor.subject,
    }
    await database.run(work.connection, _STATE, {"triage_position": rows([position])})
    await bump(work, triage, {})
    await work.record(_stated(work, triage, body))
    return await minutes.view(work, await minutes.latest(work, case.id))


async def bump(work: Work, triage: Triage, values: dict[str, Any]) -> None:
    """Change a triage; every position moves its version, so nobody decides on an old reading."""
    changed = values | {"version": triage.version + 1}
    await database.run(
        work.connection, TRIAGE.update().where(TRIAGE.c.id == triage.id).values(changed), {}
    )


def _row(
    work: Work, case: Case, body: TriageBody, voices: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "case_id": case.id,
        "version": 1,
        "status": TriageStatus.OPEN,
        "opened_by": work.actor.agency,
        "question": body.question,
        "members": [{"agency": agency, "unit": unit} for agency, unit in voices],
        "opened_at": work.now,
        "routes": [],
        "referrals": [],
    }


def _silence(directory: Directory, calendars: Calendars, work: Work, division: str) -> datetime:
    """The end of the working days after which a member that said nothing has consented."""
    days = directory.rules[division].triage_silence_days
    term = Term(days, Unit.WORKING_DAY)
    return counting.due(work.now.astimezone(CHINA), term, calendars.of(division)).due_at


def _participants(case: Case, directory: Directory) -> list[Grant]:
    members = [agency.id for agency in directory.members(case.division)]
    standings = [(member, Standing.PARTICIPANT) for member in members]
    standings += [(lead, Standing.STATION) for lead in directory.leads(case.division)]
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


def _stated(work: Work, triage: Triage, body: PositionBody) -> Event:
    return Event(
        EventType.TRIAGE_POSITION_TAKEN,
        subject=triage.id,
        version=triage.version + 1,
        case_id=triage.case_id,
        facts={
            "agency": work.actor.agency,
            "unit": work.actor.unit,
            "stance": body.stance,
            "routes": [f"{route.to_agency}:{route.purpose}" for route in body.routes],
        },
        narrative={"reason": body.reason},
    )
