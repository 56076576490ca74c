"""Who owns a case: how it is handed over, and what a former owner keeps."""

from typing import Final

from sqlalchemy import Uuid, bindparam, select

from app.auth.policy import Standing
from app.cases import commands, grants, queries
from app.cases.grants import GRANT, Grant
from app.cases.models import AccessGrant, Case
from app.core import database
from app.core.database import table_of
from app.deadlines import catalogue
from app.deadlines.lifecycle import LIVE
from app.deadlines.models import Deadline
from app.events.types import EventType
from app.work import Work

CLOCK: Final = table_of(Deadline)

_FORMER: Final = select(GRANT.c.agency, GRANT.c.unit).where(
    GRANT.c.case_id == bindparam("of_case", type_=Uuid),
    GRANT.c.standing == Standing.OWNER,
    GRANT.c.valid_until.is_not(None),
)


# What the former owner had to see to as the owner, the new one has to see to from now on.
_CLOCKS: Final = (
    CLOCK
    .update()
    .where(
        CLOCK.c.case_id == bindparam("of_case", type_=Uuid),
        CLOCK.c.responsible == bindparam("former"),
        CLOCK.c.rule_code.in_(catalogue.load().watched_by_owner),
        CLOCK.c.status.in_(LIVE),
    )
    .values(responsible=bindparam("owner"), version=CLOCK.c.version + 1)
)


async def hand_over(work: Work, case: Case, owner: str, unit: str, by: EventType) -> Case:
    """Make this unit of the agency the owner of a locked case; the row as it is then."""
    if (owner, unit) == (case.owner, case.owner_unit):
        return case
    await commands.rewrite(work, case, {"owner": owner, "owner_unit": unit})
    clocks = {"of_case": case.id, "former": case.owner, "owner": owner}
    await database.run(work.connection, _CLOCKS, clocks)
    await grants.end(work, case.id, None, [Standing.OWNER], work.now)
    await grants.give(work, Grant(case.id, owner, unit, Standing.OWNER, by))
    rewritten, _ = await queries.get(work, case.id)
    return rewritten


async def end_triage(work: Work, case: Case, by: EventType) -> None:
    """Let the members see the case no more, except who owned it before.

    The former owner keeps its own file, as a participant: that shows the case and none of its
    pieces of work, and the one right that goes with it, a position, is everybody's in a triage
    and nobody's outside of one. The originator needs no such grant.
    """
    await grants.end(work, case.id, None, [Standing.PARTICIPANT, Standing.STATION], work.now)
    former = await database.find_all(work.connection, _FORMER, {"of_case": case.id}, AccessGrant)
    originator = (case.originator, case.originator_unit)
    kept = [
        Grant(case.id, owner.agency, owner.unit, Standing.PARTICIPANT, by)
        for owner in former
        if (owner.agency, owner.unit) != originator
    ]
    await grants.give(work, *kept)
