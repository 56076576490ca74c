"""From the answer of a create to the operations that go on from it."""

from typing import Any, Final

_SOURCES: Final = {
    "send_referral": {"referral_id": "id", "case_id": "case_id"},
    "register_case": {"case_id": "id"},
    "add_worker": {"worker_id": "id"},
    "add_claim": {"claim_id": "id"},
    "request_evidence": {"request_id": "id", "case_id": "case_id"},
    "make_deadline_feed": {"feed_id": "id"},
    "register_webhook_endpoint": {"endpoint_id": "id"},
}
"""Where the ids of paths come from: members of what a create answers."""


def link(paths: dict[str, Any]) -> None:
    """Say which operations go on from the answer of a create."""
    operations = [operation for path in paths.values() for operation in path.values()]
    # What may be done next depends on who asks; to read what was made is always the maker's.
    readings = [path["get"] for path in paths.values() if "get" in path]
    for operation in operations:
        source = _SOURCES.get(operation["operationId"])
        if source is None:
            continue
        operation["responses"]["201"]["links"] = {
            other["operationId"]: {
                "operationId": other["operationId"],
                "parameters": {name: f"$response.body#/{source[name]}" for name in needed},
            }
            for other in readings
            if (needed := _path_names(other)) and needed <= source.keys()
        }


def _path_names(operation: dict[str, Any]) -> set[str]:
    return {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
