"""State machines as tables: which action leads from which states to which, and who may take it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Code, Text

A = TypeVar("A", bound=Code)
S = TypeVar("S", bound=Code)


@published
class TransitionNotAllowed(DomainError):
    """409; carries `state` and `allowed_actions`, the actions that the state itself allows."""

    kind = ErrorKind.CONFLICT
    code = "transition-not-allowed"
    title = Text("当前状态不允许此操作", "The current state does not allow this")
    advice = Text(
        "请读取当前状态；allowed_actions 列出此状态下可以进行的操作。",
        "Read the current state; allowed_actions lists what this state allows.",
    )


@dataclass(frozen=True, slots=True)
class Transition(Generic[A, S]):
    """One row of a lifecycle.

    `permission` names the row of the policy table that decides who; `event` what is recorded.
    `after` and `within` name, for a source state, the deadline rule that must have run out, or
    must still run, before the action is open.
    """

    action: A
    sources: frozenset[S]
    targets: tuple[S, ...]
    permission: str
    event: str
    after: Mapping[S, str] = field(default_factory=dict)
    within: Mapping[S, str] = field(default_factory=dict)


class Lifecycle(Generic[A, S]):
    """All legal moves of one kind of resource."""

    def __init__(self, name: str, transitions: Iterable[Transition[A, S]]) -> None:
        self.name = name
        self.transitions = {transition.action: transition for transition in transitions}

    def advance(self, state: S, action: A, target: S | None = None) -> S:
        """The state that `action` leads to, or `TransitionNotAllowed`.

        A transition without targets stays where it is; one with several needs `target`.
        """
        transition = self.transitions[action]
        if state not in transition.sources:
            raise TransitionNotAllowed(
                state=str(state), allowed_actions=[str(a) for a in self.actions_from(state)]
            )
        if not transition.targets:
            return state
        if target is None:
            (only,) = transition.targets
            return only
        if target not in transition.targets:
            raise ValueError(f"{action} never leads to {target}.")
        return target

    def actions_from(self, state: S) -> list[A]:
        return [t.action for t in self.transitions.values() if state in t.sources]
