"""Registering a case and writing its row; everything else keeps its counts through `count`.

The version of a case moves with `rewrite` alone: with what is done to the case itself. Workers,
claims and pieces of work have versions of their own, so that forty workers who are added at one
desk make nobody's reading of the case stale; the counts they move show in the digest of its ETag.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple

from app.cases import live_clocks, queries, registration
from app.cases.errors import CaseEnded
from app.cases.lifecycle import CASE_LIFECYCLE, CaseAction, CaseStatus
from app.cases.models import Case
from app.cases.queries import Parts
from app.cases.registration import Folder
from app.cases.schemas import CaseBody, CaseSummary, CaseView
from app.core import database
from app.events.event import Event
from app.events.journal import Change
from app.events.types import EventType
from app.work import Work

CASE: Final = queries.CASE
ENDED: Final = frozenset({CaseStatus.CLOSED, CaseStatus.WITHDRAWN})


async def register(work: Work, body: CaseBody) -> CaseView:
    """Register a lead and open its case."""
    await work.admit()
    folder = await registration.open_folder(work, body)
    await work.record(folder.registered(), change=Change(Folder.FILLING, folder.parameters([])))
    parts = Parts(folder.leads, folder.parties, folder.workers, folder.claims)
    case = Case(**folder.case(0))
    return queries.assembled(case, parts, await live_clocks.of_case(work, case.id))


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
    accepted_routes: int = 0
    workers: int = 0
    claims: int = 0
    open_claims: int = 0
    claimed_fen: int = 0
    paid_fen: int = 0


_COUNTS: Final = tuple(f.name for f in fields(Tally))
COUNTING: Final = database.altering(Case)
_COUNT: Final = database.together(COUNTING)


class Counted(NamedTuple):
    """The counts of a case as they will be: parameters of `COUNTING`, and what is to be told."""

    parameters: Mapping[str, object]
    started: list[Event]


def counted(work: Work, case: Case, tally: Tally) -> Counted:
    """The counts of a locked case; its handling starts when every chosen route runs.

    They run when a referral or an evidence request was accepted and not given back, and no referral
    waits for acceptance and no triage for its decision. The event is the caller's to record.
    """
    counts = {name: getattr(case, name) + getattr(tally, name) for name in _COUNTS}
    starts = case.handling_started_at is None and _runs(counts)
    status = CASE_LIFECYCLE.advance(case.status, CaseAction.START) if starts else case.status
    changed = {
        "id": case.id,
        "status": status,
        "handling_started_at": work.now if starts else case.handling_started_at,
        "updated_at": work.now,
        **counts,
    }
    started = [Event(EventType.CASE_HANDLING_STARTED, case.id, case.version, case.id)] * starts
    return Counted({"changed_case_file": database.dump_json(changed)}, started)


async def count(work: Work, case: Case, tally: Tally) -> list[Event]:
    """Keep the counts of a locked case; the events that this gives are the caller's to record."""
    keeping = counted(work, case, tally)
    await database.run(work.connection, _COUNT, keeping.parameters)
    return keeping.started


def summary_after(case: Case, started: Sequence[Event]) -> CaseSummary:
    """The case as `count` leaves it, with the events that it gave."""
    summary = CaseSummary.model_validate(case)
    if not started:
        return summary
    status = CASE_LIFECYCLE.advance(case.status, CaseAction.START)
    return summary.model_copy(update={"status": status})


def _runs(counts: Mapping[str, int]) -> bool:
    waiting = counts["unaccepted_referrals"] + counts["open_triages"]
    return counts["accepted_routes"] > 0 and waiting == 0
