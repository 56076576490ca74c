"""The examples of each operation, and parameters as they are written."""

from copy import deepcopy
from typing import Any

from app.examples import EXAMPLES
from app.examples.answers import ANSWERS
from app.openapi.shapes import ETAG, LOCATION, REQUEST_ID


def complete(operation: dict[str, Any]) -> None:
    """Headers of the answers, and the examples of this operation."""
    _rehearse(operation["responses"])
    for status, response in operation["responses"].items():
        headers = response.setdefault("headers", {})
        headers["X-Request-ID"] = REQUEST_ID
        if status in {"200", "201"}:
            headers["ETag"] = ETAG
        if status == "201":
            headers["Location"] = LOCATION
    for parameter in operation.get("parameters", []):
        _flatten(parameter["schema"])
    _answer(operation)
    _show(operation, EXAMPLES.get(operation["operationId"], {}))


def _rehearse(responses: dict[str, Any]) -> None:
    """A create that is only rehearsed answers 200 with what it would have made."""
    if "201" in responses:
        responses["200"] = {
            "description": "演练结果，未作写入 · Rehearsed, nothing was written",
            "content": deepcopy(responses["201"]["content"]),
        }


def _flatten(schema: dict[str, Any]) -> None:
    """A parameter is there or not; it is never null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del schema["anyOf"]
        schema.update(choices[0])


def _answer(operation: dict[str, Any]) -> None:
    """What was answered to the example of this operation."""
    answer = ANSWERS.get(operation["operationId"])
    for status in {"200", "201"} & operation["responses"].keys():
        content = operation["responses"][status].get("content", {}).get("application/json")
        if answer is not None and content is not None:
            content["example"] = answer


def _show(operation: dict[str, Any], example: dict[str, Any]) -> None:
    values = {
        **example.get("path", {}),
        **example.get("query", {}),
        "If-Match": example.get("if_match"),
        "Idempotency-Key": example.get("key"),
    }
    for parameter in operation.get("parameters", []):
        if values.get(parameter["name"]) is not None:
            parameter["example"] = _typed(values[parameter["name"]], parameter["schema"])
    if "body" in example:
        content = operation["requestBody"]["content"]["application/json"]
        content["example"] = example["body"]


def _typed(written: str, schema: dict[str, Any]) -> str | int:
    """A query is text, and its example is what the text stands for."""
    return int(written) if schema.get("type") == "integer" else written
