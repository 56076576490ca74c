"""Pausing, resuming and extending a clock, as far as the law that set it allows."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.cases import commands
from app.core.clock import CHINA
from app.deadlines import announcing, ledger
from app.deadlines.errors import (
    DayOutOfPlace,
    ExtensionTooLong,
    ExtensionUsed,
    NotExtendable,
    NotPausable,
    TimeRunOut,
    WrongApprover,
)
from app.deadlines.happening import instant_of
from app.deadlines.law import Law
from app.deadlines.ledger import Columns
from app.deadlines.lifecycle import DEADLINE_LIFECYCLE, DeadlineAction, DeadlineStatus
from app.deadlines.models import Deadline
from app.deadlines.rule import Extension, Rule
from app.deadlines.schemas import DeadlineView
from app.deadlines.timing import Setting
from app.events.types import EventType
from app.timekeeping import deadlines
from app.timekeeping.deadline_move_schemas import ExtensionBody, PauseBody, ResumptionBody
from app.work import Work

MoveBody = PauseBody | ResumptionBody | ExtensionBody


class Move(NamedTuple):
    """A clock that may make this move, with the rule that governs it and the event it gives."""

    clock: Deadline
    setting: Setting
    event: EventType

    @property
    def rule(self) -> Rule:
        return self.setting.rule


async def pause(work: Work, law: Law, deadline_id: UUID, body: PauseBody) -> DeadlineView:
    """Let the clock stand still, on a ground that the law knows."""
    move = await _begin(work, law, deadline_id, DeadlineAction.PAUSE)
    if move.rule.suspension is None:
        raise NotPausable
    since = _instant(work, body.on)
    _must_not_have_run_out(move.clock, since)
    _must_lie_between(_last_moved(move.clock), since, work.now)
    columns = ledger.paused(move.clock, since, work.new_id())
    return await _finish(work, law, move, columns, body)


async def resume(work: Work, law: Law, deadline_id: UUID, body: ResumptionBody) -> DeadlineView:
    """Let the clock run on; the days of the pause are not counted (民诉法解释 243)."""
    move = await _begin(work, law, deadline_id, DeadlineAction.RESUMPTION)
    until = _instant(work, body.on)
    _must_lie_between(_last_moved(move.clock), until, work.now)
    columns = ledger.resumed(move.clock, until, work.new_id(), move.setting, work.now)
    return await _finish(work, law, move, columns, body)


async def extend(work: Work, law: Law, deadline_id: UUID, body: ExtensionBody) -> DeadlineView:
    """Make the time longer, by what the law allows and with the consent that it asks for."""
    move = await _begin(work, law, deadline_id, DeadlineAction.EXTENSION)
    allowed = _allowed(move, body)
    approved_on = instant_of(body.approved_on)
    _must_not_have_run_out(move.clock, approved_on)
    _must_lie_between(move.clock.starts_at, approved_on, work.now)
    extension = {
        "amount": body.amount,
        "unit": allowed.unit,
        "replaces": allowed.replaces,
        "approver": body.approver,
        "approved_on": body.approved_on,
    }
    columns = ledger.extended(move.clock, extension, work.new_id(), move.setting, work.now)
    return await _finish(work, law, move, columns, body)


async def _begin(work: Work, law: Law, deadline_id: UUID, action: DeadlineAction) -> Move:
    """Find, authorize, advance; only whoever must see to a clock holds it, and may move it."""
    clock, case, standings = await deadlines.get_for_update(work, deadline_id)
    await work.admit(standings, clock.version)
    commands.must_be_live(case)
    DEADLINE_LIFECYCLE.advance(DeadlineStatus(clock.status), action)
    event = DEADLINE_LIFECYCLE.transitions[action].event
    return Move(clock, law.setting(clock), EventType(event))


async def _finish(
    work: Work, law: Law, move: Move, columns: Columns, body: MoveBody
) -> DeadlineView:
    written = {
        name: text
        for name in ("reason", "note", "document")
        if (text := getattr(body, name, None)) is not None
    }
    said = announcing.said(move.event, columns, _said(columns), written, columns["changed_by"])
    await work.record(said, change=ledger.rewriting([columns]))
    return await deadlines.view_now(work, law.catalogue, move.clock.id)


def _said(columns: Columns) -> dict[str, Any]:
    return {"pauses": len(columns["pauses"]), "extensions": len(columns["extensions"])}


def _allowed(move: Move, body: ExtensionBody) -> Extension:
    allowed = move.rule.extension
    if allowed is None:
        raise NotExtendable
    if body.approver is not allowed.approver:
        raise WrongApprover(approver=str(allowed.approver))
    if allowed.amount is not None and body.amount > allowed.amount:
        raise ExtensionTooLong(most=allowed.amount, unit=str(allowed.unit))
    if len(move.clock.extensions) >= allowed.times:
        raise ExtensionUsed(times=allowed.times)
    return allowed


def _must_not_have_run_out(clock: Deadline, on: datetime) -> None:
    """What has run out is late or lost; what was done in time may be written down later."""
    if clock.status != DeadlineStatus.PAUSED and clock.due_at <= on:
        raise TimeRunOut


def _instant(work: Work, on: date | None) -> datetime:
    return instant_of(on) if on else work.now


def _last_moved(clock: Deadline) -> datetime:
    """The last instant that the ledger knows: nothing is written before it."""
    if not clock.pauses:
        return clock.starts_at
    last = clock.pauses[-1]
    return datetime.fromisoformat(last["until"] or last["since"])


def _must_lie_between(earliest: datetime, instant: datetime, now: datetime) -> None:
    """By the day, since days are what is counted."""
    days = [moment.astimezone(CHINA).date() for moment in (earliest, instant, now)]
    if days != sorted(days):
        raise DayOutOfPlace
