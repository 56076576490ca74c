"""Tests of every rule that a procedural fact starts: begun, paused, extended and ended by HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies import recorders
from app.calendars.terms import Direction, Unit
from app.core.clock import CHINA
from app.core.database import dump_json
from app.deadlines import catalogue
from app.deadlines.rule import FACT, Rule
from app.events.procedure import FactKind
from tests import bodies
from tests.conftest import DeskOf
from tests.station import START, Desk

MEMBERS = ("court", "procuratorate", "union", "justice", "hrss")
TODAY = START.astimezone(CHINA).date()
SHIPPED = catalogue.load()
OF_FACTS = [rule for rule in SHIPPED.rules if rule.starts_on[0].startswith(FACT)]
IN_FORCE = [rule for rule in OF_FACTS if rule.in_force(TODAY)]
UNVERIFIED = sorted(rule.code for rule in OF_FACTS if not rule.is_on_by_default)
IN_NINETY_DAYS = TODAY + timedelta(days=90)


def named(rule: Rule) -> str:
    return rule.code


each_rule = pytest.mark.parametrize("rule", IN_FORCE, ids=named)


class Matter:
    """A case that all five members see, with the worker of its disputes."""

    def __init__(self, at: DeskOf, case: dict[str, Any]) -> None:
        self.at = at
        self.id = case["id"]
        self.worker = case["workers"][0]["id"]

    async def record(self, trigger: str, on: date = TODAY) -> dict[str, Any]:
        """The fact, told with all that any rule it starts must know, by a member that may."""
        kind = FactKind(trigger.removeprefix(FACT))
        (member, *_) = [member for member in MEMBERS if recorders.may_record(member, kind)]
        rules = [each for each in IN_FORCE if trigger in each.starts_on]
        body: dict[str, Any] = {"kind": kind, "concerns": self.worker, "occurred_on": str(on)}
        if any(each.unit is Unit.HOUR for each in rules):
            del body["occurred_on"]
            body["occurred_at"] = START.isoformat()
        if any(each.amount is None for each in rules):
            body["term"] = {"amount": 7, "unit": "calendar_day"}
        recorded = await self.at(member).create(f"/cases/{self.id}/facts", body)
        assert recorded.status_code == 201, recorded.text
        shown: dict[str, Any] = recorded.json()
        return shown

    async def start(self, rule: Rule) -> dict[str, Any]:
        """The clock of the rule; what is counted back is counted from a day to come."""
        on = TODAY if rule.direction is Direction.AFTER else IN_NINETY_DAYS
        recorded = await self.record(rule.starts_on[0], on)
        (clock,) = [
            each
            for each in recorded["deadlines"]
            if each["rule_code"] == rule.code and each["status"] == "running"
        ]
        found: dict[str, Any] = (await self.at("union").get(f"/deadlines/{clock['id']}")).json()
        return found


@pytest.fixture
async def matter(at: DeskOf, app: FastAPI, connection: AsyncConnection) -> Matter:
    await connection.execute(
        text("UPDATE station SET rules = rules || CAST(:more AS jsonb)"),
        {"more": dump_json({"switched_on": UNVERIFIED})},
    )
    app.state.directory.forget()
    registered = await at("union").create("/cases", bodies.case())
    assert registered.status_code == 201, registered.text
    case = registered.json()
    opened = await at("union").create(f"/cases/{case['id']}/triage", {"question": "请各方会商"})
    assert opened.status_code == 201, opened.text
    return Matter(at, case)


def lead_of(matter: Matter, clock: dict[str, Any]) -> Desk:
    return matter.at(clock["responsible"].partition("-")[2], "lead")


@each_rule
async def test_its_fact_starts_a_clock_and_another_ends_it(matter: Matter, rule: Rule) -> None:
    clock = await matter.start(rule)

    ended = await matter.record(next(each for each in rule.stops_on if FACT in each))

    assert (clock["status"], clock["rule_name_zh"]) == ("running", rule.zh)
    assert clock["term"]["amount"] == (rule.amount or 7)
    (after,) = [each for each in ended["deadlines"] if each["id"] == clock["id"]]
    assert (after["status"], after["due_on"]) == ("stopped", clock["due_on"])


@each_rule
async def test_it_pauses_only_on_a_ground_of_the_law_and_then_by_exactly_that_time(
    matter: Matter, rule: Rule, clock: Any
) -> None:
    begun = await matter.start(rule)
    desk, path = lead_of(matter, begun), f"/deadlines/{begun['id']}"

    paused = await desk.change(f"{path}/pause", {"reason": "依法中止"})

    if rule.suspension is None:
        assert (paused.status_code, paused.json()["code"]) == (422, "deadline-not-pausable")
        return
    assert (paused.status_code, paused.json()["status"]) == (200, "paused"), paused.text
    clock.advance(days=14)
    resumed = await desk.change(f"{path}/resumption", {})
    assert (resumed.status_code, resumed.json()["status"]) == (200, "running")
    explained = (await desk.get(f"{path}/explanation")).json()
    still = [step["on"] for step in explained["steps"] if step["kind"] == "paused"]
    assert still == [str(TODAY + timedelta(days=n)) for n in range(1, 15)]
    assert resumed.json()["due_on"] > begun["due_on"] == resumed.json()["original_due_on"]


@each_rule
async def test_it_is_extended_only_as_far_and_as_often_as_the_law_says(
    matter: Matter, rule: Rule
) -> None:
    begun = await matter.start(rule)
    desk, path = lead_of(matter, begun), f"/deadlines/{begun['id']}/extension"
    allowed = rule.extension
    body = {
        "amount": (allowed and allowed.amount) or 5,
        "approver": allowed.approver if allowed else "head",
        "approved_on": str(TODAY),
        "reason": "案情复杂",
    }

    extended = await desk.change(path, body)

    if allowed is None:
        assert (extended.status_code, extended.json()["code"]) == (422, "deadline-not-extendable")
        return
    assert extended.status_code == 200, extended.text
    shown = extended.json()
    assert shown["due_on"] > begun["due_on"] == shown["original_due_on"]
    for _ in range(allowed.times - 1):
        assert (await desk.change(path, body)).status_code == 200
    once_more = await desk.change(path, body)
    assert (once_more.status_code, once_more.json()["code"]) == (409, "extension-used")
    if allowed.amount is not None:
        another = await matter.start(rule)
        longer = {**body, "amount": allowed.amount + 1}
        refused = await desk.change(f"/deadlines/{another['id']}/extension", longer)
        assert (refused.status_code, refused.json()["code"]) == (422, "extension-too-long")


def test_every_other_rule_follows_an_event_of_the_service() -> None:
    others = {rule.code for rule in SHIPPED.rules} - {rule.code for rule in OF_FACTS}

    assert others == {
        "STN_TRIAGE_5D", "FIRST_CONTACT_1D", "REF_RECEIPT_1WD", "REF_ANSWER_5WD",
        "REF_SUPPLEMENT_5WD", "REF_RETURN_3WD", "REF_OBJECTION_5WD", "EVD_ANSWER_5WD",
    }  # fmt: skip
