"""What a caller may do to a clock now, and for everything else why not."""

from typing import Final, NamedTuple

from pydantic import BaseModel

from app.auth import actions
from app.auth.actions import ActionView, Hindrance, because_of, required
from app.auth.policy import Permission, Standing
from app.cases import commands
from app.cases.errors import CaseEnded
from app.deadlines.errors import ExtensionUsed, NotExtendable, NotPausable
from app.deadlines.lifecycle import DEADLINE_LIFECYCLE, DeadlineAction, DeadlineStatus
from app.deadlines.models import Deadline
from app.deadlines.rule import Rule
from app.timekeeping.deadline_move_schemas import ExtensionBody, PauseBody, ResumptionBody
from app.work import Work

A = DeadlineAction

_BODIES: Final[dict[DeadlineAction, type[BaseModel]]] = {
    A.PAUSE: PauseBody,
    A.RESUMPTION: ResumptionBody,
    A.EXTENSION: ExtensionBody,
}


class Situation(NamedTuple):
    """A clock with all that decides what may be done to it."""

    clock: Deadline
    rule: Rule
    case_status: str
    standings: frozenset[Standing]


def of(work: Work, situation: Situation) -> list[ActionView]:
    return [_action(work, situation, action) for action in DeadlineAction]


def _action(work: Work, situation: Situation, action: DeadlineAction) -> ActionView:
    transition = DEADLINE_LIFECYCLE.transitions[action]
    status = DeadlineStatus(situation.clock.status)
    hindered = actions.hindrances(work.actor, transition, status, situation.standings)
    if not hindered:
        hindered = _state_hindrances(situation, action)
    permission = Permission(transition.permission)
    return actions.described(action, permission, required(_BODIES[action]), hindered)


def _state_hindrances(situation: Situation, action: DeadlineAction) -> list[Hindrance]:
    """What policy and state table cannot know: an ended case, what the rule allows, how often."""
    clock, rule, case_status, _ = situation
    if case_status in commands.ENDED:
        return [because_of(CaseEnded)]
    if action is A.PAUSE and rule.suspension is None:
        return [because_of(NotPausable)]
    if action is A.EXTENSION and rule.extension is None:
        return [because_of(NotExtendable)]
    if action is A.EXTENSION and rule.extension and len(clock.extensions) >= rule.extension.times:
        return [because_of(ExtensionUsed)]
    return []
