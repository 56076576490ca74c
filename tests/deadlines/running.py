"""Cases whose clocks run, and reading those clocks."""

from typing import Any

from tests import bodies
from tests.station import Desk


async def worklist(desk: Desk, **filters: object) -> list[dict[str, Any]]:
    """What `GET /deadlines` answers to this desk, all on one page."""
    found = await desk.get("/deadlines", params={"limit": 200, **filters})
    assert found.status_code == 200, found.text
    shown: list[dict[str, Any]] = found.json()["items"]
    return shown


async def clocks(desk: Desk, **filters: object) -> list[dict[str, Any]]:
    """The clocks that this desk sees, in all its cases unless a filter names one."""
    if {"case_id", "piece_id"} & filters.keys():
        return await worklist(desk, **filters)
    cases = (await desk.get("/cases?limit=200")).json()["items"]
    found = [await worklist(desk, case_id=case["id"], **filters) for case in cases]
    return [clock for of_case in found for clock in of_case]


async def clock_of(desk: Desk, rule: str, **filters: object) -> dict[str, Any]:
    """The one clock of this rule."""
    (only,) = [each for each in await clocks(desk, **filters) if each["rule_code"] == rule]
    return only


async def running(desk: Desk, referral_id: str) -> set[str]:
    """The rules whose clocks run for this piece of work."""
    return {
        each["rule_code"] for each in await clocks(desk, piece_id=referral_id, status="running")
    }


async def refer(desk: Desk, **changes: Any) -> dict[str, Any]:
    sent = await desk.create("/referrals", bodies.referral(**changes))
    assert sent.status_code == 201, sent.text
    shown: dict[str, Any] = sent.json()
    return shown


async def refer_again(desk: Desk, referral: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A second piece of work on the same case."""
    body = {**bodies.referral(**changes), "case": None, "case_id": referral["case_id"]}
    sent = await desk.create("/referrals", body)
    assert sent.status_code == 201, sent.text
    shown: dict[str, Any] = sent.json()
    return shown


async def move(desk: Desk, referral: dict[str, Any], action: str, **said: Any) -> None:
    moved = await desk.change(f"/referrals/{referral['id']}/{action}", said)
    assert moved.status_code == 200, moved.text
