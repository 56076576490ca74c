"""The examples of the published document fit its own schemas."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from app.examples import EXAMPLES
from app.examples.answers import ANSWERS
from app.openapi.document import document


@pytest.fixture(scope="module")
def contract(application: FastAPI) -> dict[str, Any]:
    return document(application)


def operations(contract: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in contract["paths"].values() for operation in path.values()]


def faults(contract: dict[str, Any], schema: dict[str, Any], example: object) -> list[str]:
    """What a validator that we did not write has against it."""
    whole = {**schema, "components": contract["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(example)]


def answers(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each operation answers when all goes well, unless it is no JSON, as a calendar is."""
    for operation in operations(contract):
        good = [operation["responses"].get(status, {}) for status in ("200", "201")]
        shown = [content for each in good if (content := each.get("content"))]
        yield from (
            (operation["operationId"], content["application/json"])
            for content in shown
            if "application/json" in content
        )


def test_every_answer_was_recorded_and_fits_its_schema(contract: dict[str, Any]) -> None:
    found = {
        name: faults(contract, content["schema"], content["example"])
        for name, content in answers(contract)
    }

    assert set(found) == set(EXAMPLES) == set(ANSWERS)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_every_request_example_fits_its_schema(contract: dict[str, Any]) -> None:
    wrong = {
        operation["operationId"]: found
        for operation in operations(contract)
        for content in [operation.get("requestBody", {}).get("content", {})]
        for body in [content.get("application/json")]
        if body and (found := faults(contract, body["schema"], body["example"]))
    }

    assert wrong == {}


def test_every_operation_says_what_it_does_in_both_languages(contract: dict[str, Any]) -> None:
    for operation in operations(contract):
        zh, _, en = operation["description"].partition("\n\n")
        assert any("\u4e00" <= character <= "\u9fff" for character in zh)
        assert en
        assert " · " in operation["summary"]
        assert operation["tags"]


def test_every_refusal_has_an_example(contract: dict[str, Any]) -> None:
    for operation in operations(contract):
        refused = {s: r for s, r in operation["responses"].items() if int(s) >= 400}
        needs_token = operation.get("security") != []
        assert not needs_token or {"401", "403"} <= refused.keys()
        for response in refused.values():
            assert response["content"]["application/problem+json"]["examples"]
