"""Tests of pausing, resuming and extending a clock: who may, on what days, and how far."""

from typing import Any

import pytest

from tests import bodies
from tests.conftest import DeskOf
from tests.station import Desk, TestClock

Body = dict[str, Any]
PAUSE: Body = {"reason": "等待鉴定结论"}
EXTENSION: Body = {
    "amount": 15,
    "approver": "head",
    "approved_on": "2026-03-03",
    "reason": "案情复杂",
}


async def accepted(at: DeskOf) -> tuple[Desk, Body]:
    """The arbitration office's lead, and the 45 days for its award, from Tuesday 3 March on."""
    union = at("union")
    case = (await union.create("/cases", bodies.case())).json()
    await union.create(f"/cases/{case['id']}/triage", {"question": "请各方会商"})
    union.clock.advance(days=1)
    said = {"kind": "arbitration_accepted", "occurred_on": "2026-03-03"}
    recorded = await at("hrss", unit="arbitration").create(f"/cases/{case['id']}/facts", said)
    assert recorded.status_code == 201, recorded.text
    (award,) = [d for d in recorded.json()["deadlines"] if d["rule_code"] == "ARB_AWARD_45D"]
    return at("hrss", "lead", "arbitration"), award


async def test_a_pause_adds_exactly_its_days(at: DeskOf, clock: TestClock) -> None:
    lead, award = await accepted(at)
    path = f"/deadlines/{award['id']}"
    clock.advance(days=7)

    paused = await lead.change(f"{path}/pause", {**PAUSE, "on": "2026-03-06"})
    clock.advance(days=10)
    resumed = await lead.change(f"{path}/resumption", {})

    assert (paused.json()["status"], paused.json()["next_notice_at"]) == ("paused", None)
    # 20 March is fourteen days after 6 March; the festival begins on 1 May and ends with the fifth.
    assert (award["due_on"], resumed.json()["due_on"]) == ("2026-04-17", "2026-05-06")
    assert resumed.json()["original_due_on"] == "2026-04-17"


async def test_nobody_is_late_while_a_clock_stands_still(at: DeskOf, clock: TestClock) -> None:
    lead, award = await accepted(at)
    await lead.change(f"/deadlines/{award['id']}/pause", PAUSE)

    clock.advance(days=100)

    assert (await lead.get(f"/deadlines/{award['id']}")).json()["is_overdue"] is False


async def test_an_extension_runs_on_from_the_raw_end_and_keeps_the_original(at: DeskOf) -> None:
    lead, award = await accepted(at)

    extended = await lead.change(f"/deadlines/{award['id']}/extension", EXTENSION)

    shown = extended.json()
    # Sixty days from 3 March end on Saturday 2 May, in the festival.
    assert (shown["due_on"], shown["original_due_on"]) == ("2026-05-06", "2026-04-17")
    (granted,) = shown["extensions"]
    assert (granted["amount"], granted["unit"], granted["approver"]) == (15, "calendar_day", "head")


async def test_pauses_and_extensions_add_up(at: DeskOf, clock: TestClock) -> None:
    lead, award = await accepted(at)
    path = f"/deadlines/{award['id']}"
    for days in (1, 6):
        await lead.change(f"{path}/pause", PAUSE)
        clock.advance(days=days)
        await lead.change(f"{path}/resumption", {})

    extended = await lead.change(f"{path}/extension", {**EXTENSION, "amount": 5})

    # 45 + 5 + 7 days from 3 March.
    assert extended.json()["due_on"] == "2026-04-29"
    assert len(extended.json()["pauses"]) == 2


async def test_what_happened_to_a_clock_is_told_in_the_timeline(at: DeskOf) -> None:
    lead, award = await accepted(at)
    path = f"/deadlines/{award['id']}"
    case_id = (await lead.get(path)).json()["case_id"]

    await lead.change(f"{path}/extension", {**EXTENSION, "document": "延字1号"})

    *_, last = (await lead.get(f"/cases/{case_id}/timeline")).json()["items"]
    assert (last["type"], last["subject"]) == ("deadline.extended", award["id"])
    assert last["facts"]["due_on"] == "2026-05-06"
    assert last["narrative"] == {"reason": "案情复杂", "document": "延字1号"}


@pytest.mark.parametrize("path", ["pause", "extension"])
async def test_what_has_run_out_is_neither_paused_nor_extended(
    at: DeskOf, clock: TestClock, path: str
) -> None:
    lead, award = await accepted(at)
    clock.advance(days=60)
    body = {"pause": PAUSE, "extension": {**EXTENSION, "approved_on": "2026-04-18"}}[path]

    refused = await lead.change(f"/deadlines/{award['id']}/{path}", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "time-run-out")


