"""The steps that every move of a referral shares: begin (find, authorize, advance) and finish."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from app.agencies.directory import Directory
from app.auth.policy import Standing
from app.cases import commands as cases
from app.cases import grants, live_clocks
from app.cases.commands import Tally
from app.cases.grants import Ended, Grant
from app.cases.models import Case
from app.core import clock, database
from app.core.errors import DomainError
from app.core.idempotency import RETENTION_DAYS
from app.core.lifecycle import Transition
from app.deadlines import queries as deadlines
from app.events.event import Event
from app.events.journal import Change
from app.events.types import EventType
from app.referrals import queries
from app.referrals.dispatch import Dispatch
from app.referrals.errors import RulingIsFinal, TimeLimitExpired, TimeLimitRunning
from app.referrals.lifecycle import (
    CONTESTED,
    ENDED,
    REFERRAL_LIFECYCLE,
    UNACCEPTED,
    ReferralAction,
    ReferralStatus,
    is_accepted,
    receiver_is_responsible,
)
from app.referrals.models import Referral
from app.referrals.schemas import ReferralView
from app.work import Work

AFTERSIGHT: Final = timedelta(days=30)
"""How long a receiver still sees what it no longer handles."""

RETRYING: Final = timedelta(days=RETENTION_DAYS)
"""How long whoever ruled may still be given the stored answer of its ruling."""

Values = Mapping[str, Any]

_MOVE: Final = (database.altering(Referral), cases.COUNTING, grants.GIVING, grants.ENDING)


@dataclass(frozen=True, slots=True)
class Move:
    """A referral that may make this move: the case is locked, the caller and the state agree."""

    case: Case
    referral: Referral
    transition: Transition[ReferralAction, ReferralStatus]
    status: ReferralStatus
    is_held: bool


async def begin(
    work: Work,
    referral_id: UUID,
    action: ReferralAction,
    target: ReferralStatus | None = None,
) -> Move:
    """Find, authorize, advance; 404, 403, the stored answer, 412 and 409 in this order."""
    referral, case, standings = await queries.get_for_update(work, referral_id)
    await work.admit(standings, referral.version)
    cases.must_be_live(case)
    status = ReferralStatus(referral.status)
    after = REFERRAL_LIFECYCLE.advance(status, action, target)
    transition = REFERRAL_LIFECYCLE.transitions[action]
    if (limit := await limit_against(work, referral, transition)) is not None:
        raise limit
    return Move(case, referral, transition, after, receiver_is_responsible(referral.is_held, after))


async def finish(
    work: Work,
    move: Move,
    values: Values,
    *,
    facts: Values | None = None,
    onward: Sequence[Dispatch] = (),
) -> ReferralView:
    """Change and record: the row, the counts of the case, the grants, the event.

    `onward` is written already and takes the place of the referral in the same instant, so that
    the case is never counted without it.
    """
    before, after = move.referral, {**values, **_standing_values(work, move)}
    counted = cases.counted(work, move.case, _tally(move, len(onward)))
    parameters = {
        "changed_referral": database.dump_json({"id": before.id, **after}),
        **counted.parameters,
        **grants.given(work, _given(move)),
        **grants.ended(before.case_id, before.id, _ended(work, move)),
    }
    moved, sent = _event(move, after, facts or {}), [dispatch.sent() for dispatch in onward]
    await work.record(moved, *sent, *counted.started, change=Change(_MOVE, parameters))
    row = {**database.values(before), **after}
    case = cases.summary_after(move.case, counted.started)
    clocks = await live_clocks.of_piece(work, case.id, before.id)
    return ReferralView.model_validate({**row, "case": case, "deadlines": clocks})


async def limit_against(
    work: Work, referral: Referral, transition: Transition[ReferralAction, ReferralStatus]
) -> DomainError | None:
    """Some moves are open only after, or only within, another side's time: what says no now."""
    state = ReferralStatus(referral.status)
    rule = transition.after.get(state) or transition.within.get(state)
    if rule is None:
        return None
    if referral.ruling is not None and state in transition.within:
        return RulingIsFinal()
    due_at = await deadlines.end_of(work, referral.id, rule)
    is_over = work.now >= due_at
    if is_over == (state in transition.after):
        return None
    error = TimeLimitExpired if is_over else TimeLimitRunning
    return error(rule=rule, due_at=clock.shown(due_at))


def _standing_values(work: Work, move: Move) -> dict[str, Any]:
    before = move.referral
    values: dict[str, Any] = {
        "status": move.status,
        "version": before.version + 1,
        "is_held": move.is_held,
        "responsible": before.receiver if move.is_held else before.sender,
        "updated_at": work.now,
        "ended_at": work.now if move.status in ENDED else None,
    }
    if before.received_at is None and move.status is not ReferralStatus.WITHDRAWN:
        values["received_at"] = work.now
    if move.status is ReferralStatus.ACCEPTED and before.accepted_at is None:
        values["accepted_at"] = work.now
    return values


def _tally(move: Move, onward: int) -> Tally:
    before, after = ReferralStatus(move.referral.status), move.status
    was_held = move.referral.is_held
    return Tally(
        open_referrals=(after not in ENDED) - (before not in ENDED) + onward,
        unaccepted_referrals=(after in UNACCEPTED) - (before in UNACCEPTED) + onward,
        held_referrals=move.is_held - was_held,
        accepted_routes=is_accepted(after, move.is_held) - is_accepted(before, was_held),
    )


def _given(move: Move) -> Iterator[Grant]:
    referral, event = move.referral, EventType(move.transition.event)
    if move.is_held and not referral.is_held:
        yield Grant(
            referral.case_id,
            referral.receiver,
            referral.receiver_unit,
            Standing.HOLDER,
            event,
            referral.id,
        )


def _ended(work: Work, move: Move) -> Iterator[Ended]:
    """The holder holds only while it is responsible; who is out of it sees it for a while more."""
    referral = move.referral
    if referral.is_held and not move.is_held:
        yield Ended(Standing.HOLDER, work.now)
    if referral.status in CONTESTED and move.status not in CONTESTED:
        yield Ended(Standing.STATION, work.now + RETRYING)
    if move.status in ENDED and move.status is not ReferralStatus.COMPLETED:
        yield Ended(Standing.RECEIVER, work.now + AFTERSIGHT)


async def call_station(work: Work, directory: Directory, move: Move) -> None:
    """Open the case to the station, which may have to rule, and to both sides again."""
    referral, event = move.referral, EventType(move.transition.event)
    station = [
        Grant(referral.case_id, lead, "", Standing.STATION, event, referral.id)
        for lead in directory.leads(work.actor.division)
    ]
    receiver = Grant(
        referral.case_id,
        referral.receiver,
        referral.receiver_unit,
        Standing.RECEIVER,
        event,
        referral.id,
    )
    await grants.give(work, receiver, *station)


def _event(move: Move, after: Values, facts: Values) -> Event:
    referral = move.referral
    return Event(
        EventType(move.transition.event),
        subject=referral.id,
        version=after["version"],
        case_id=referral.case_id,
        piece_id=referral.id,
        facts={
            "purpose": referral.purpose,
            "sender": referral.sender,
            "receiver": referral.receiver,
            "receiver_unit": referral.receiver_unit,
            "responsible": after["responsible"],
            "from_status": referral.status,
            "status": move.status,
            **facts,
        },
        narrative={name: after[name] for name in _WRITTEN if after.get(name)},
    )


_WRITTEN: Final = ("explanation", "missing", "supplement", "officer", "instrument")
