"""What a caller may do now, and for everything else why not: the shape and the general reasons."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from pydantic import BaseModel

from app.auth import policy
from app.auth.actor import Actor
from app.auth.policy import POLICY, Permission, Standing
from app.core.errors import DomainError
from app.core.fields import ShownAt, View
from app.core.languages import Code, Text
from app.core.lifecycle import Transition, TransitionNotAllowed


class Hindrance(View):
    """Why an action is not open; `code` is a factor of the policy or the code of an error."""

    code: str
    text_zh: str
    text_en: str


class ActionView(View):
    """One action: whether the caller may take it now, what hinders it, and who may take it.

    `deadlines` are the clocks that it would stop, the soonest first; `due_at` ends the first.
    """

    action: str
    title_zh: str
    title_en: str
    allowed: bool
    blocked_by: list[Hindrance]
    allowed_roles: list[str]
    allowed_standings: list[str]
    required_fields: list[str]
    due_at: ShownAt | None
    deadlines: list[UUID]


class Clock(Protocol):
    """A running time limit, as far as an action needs to know it."""

    @property
    def id(self) -> UUID: ...

    @property
    def due_at(self) -> datetime: ...


_FACTORS: Final = {
    "scope": Text("访问令牌没有所需的授权范围", "The token lacks the scope that this needs"),
    "role": Text("您的角色不能办理", "Your role may not do this"),
    "agency": Text("贵机关没有此项职权", "Your agency lacks the power"),
    "standing": Text(
        "贵机关与本案的关系不允许此操作",
        "How your agency stands to the case does not allow this",
    ),
}


def hindrances(
    actor: Actor,
    transition: Transition[Any, Any],
    state: Code,
    standings: frozenset[Standing],
) -> list[Hindrance]:
    """Why the actor cannot make this move of a lifecycle now; empty when it can."""
    found = refusals(actor, Permission(transition.permission), standings)
    if state not in transition.sources:
        found.append(because_of(TransitionNotAllowed))
    return found


def refusals(
    actor: Actor, permission: Permission, standings: frozenset[Standing]
) -> list[Hindrance]:
    """What the policy has against it: the first factor that refuses, which a 403 names as well."""
    factor = policy.refusal(actor, permission, standings)
    return [] if factor is None else [_hindrance(factor, _FACTORS[factor])]


def because_of(error: type[DomainError]) -> Hindrance:
    """The hindrance that a caller who tried would be told as this error."""
    return _hindrance(error.code, error.title)


def described(
    action: Code,
    permission: Permission,
    required_fields: Sequence[str],
    blocked_by: Iterable[Hindrance],
    ended: Sequence[Clock] = (),
) -> ActionView:
    """One action, open when nothing hinders it; `ended` are the clocks that it would stop."""
    hindering = list(blocked_by)
    rule = POLICY[permission]
    return ActionView(
        action=action,
        title_zh=action.zh,
        title_en=action.en,
        allowed=not hindering,
        blocked_by=hindering,
        allowed_roles=sorted(rule.roles),
        allowed_standings=sorted(rule.standings),
        required_fields=list(required_fields),
        due_at=ended[0].due_at if ended else None,
        deadlines=[clock.id for clock in ended],
    )


def required(body: type[BaseModel]) -> tuple[str, ...]:
    """The members that a body must have."""
    return tuple(name for name, field in body.model_fields.items() if field.is_required())


def _hindrance(code: str, text: Text) -> Hindrance:
    return Hindrance(code=code, text_zh=text.zh, text_en=text.en)