async def test_what_was_approved_in_time_and_written_down_late_makes_nobody_late(
    at: DeskOf, clock: TestClock
) -> None:
    lead, award = await accepted(at)
    clock.advance(days=50)
    late = (await lead.get(f"/deadlines/{award['id']}")).json()

    extended = await lead.change(f"/deadlines/{award['id']}/extension", EXTENSION)

    assert (late["is_overdue"], extended.json()["is_overdue"]) == (True, False)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**EXTENSION, "amount": 16}, "extension-too-long"),
        ({**EXTENSION, "amount": 0}, "invalid-request"),
        ({**EXTENSION, "amount": "15"}, "invalid-request"),
        ({**EXTENSION, "approver": "parties"}, "wrong-approver"),
        ({**EXTENSION, "approver": "mayor"}, "invalid-request"),
        ({**EXTENSION, "approved_on": "2026-03-04"}, "day-out-of-place"),
        ({**EXTENSION, "approved_on": "2026-03-02"}, "day-out-of-place"),
        ({key: EXTENSION[key] for key in EXTENSION if key != "reason"}, "invalid-request"),
    ],
)
async def test_an_extension_beyond_the_law_changes_nothing(
    at: DeskOf, body: Body, code: str
) -> None:
    lead, award = await accepted(at)
    before = (await lead.get(f"/deadlines/{award['id']}")).json()

    refused = await lead.change(f"/deadlines/{award['id']}/extension", body)

    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
    assert (await lead.get(f"/deadlines/{award['id']}")).json() == before


async def test_an_officer_extends_nothing(at: DeskOf) -> None:
    _, award = await accepted(at)
    officer = at("hrss", unit="arbitration")

    refused = await officer.change(f"/deadlines/{award['id']}/extension", EXTENSION)

    assert (refused.status_code, refused.json()["refused_by"]) == (403, "role")


@pytest.mark.parametrize(("path", "body"), [("pause", PAUSE), ("extension", EXTENSION)])
async def test_only_who_must_act_in_time_moves_its_clock(at: DeskOf, path: str, body: Body) -> None:
    _, award = await accepted(at)

    refused = await at("court", "lead").change(f"/deadlines/{award['id']}/{path}", body)

    assert (refused.status_code, refused.json()["refused_by"]) == (403, "standing")


async def test_what_runs_is_not_resumed_and_what_stands_is_not_paused(at: DeskOf) -> None:
    lead, award = await accepted(at)
    path = f"/deadlines/{award['id']}"

    running = await lead.change(f"{path}/resumption", {})
    await lead.change(f"{path}/pause", PAUSE)
    standing = await lead.change(f"{path}/pause", PAUSE)

    assert (running.status_code, running.json()["state"]) == (409, "running")
    assert (standing.status_code, standing.json()["state"]) == (409, "paused")


@pytest.mark.parametrize("on", ["2026-03-02", "2026-03-04"])
async def test_a_pause_begins_neither_before_the_clock_nor_after_today(at: DeskOf, on: str) -> None:
    lead, award = await accepted(at)

    refused = await lead.change(f"/deadlines/{award['id']}/pause", {**PAUSE, "on": on})

    assert (refused.status_code, refused.json()["code"]) == (422, "day-out-of-place")


async def test_a_pause_does_not_end_before_it_began(at: DeskOf, clock: TestClock) -> None:
    lead, award = await accepted(at)
    path = f"/deadlines/{award['id']}"
    clock.advance(days=5)
    await lead.change(f"{path}/pause", PAUSE)

    refused = await lead.change(f"{path}/resumption", {"on": "2026-03-05"})

    assert (refused.status_code, refused.json()["code"]) == (422, "day-out-of-place")


async def test_a_stale_view_of_a_clock_moves_nothing(at: DeskOf) -> None:
    lead, award = await accepted(at)
    path = f"/deadlines/{award['id']}"
    etag = (await lead.get(path)).headers["etag"]
    await lead.change(f"{path}/pause", PAUSE)

    stale = await lead.change(f"{path}/extension", EXTENSION, etag=etag)
    missing = await lead.request("POST", f"{path}/extension", EXTENSION)

    assert (stale.status_code, missing.status_code) == (412, 428)
    assert (await lead.get(path)).json()["extensions"] == []


async def test_a_rehearsed_extension_leaves_the_clock_as_it_was(at: DeskOf) -> None:
    lead, award = await accepted(at)
    path = f"/deadlines/{award['id']}"
    before = await lead.get(path)

    rehearsed = await lead.request(
        "POST",
        f"{path}/extension",
        EXTENSION,
        {"If-Match": before.headers["etag"], "Prefer": "dry-run"},
    )

    assert rehearsed.json()["due_on"] == "2026-05-06"
    assert (await lead.get(path)).json() == before.json()
