"""Tests of the what-if: terms and rules counted without a case, and all that is refused."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core import database
from app.tables import MODULES  # noqa: F401 - every table is counted below
from tests.conftest import DeskOf
from tests.deadlines.running import clock_of, refer
from tests.deadlines.test_rules import settle
from tests.station import Desk

FIVE_DAYS = {"amount": 5, "unit": "working_day"}
PLAIN = {"division": "310120", "start": "2024-02-05", "term": FIVE_DAYS}
"""Before the Spring Festival of 2024, whose rest is made up for on two Sundays."""


async def ask(desk: Desk, body: dict[str, Any]) -> Any:
    return await desk.request("POST", "/deadline-calculations", body)


async def answer(desk: Desk, **changes: Any) -> dict[str, Any]:
    answered = await ask(desk, {**PLAIN, **changes})
    assert answered.status_code == 200, answered.text
    shown: dict[str, Any] = answered.json()
    return shown


async def test_a_term_is_counted_over_a_festival_with_every_day_explained(at: DeskOf) -> None:
    shown = await answer(at("union"))

    assert (shown["due_on"], shown["due_at"]) == ("2024-02-18", "2024-02-19T00:00:00+08:00")
    assert (shown["provisional"], shown["rule"], shown["other_reading"]) == (False, None, None)
    assert shown["calendar_version"].startswith("CN-")
    days = {step["on"]: step["kind"] for step in shown["explanation"]}
    assert days["2024-02-10"] == "rest"
    assert shown["explanation"][0]["kind"] == "event_day"
    assert shown["explanation"][-1]["kind"] == "ended"
    assert [step["number"] for step in shown["explanation"] if step["kind"] == "counted"] == [
        1, 2, 3, 4, 5,
    ]  # fmt: skip
    assert all(step["reason_zh"] and step["reason_en"] for step in shown["explanation"])


async def test_a_term_is_counted_back(at: DeskOf) -> None:
    shown = await answer(
        at("union"),
        start="2026-09-30",
        term={"amount": 4, "unit": "calendar_day"},
        direction="before",
    )

    assert shown["due_on"] == "2026-09-24"


@pytest.mark.parametrize(
    ("term", "roll", "due_on"),
    [
        # The last of February is a Saturday that is worked.
        ({"amount": 1, "unit": "month"}, True, "2026-02-28"),
        ({"amount": 1, "unit": "year"}, True, "2027-02-01"),
        ({"amount": 1, "unit": "year"}, False, "2027-01-31"),
        ({"amount": 10, "unit": "calendar_day"}, True, "2026-02-10"),
    ],
)
async def test_units_and_rolling(
    at: DeskOf,
    term: dict[str, Any],
    roll: bool,
    due_on: str,
) -> None:
    shown = await answer(at("union"), start="2026-01-31", term=term, roll=roll)

    assert shown["due_on"] == due_on


async def test_hours_are_counted_from_the_instant(at: DeskOf) -> None:
    shown = await answer(
        at("union"),
        start="2026-03-02T10:20:00+08:00",
        term={"amount": 24, "unit": "hour"},
        roll=False,
    )

    assert shown["due_at"] == "2026-03-03T11:00:00+08:00"
    assert shown["start"] == "2026-03-02T10:20:00+08:00"


async def test_a_year_without_a_notice_is_provisional(at: DeskOf) -> None:
    shown = await answer(at("union"), start="2028-01-28")

    assert shown["provisional"] is True


async def test_any_division_is_counted_by_its_own_calendar(at: DeskOf) -> None:
    term = {"amount": 1, "unit": "working_day"}

    shanghai = await answer(at("union"), start="2022-05-02", term=term, division="310000")
    guangxi = await answer(at("union"), start="2024-04-10", term=term, division="450000")

    assert shanghai["calendar_version"] != guangxi["calendar_version"]


async def test_a_rule_gives_the_same_end_as_its_clock(at: DeskOf) -> None:
    union = at("union")
    await refer(union)
    clock = await clock_of(union, "STN_TRIAGE_5D")

    shown = await answer(union, term=None, rule="STN_TRIAGE_5D", start=clock["starts_at"])

    assert (shown["due_on"], shown["due_at"]) == (clock["due_on"], clock["due_at"])
    assert shown["rule"]["code"] == "STN_TRIAGE_5D"
    assert shown["rule"]["certainty_zh"] == "据报道或摘录"
    assert shown["other_reading"]["due_on"] == clock["other_due_on"]
    assert shown["other_reading"]["steps"][-1]["kind"] == "ended"
    assert shown["calendar_version"] == clock["calendar_version"]


async def test_a_rule_is_counted_as_the_station_counts_it(
    at: DeskOf, app: FastAPI, connection: AsyncConnection
) -> None:
    await settle(
        connection,
        app,
        deadlines='{"REF_ANSWER_5WD": {"amount": 2, "unit": "working_day"}}',
        opens_at='"09:00:00"',
        closes_at='"17:00:00"',
    )

    shown = await answer(at("union"), term=None, rule="REF_ANSWER_5WD", start="2026-03-02")
    elsewhere = await answer(
        at("union"), term=None, rule="REF_ANSWER_5WD", start="2026-03-02", division="110101"
    )

    assert (shown["term"]["zh"], shown["due_at"]) == ("两个工作日", "2026-03-04T17:00:00+08:00")
    assert shown["office"] == {"closes_at": "17:00:00", "late_is_next_day": False}
    assert (elsewhere["due_on"], elsewhere["office"]) == ("2026-03-09", None)


async def test_a_rule_without_a_length_takes_it_from_the_question(at: DeskOf) -> None:
    shown = await answer(
        at("union"),
        rule="PROC_SUPPORT_CFG",
        start="2026-03-02",
        term={"amount": 3, "unit": "working_day"},
    )

    assert shown["due_on"] == "2026-03-05"


async def test_pauses_and_extensions_move_the_end_and_keep_the_original(at: DeskOf) -> None:
    shown = await answer(
        at("union"),
        term=None,
        rule="ARB_AWARD_45D",
        start="2026-03-02",
        pauses=[{"since": "2026-03-10T09:00:00+08:00", "until": "2026-03-20T09:00:00+08:00"}],
        extensions=[{"amount": 15, "unit": "calendar_day"}],
    )

    assert (shown["original_due_on"], shown["due_on"]) == ("2026-04-16", "2026-05-11")
    kinds = [step["kind"] for step in shown["explanation"]]
    assert (kinds.count("paused"), kinds.count("extended")) == (10, 1)


async def test_a_calculation_writes_nothing(at: DeskOf, connection: AsyncConnection) -> None:
    tables = database.metadata().sorted_tables
    union = at("union")
    await union.get("/me")

    async def size() -> list[int]:
        found = [await connection.execute(select(func.count()).select_from(t)) for t in tables]
        return [each.scalar_one() for each in found]

    before = await size()
    await answer(union)

    assert await size() == before


async def test_everybody_with_a_token_may_calculate(at: DeskOf) -> None:
    for desk in (at("union", "auditor"), at("court", "window"), at("justice", "system")):
        assert (await ask(desk, PLAIN)).status_code == 200
    without = await at("union").http.post("/v1/deadline-calculations", json=PLAIN)
    assert without.status_code == 401


HOURS = {"amount": 24, "unit": "hour"}
MARCH = {"since": "2026-03-10T09:00:00+08:00", "until": "2026-03-20T09:00:00+08:00"}
REVERSED = {"since": MARCH["until"], "until": MARCH["since"]}
OVERLAPPING = {"since": "2026-03-19T09:00:00+08:00", "until": "2026-03-25T09:00:00+08:00"}
AWARD = {"rule": "ARB_AWARD_45D", "start": "2026-03-02", "term": None}
HALF_MONTH = {"amount": 15, "unit": "calendar_day"}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"division": "990000"}, 404, "calendar-not-found"),
        ({"rule": "NO_SUCH_RULE", "term": None}, 404, "deadline-rule-not-found"),
        ({**AWARD, "start": "1999-01-04"}, 404, "deadline-rule-not-found"),
        ({"start": "1948-12-31"}, 422, "beyond-calendar"),
        ({"start": "2101-01-01"}, 422, "beyond-calendar"),
        ({"start": "2100-12-30"}, 422, "beyond-calendar"),
        ({"start": "2199-12-31T23:59:59-12:00"}, 422, "beyond-calendar"),
        ({"term": {"amount": 31, "unit": "year"}}, 422, "term-out-of-range"),
        ({"term": {"amount": 7_001, "unit": "working_day"}}, 422, "term-out-of-range"),
        ({"term": HOURS}, 422, "instant-needed"),
        ({"pauses": [REVERSED]}, 422, "pause-reversed"),
        ({**AWARD, "rule": "ARB_ACCEPT_5WD", "pauses": [MARCH]}, 422, "deadline-not-pausable"),
        (
            {**AWARD, "rule": "ARB_ACCEPT_5WD", "extensions": [HALF_MONTH]},
            422,
            "deadline-not-extendable",
        ),
        ({**AWARD, "extensions": [{**HALF_MONTH, "amount": 16}]}, 422, "extension-too-long"),
        ({**AWARD, "extensions": [HALF_MONTH, HALF_MONTH]}, 409, "extension-used"),
    ],
)
async def test_what_cannot_be_counted_is_refused_by_name(
    at: DeskOf, changes: dict[str, Any], status: int, code: str
) -> None:
    refused = await ask(at("union"), {**PLAIN, **changes})

    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"term": None}, "", "rule-or-term"),
        ({"term": {"amount": 0, "unit": "working_day"}}, "/term/amount", "too-small"),
        ({"term": {"amount": -3, "unit": "working_day"}}, "/term/amount", "too-small"),
        ({"term": {"amount": 10**9, "unit": "hour"}}, "/term/amount", "too-large"),
        ({"term": {"amount": 1.5, "unit": "month"}}, "/term/amount", "not-integer"),
        ({"term": {"amount": 1, "unit": "week"}}, "/term/unit", "not-a-choice"),
        ({"division": "union"}, "/division", "invalid-value"),
        ({"start": "2024-02-30"}, "/start", "day-or-time-format"),
        ({"start": "05.02.2024"}, "/start", "day-or-time-format"),
        ({"start": "2024-02-05T09:00:00"}, "/start", "day-or-time-format"),
        ({"start": 20240205}, "/start", "day-or-time-format"),
        ({"direction": "sideways"}, "/direction", "not-a-choice"),
        ({"roll": "yes"}, "/roll", "not-boolean"),
        ({"rule": "arb", "term": None}, "/rule", "invalid-value"),
        ({**AWARD, "direction": "after"}, "", "set-by-rule"),
        ({**AWARD, "roll": True}, "", "set-by-rule"),
        ({**AWARD, "term": FIVE_DAYS}, "/term", "set-by-rule"),
        ({**AWARD, "extensions": [{"amount": 1, "unit": "month"}]}, "/extensions", "set-by-rule"),
        ({"rule": "PROC_SUPPORT_CFG", "term": None}, "/term", "required"),
        ({"pauses": [MARCH, OVERLAPPING]}, "", "pauses-overlap"),
        ({"pauses": [MARCH] * 21}, "/pauses", "too-long"),
        ({"case_id": "x"}, "/*", "unknown-member"),
    ],
)
async def test_a_question_that_does_not_fit_is_refused_with_its_place(
    at: DeskOf, changes: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await ask(at("union"), {**PLAIN, "start": "2026-03-02", **changes})

    assert refused.status_code == 422, refused.text
    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["fields"]] == [
        (pointer, code)
    ]
