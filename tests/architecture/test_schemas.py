"""What callers send is made of strict types, and what they are told cannot clash with its frame."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from pydantic import BaseModel, BeforeValidator, StringConstraints
from pydantic.fields import FieldInfo

import app
from app.core.errors import ERRORS
from app.core.fields import Body
from app.core.written import Written
from tests.architecture.sources import calls, modules

BARE: Final = (str, int, bool, float, bytes, date, datetime, time, Decimal, UUID, object, dict)
FRAME: Final = {"type", "title", "status", "detail", "code", "request_id", "instance"}


def bodies() -> list[type[Body]]:
    """Every request schema of the service."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.startswith(("app.devtools", "app.__main__")):
            importlib.import_module(module.name)
    return [each for each in _below(Body) if each.__module__.startswith("app.")]


def _below(schema: type[Body]) -> Iterator[type[Body]]:
    for child in schema.__subclasses__():
        yield child
        yield from _below(child)


def loose(annotation: Any) -> Iterator[str]:
    """The scalars of an annotation that would take more than one way of writing them."""
    marks: list[object] = []
    if get_origin(annotation) is Annotated:
        annotation, *marks = get_args(annotation)
    if annotation in BARE or annotation is Any:
        if not any(_is_strict(annotation, mark) for mark in marks):
            yield str(annotation)
    # What is read by one pattern is text, whatever comes of it.
    elif get_origin(annotation) is not Literal and not any(isinstance(m, Written) for m in marks):
        for inner in get_args(annotation):
            yield from loose(inner)


def _is_strict(scalar: type, mark: object) -> bool:
    if isinstance(mark, Written | BeforeValidator):
        return True
    if scalar is str:
        return isinstance(mark, StringConstraints) or _bounds_text(mark)
    return isinstance(mark, FieldInfo) and any(getattr(m, "strict", False) for m in mark.metadata)


def _bounds_text(mark: object) -> bool:
    return isinstance(mark, FieldInfo) and any(hasattr(m, "max_length") for m in mark.metadata)


@pytest.mark.parametrize("schema", bodies(), ids=lambda schema: schema.__name__)
def test_every_member_that_a_caller_sends_has_a_strict_type(schema: type[Body]) -> None:
    hints = get_type_hints(schema, include_extras=True)

    found = {name: [*loose(hints[name])] for name in schema.model_fields}

    assert {name: types for name, types in found.items() if types} == {}


@pytest.mark.parametrize("schema", bodies(), ids=lambda schema: schema.__name__)
def test_no_request_schema_takes_what_it_does_not_know(schema: type[Body]) -> None:
    assert schema.model_config["extra"] == "forbid"
    assert schema.model_config["frozen"] is True
    assert schema.model_config["hide_input_in_errors"] is True


def test_the_test_itself_sees_a_loose_type() -> None:
    for careless in (str, int | None, list[bool], Annotated[int, "note"], tuple[date, ...], Any):
        assert [*loose(careless)] != []


def test_no_table_is_a_schema() -> None:
    tables = {"app.core.database.Record", "sqlmodel.SQLModel"}

    for schema in bodies():
        bases = {f"{base.__module__}.{base.__name__}" for base in schema.__mro__}
        assert not bases & tables
        assert issubclass(schema, BaseModel)
        assert not issubclass(schema, Enum)


def test_what_an_error_adds_never_hides_a_member_of_the_problem_document() -> None:
    names = {error.__name__ for error in ERRORS.values()}
    clashing = [
        (module, call.lineno)
        for module, tree in modules().items()
        for call in calls(tree)
        if ast.unparse(call.func).rsplit(".", 1)[-1] in names
        and FRAME & {keyword.arg for keyword in call.keywords}
    ]

    assert clashing == []
