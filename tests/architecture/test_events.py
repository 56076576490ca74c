import ast
from typing import Final

import pytest

from app.deadlines import catalogue
from app.deadlines.catalogue import Touch
from app.deadlines.rule import FACT
from app.events.procedure import FactKind
from app.events.types import EventType
from app.meta.lifecycles import LIFECYCLES
from tests.architecture.sources import modules

DEFINED: Final = "app.events.types"


def used() -> set[str]:
    """The event types that some module names, by the name of the member."""
    return {
        node.attr
        for name, tree in modules().items()
        if name != DEFINED and not name.startswith("app.devtools")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"EventType", "E"}
    }


def test_every_event_type_is_recorded_somewhere_and_none_is_made_up() -> None:
    assert used() >= set(EventType.__members__), set(EventType.__members__) - used()


def test_every_move_of_a_lifecycle_has_an_event_of_the_list() -> None:
    for lifecycle, _ in LIFECYCLES:
        for action, row in lifecycle.transitions.items():
            assert row.event in set(EventType), (lifecycle.name, action)


@pytest.mark.parametrize("event", EventType)
def test_a_type_is_a_resource_and_what_happened_to_it(event: EventType) -> None:
    resource, _, happened = str(event).partition(".")

    assert resource.replace("_", "").isalpha()
    assert happened.replace("_", "").isalpha()
    assert event.name == f"{resource}_{happened}".upper()
    assert event.zh
    assert event.en


def test_clocks_are_moved_by_events_and_facts_of_the_lists_only() -> None:
    triggers = {
        (rule.code, trigger)
        for rule in catalogue.load().rules
        for touch in Touch
        for trigger in getattr(rule, touch)
    }
    known = {*EventType, *(f"{FACT}{kind}" for kind in FactKind)}

    assert {(code, trigger) for code, trigger in triggers if trigger not in known} == set()
