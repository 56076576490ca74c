"""The members of a station in a joint triage, and what they say there."""

from typing import Any, Final

import httpx

from tests.conftest import DeskOf
from tests.station import Desk

MEMBERS: Final = (
    "court",
    "procuratorate",
    "union",
    "justice",
    "hrss/arbitration",
    "hrss/inspection",
)
"""Everybody who speaks: an agency, or each of its units where a wall stands between them."""


def route(kind: str, purpose: str) -> dict[str, Any]:
    return {"to_agency": f"310120-{kind}", "purpose": purpose, "asked_action": "请依法办理"}


def member(name: str) -> dict[str, str]:
    """A member as the minutes show it."""
    kind, _, unit = name.partition("/")
    return {"agency": f"310120-{kind}", "unit": unit}


async def agree(at: DeskOf, case_id: str, *names: str) -> None:
    for name in names:
        await say(at, case_id, name, stance="agree")


async def say(at: DeskOf, case_id: str, name: str, **position: Any) -> None:
    kind, _, unit = name.partition("/")
    desk: Desk = at(kind, "officer", unit or None)
    said = await desk.create(f"/cases/{case_id}/triage/positions", position)
    assert said.status_code == 201, said.text


async def decide(
    at: DeskOf,
    case_id: str,
    *routes: dict[str, Any],
    by: Desk | None = None,
    etag: str | None = None,
    **said: Any,
) -> httpx.Response:
    """Let the station's lead, or another desk, decide on the minutes as they are now."""
    path = f"/cases/{case_id}/triage"
    if etag is None:
        etag = (await at("union").get(path)).headers["etag"]
    body = {"routes": list(routes), "reasons": "依各方意见", **said}
    desk: Desk = by or at("union", "lead")
    return await desk.request("POST", f"{path}/decision", body, {"If-Match": etag})
