"""Tests of the explanation of a clock: whoever reads it alone can count the clock again."""

from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.calendars import replay
from tests.conftest import DeskOf
from tests.deadlines.running import clock_of, refer
from tests.deadlines.test_moves import EXTENSION, PAUSE, accepted
from tests.deadlines.test_rules import settle
from tests.station import Desk, TestClock


async def explanation(desk: Desk, deadline_id: str) -> dict[str, Any]:
    found = await desk.get(f"/deadlines/{deadline_id}/explanation")
    assert found.status_code == 200, found.text
    shown: dict[str, Any] = found.json()
    return shown


async def test_a_clock_is_explained_by_its_event_its_rule_and_every_day(at: DeskOf) -> None:
    union = at("union")
    await refer(union)
    clock = await clock_of(union, "STN_TRIAGE_5D")

    shown = await explanation(union, clock["id"])

    assert shown["rule"]["code"] == "STN_TRIAGE_5D"
    assert shown["rule"]["source"].startswith("奉贤区农民工欠薪治理五方协作机制意见")
    assert (shown["started_by"]["type"], shown["started_by"]["zh"]) == (
        "case.registered",
        "登记立卷",
    )
    assert shown["started_by"]["fact"] is None
    assert shown["calendar_version"] == shown["counted_with"] == clock["calendar_version"]
    assert (shown["start"], shown["starts_at"]) == (
        "2026-03-02",
        "2026-03-02T09:00:00+08:00",
    )
    assert [step["kind"] for step in shown["steps"]] == [
        "event_day",
        *["counted"] * 5,
        *["rolled"] * 2,
        "ended",
    ]
    assert replay.end_of(shown["steps"]).isoformat() == clock["due_on"]
    other = shown["other_reading"]
    assert (other["unit"], other["due_on"]) == ("working_day", clock["other_due_on"])
    assert replay.end_of(other["steps"]).isoformat() == clock["other_due_on"]


async def test_each_pause_and_extension_is_explained_with_its_cause(
    at: DeskOf, clock: TestClock
) -> None:
    lead, award = await accepted(at)
    path = f"/deadlines/{award['id']}"
    await lead.change(f"{path}/pause", PAUSE)
    clock.advance(days=6)
    await lead.change(f"{path}/resumption", {})
    moved = (await lead.change(f"{path}/extension", EXTENSION)).json()

    shown = await explanation(lead, award["id"])

    assert (shown["started_by"]["fact"], shown["started_by"]["zh"]) == (
        "arbitration_accepted",
        "仲裁受理",
    )
    (pause,), (extension,) = shown["pauses"], shown["extensions"]
    assert (pause["cause"]["type"], pause["cause"]["agency"]) == ("deadline.paused", "310120-hrss")
    assert (extension["cause"]["type"], extension["approver_zh"], extension["approved_on"]) == (
        "deadline.extended",
        "责任机关负责人批准",
        "2026-03-03",
    )
    assert [term["zh"] for term in shown["terms"]] == ["四十五日", "十五日"]
    assert replay.days_counted(shown["steps"]) == 60
    kinds = [step["kind"] for step in shown["steps"]]
    assert (kinds.count("paused"), kinds.count("extended")) == (6, 1)
    assert shown["due_on"] == moved["due_on"] == replay.end_of(shown["steps"]).isoformat()
    assert shown["original_due_on"] == award["due_on"]


async def test_an_open_pause_is_explained_without_an_end(at: DeskOf) -> None:
    lead, award = await accepted(at)
    await lead.change(f"/deadlines/{award['id']}/pause", PAUSE)

    (pause,) = (await explanation(lead, award["id"]))["pauses"]

    assert pause["until"] is None


async def test_an_explanation_says_whether_the_end_was_counted_in_this_way(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union")
    await refer(union)
    clock = await clock_of(union, "STN_TRIAGE_5D")
    before = await explanation(union, clock["id"])

    await connection.execute(text("UPDATE deadline SET calendar_version = 'CN-earlier'"))

    after = await explanation(union, clock["id"])
    assert (before["is_as_counted"], after["is_as_counted"]) == (True, False)
    assert (after["counted_with"], after["calendar_version"]) == (
        "CN-earlier",
        before["calendar_version"],
    )


async def test_business_hours_are_part_of_the_explanation(
    at: DeskOf, app: FastAPI, connection: AsyncConnection
) -> None:
    await settle(
        connection,
        app,
        opens_at='"09:00:00"',
        closes_at='"17:00:00"',
        late_is_next_day="true",
    )
    union = at("union")
    union.clock.advance(hours=9)
    referral = await refer(union)
    clock = await clock_of(union, "REF_ANSWER_5WD", piece_id=referral["id"])

    shown = await explanation(union, clock["id"])

    assert shown["office"] == {"closes_at": "17:00:00", "late_is_next_day": True}
    assert [step["kind"] for step in shown["steps"][:2]] == ["after_hours", "event_day"]
    assert shown["due_at"] == "2026-03-10T17:00:00+08:00"
    assert replay.end_of(shown["steps"]).isoformat() == clock["due_on"]


async def test_an_explanation_is_hidden_like_its_clock(at: DeskOf) -> None:
    union = at("union")
    await refer(union)
    clock = await clock_of(union, "STN_TRIAGE_5D")
    path = f"/deadlines/{clock['id']}/explanation"

    hidden = await at("court").get(path)
    refused = await at("union", "auditor").get(path)

    assert (hidden.status_code, hidden.json()["code"]) == (404, "deadline-not-found")
    assert (refused.status_code, refused.json()["refused_by"]) == (403, "role")


async def test_an_explanation_that_was_read_is_not_sent_again(at: DeskOf) -> None:
    union = at("union")
    await refer(union)
    path = f"/deadlines/{(await clock_of(union, 'STN_TRIAGE_5D'))['id']}/explanation"
    held = {"If-None-Match": (await union.get(path)).headers["etag"]}

    assert (await union.request("GET", path, headers=held)).status_code == 304
