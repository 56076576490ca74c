"""Registering a case and writing its row; everything else keeps its counts through `count`.

The version of a case moves with `rewrite` alone: with what is done to the case itself. Workers,
claims and pieces of work have versions of their own, so that forty workers who are added at one
desk make nobody's reading of the case stale; the counts they move show in the digest of its ETag.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import bindparam

from app.cases import queries, registration
from app.cases.errors import CaseEnded
from app.cases.lifecycle import CASE_LIFECYCLE, CaseAction, CaseStatus
from app.cases.models import Case
from app.cases.queries import Parts
from app.cases.registration import Folder
from app.cases.schemas import CaseBody, CaseView
from app.core import database
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

CASE: Final = queries.CASE
ENDED: Final = frozenset({CaseStatus.CLOSED, CaseStatus.WITHDRAWN})
_REGISTER: Final = database.insertion(*Folder.TABLES)


async def register(work: Work, body: CaseBody) -> CaseView:
    """Register a lead and open its case."""
    await work.admit()
    folder = await registration.open_folder(work, body)
    await database.run(work.connection, _REGISTER, folder.parameters([]))
    await work.record(folder.registered())
    parts = Parts(folder.leads, folder.parties, folder.workers, folder.claims)
    return queries.assembled(Case(**folder.case(0)), parts)


def must_be_live(case: Case) -> None:
    """Raise `CaseEnded` for a case that was closed or withdrawn."""
    if case.status in ENDED:
        raise CaseEnded(state=str(case.status))


async def rewrite(work: Work, case: Case, values: Mapping[str, Any]) -> None:
    """Change the row of a locked case, and with it the version of the case."""
    changed = {**values, "version": case.version + 1, "updated_at": work.now}
    await database.run(
        work.connection, CASE.update().where(CASE.c.id == case.id).values(changed), {}
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """By how much the sums of a case and the counts of open work on it change."""

    open_triages: int = 0
    open_referrals: int = 0
    unaccepted_referrals: int = 0
    held_referrals: int = 0
    open_requests: int = 0
    workers: int = 0
    claims: int = 0
    open_claims: int = 0
    claimed_fen: int = 0
    paid_fen: int = 0


_COUNTS: Final = tuple(f.name for f in fields(Tally))
_STARTED: Final = ("status", "handling_started_at")
_COUNT: Final = (
    CASE
    .update()
    .where(CASE.c.id == bindparam("of_case"))
    .values({name: bindparam(f"new_{name}") for name in (*_COUNTS, *_STARTED, "updated_at")})
)


async def count(work: Work, case: Case, tally: Tally) -> list[Event]:
    """Keep the counts of a locked case, and start its handling when every chosen route runs.

    The routes run when one piece of work is with a responsible receiver and nothing waits for
    acceptance or for a triage. The event that this gives is the caller's to record.
    """
    counts = {name: getattr(case, name) + getattr(tally, name) for name in _COUNTS}
    starts = case.handling_started_at is None and _runs(counts)
    status = CASE_LIFECYCLE.advance(case.status, CaseAction.START) if starts else case.status
    started_at = work.now if starts else case.handling_started_at
    values = {
        "new_status": status,
        "new_handling_started_at": started_at,
        "new_updated_at": work.now,
        **{f"new_{name}": value for name, value in counts.items()},
    }
    await database.run(work.connection, _COUNT, {"of_case": case.id, **values})
    return [Event(EventType.CASE_HANDLING_STARTED, case.id, case.version, case.id)] * starts


def _runs(counts: Mapping[str, int]) -> bool:
    waiting = counts["unaccepted_referrals"] + counts["open_triages"]
    return counts["held_referrals"] > 0 and waiting == 0
