"""Tests of reading a year of a calendar through HTTP."""

from typing import Any

import pytest

from tests.conftest import DeskOf


async def year(at: DeskOf, path: str) -> dict[str, Any]:
    response = await at("union", "window").get(f"/calendars/{path}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def test_a_year_is_shown_with_its_version_and_its_source(at: DeskOf) -> None:
    body = await year(at, "310120/2026")

    days = {day.pop("on"): day for day in body.pop("days")}
    assert body == {
        "division": "310120",
        "year": 2026,
        "version": "CN-2026.1",
        "is_provisional": False,
        "sources": ["https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"],
        "working_days": 248,
        "make_up_days": 6,
    }
    assert len(days) == 33 + 6
    assert days["2026-02-14"] == {
        "kind": "make_up",
        "name_zh": "春节调休上班",
        "name_en": "make-up working day for Spring Festival",
    }
    assert days["2026-10-01"] == {
        "kind": "rest",
        "name_zh": "国庆节",
        "name_en": "National Day",
    }


@pytest.mark.parametrize(
    ("path", "working_days", "is_provisional"),
    [
        ("310120/2024", 251, False),
        ("310120/2025", 248, False),
        ("CN/2027", 248, True),
        ("450103/2026", 248, True),
        ("310120/1949", 260, True),
        ("310120/2100", 248, True),
    ],
)
async def test_a_year_tells_its_working_days_and_whether_they_are_settled(
    at: DeskOf, path: str, working_days: int, is_provisional: bool
) -> None:
    body = await year(at, path)

    assert (body["working_days"], body["is_provisional"]) == (working_days, is_provisional)


async def test_a_region_shows_its_own_days(at: DeskOf) -> None:
    body = await year(at, "650102/2025")

    days = {day["on"]: day["name_zh"] for day in body["days"]}
    assert days["2025-06-10"] == "古尔邦节"
    assert body["version"] == "65-2026.1"
    assert len(body["sources"]) == 2


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("810000/2026", 404, "calendar-not-found"),
        ("999999/2026", 404, "calendar-not-found"),
        ("31012/2026", 422, "invalid-request"),
        ("3101201/2026", 422, "invalid-request"),
        ("cn/2026", 422, "invalid-request"),
        ("310120/1948", 422, "invalid-request"),
        ("310120/2101", 422, "invalid-request"),
        ("310120/2026.0", 422, "invalid-request"),
        ("310120/next", 422, "invalid-request"),
        ("310120/2026?month=1", 422, "invalid-request"),
    ],
)
async def test_a_calendar_that_there_is_not_is_refused(
    at: DeskOf, path: str, status: int, code: str
) -> None:
    response = await at("union", "window").get(f"/calendars/{path}")

    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize("role", ["window", "auditor", "admin", "system"])
async def test_every_caller_may_read_calendars(at: DeskOf, role: str) -> None:
    assert (await at("union", role).get("/calendars/CN/2026")).status_code == 200


async def test_a_calendar_that_has_not_changed_is_not_sent_again(
    at: DeskOf,
) -> None:
    desk = at("union", "officer")
    first = await desk.get("/calendars/310120/2026")

    again = await desk.get(
        "/calendars/310120/2026", headers={"If-None-Match": first.headers["etag"]}
    )

    assert again.status_code == 304
