"""Tests of the clocks that follow events: when they start, how far they run, what stops them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.database import dump_json
from tests import bodies
from tests.conftest import DeskOf
from tests.deadlines.running import clock_of, clocks, move, refer, refer_again, running
from tests.evidence import asking
from tests.station import TestClock

FIVE_DAYS = "STN_TRIAGE_5D"
RECEIPT, ANSWER = "REF_RECEIPT_1WD", "REF_ANSWER_5WD"
SUPPLEMENT, RETURN, OBJECTION = "REF_SUPPLEMENT_5WD", "REF_RETURN_3WD", "REF_OBJECTION_5WD"
EVIDENCE = "EVD_ANSWER_5WD"

LEGAL_AID = {"to_agency": "310120-justice", "purpose": "legal_aid"}
REASON = {"reason_code": "other", "explanation": "材料与所称事实不符"}


def instant(written: str) -> datetime:
    return datetime.fromisoformat(written)


def received(at: str) -> dict[str, Any]:
    """A lead on twelve workers whose names and periods nobody knows yet."""
    lead = {"channel": "hotline_12345", "received_at": at}
    return {"case": bodies.case(lead=lead, workers=[], estimated_workers=12)}


@pytest.mark.parametrize(
    ("lead_on", "by_calendar_days", "by_working_days"),
    [
        ("2023-11-13", "2023-11-20", "2023-11-20"),
        # The five days end in the festival, and the Sunday after it is worked.
        ("2024-02-05", "2024-02-18", "2024-02-18"),
        ("2025-01-24", "2025-02-05", "2025-02-07"),
        ("2026-02-11", "2026-02-24", "2026-02-25"),
        ("2026-09-18", "2026-09-23", "2026-09-24"),
    ],
)
async def test_the_five_days_of_the_station_are_kept_in_both_readings(
    at: DeskOf, clock: TestClock, lead_on: str, by_calendar_days: str, by_working_days: str
) -> None:
    clock.now = instant(f"{lead_on}T10:00:00+08:00")
    union = at("union")

    await refer(union, **received(f"{lead_on}T09:00:00+08:00"))

    five_days = await clock_of(union, FIVE_DAYS)
    assert (five_days["due_on"], five_days["other_due_on"]) == (by_calendar_days, by_working_days)
    midnight = instant(f"{by_calendar_days}T00:00:00+08:00") + timedelta(days=1)
    assert instant(five_days["due_at"]) == midnight
    assert five_days["is_provisional"] is False
    assert (five_days["responsible"], five_days["piece_id"]) == ("310120-union", None)


async def test_the_five_days_run_from_first_receipt_however_late_it_is_registered(
    at: DeskOf,
) -> None:
    union = at("union")

    await refer(union, **received("2026-02-26T23:30:00+08:00"))

    five_days = await clock_of(union, FIVE_DAYS)
    assert instant(five_days["starts_at"]) == instant("2026-02-26T23:30:00+08:00")
    # Saturday 28 February is worked.
    assert (five_days["due_on"], five_days["other_due_on"]) == ("2026-03-03", "2026-03-04")


async def test_the_day_of_first_receipt_is_that_of_china_whatever_the_offset(at: DeskOf) -> None:
    union = at("union")

    await refer(union, **received("2026-02-25T16:30:00Z"))

    assert (await clock_of(union, FIVE_DAYS))["due_on"] == "2026-03-03"


async def test_a_lead_that_comes_to_light_after_its_five_days_is_late_at_once(
    at: DeskOf,
) -> None:
    union = at("union")

    await refer(union, **received("2026-01-05T09:00:00+08:00"))

    five_days = await clock_of(union, FIVE_DAYS)
    assert (five_days["due_on"], five_days["is_overdue"]) == ("2026-01-12", True)


async def test_the_five_days_end_when_all_chosen_routes_run(at: DeskOf, clock: TestClock) -> None:
    union = at("union")
    evidence = await refer(union)
    legal_aid = await refer_again(union, evidence, **LEGAL_AID)
    clock.advance(days=1)

    await move(at("procuratorate"), evidence, "acceptance")
    assert (await clock_of(union, FIVE_DAYS))["status"] == "running"
    clock.advance(hours=2)
    await move(at("justice"), legal_aid, "acceptance")

    five_days = await clock_of(union, FIVE_DAYS)
    assert five_days["status"] == "stopped"
    assert instant(five_days["stopped_at"]) == clock.now


async def test_neither_receipt_nor_refusal_of_every_route_ends_the_five_days(at: DeskOf) -> None:
    union, procuratorate = at("union"), at("procuratorate")
    referral = await refer(union)

    await move(procuratorate, referral, "receipt")
    await move(procuratorate, referral, "rejection", **REASON)

    assert (await clock_of(union, FIVE_DAYS))["status"] == "running"


async def test_a_refused_route_leaves_the_five_days_to_the_route_that_runs(at: DeskOf) -> None:
    union = at("union")
    evidence = await refer(union)
    legal_aid = await refer_again(union, evidence, **LEGAL_AID)

    await move(at("justice"), legal_aid, "acceptance")
    await move(at("procuratorate"), evidence, "rejection", **REASON)

    assert (await clock_of(union, FIVE_DAYS))["status"] == "stopped"


async def test_sending_starts_the_clocks_of_receipt_and_answer(
    at: DeskOf, clock: TestClock
) -> None:
    clock.now = instant("2026-03-06T20:00:00+08:00")
    union = at("union")

    referral = await refer(union, **received("2026-03-02T09:00:00+08:00"))

    receipt = await clock_of(union, RECEIPT, piece_id=referral["id"])
    answer = await clock_of(union, ANSWER, piece_id=referral["id"])
    assert instant(receipt["starts_at"]) == instant(answer["starts_at"]) == clock.now
    assert (receipt["due_on"], answer["due_on"]) == ("2026-03-09", "2026-03-13")
    assert receipt["responsible"] == answer["responsible"] == "310120-procuratorate"
    assert receipt["other_due_on"] is answer["other_due_on"] is None


@pytest.mark.parametrize(
    ("steps", "still_running"),
    [
        ([], {RECEIPT, ANSWER}),
        ([("receipt", {})], {ANSWER}),
        ([("acceptance", {})], set()),
        ([("receipt", {}), ("acceptance", {})], set()),
        ([("rejection", REASON)], {OBJECTION}),
        ([("supplement-request", {"missing": "缺少身份证明"})], {SUPPLEMENT}),
        ([("acceptance", {}), ("return-request", REASON)], {RETURN}),
    ],
)
async def test_what_the_receiver_does_stops_its_clocks_and_starts_those_of_the_sender(
    at: DeskOf, steps: list[tuple[str, dict[str, Any]]], still_running: set[str]
) -> None:
    union = at("union")
    referral = await refer(union)

    for action, said in steps:
        await move(at("procuratorate"), referral, action, **said)

    assert await running(union, referral["id"]) == still_running
    owed = {RECEIPT: "procuratorate", ANSWER: "procuratorate"}
    for each in await clocks(union, piece_id=referral["id"], status="running"):
        assert each["responsible"] == f"310120-{owed.get(each['rule_code'], 'union')}"


async def test_a_withdrawn_referral_has_no_running_clock(at: DeskOf) -> None:
    union = at("union")
    referral = await refer(union)

    await move(union, referral, "withdrawal", explanation="劳动者已自行解决")

    assert await running(union, referral["id"]) == set()


async def test_a_supplement_gives_the_receiver_its_whole_time_again(
    at: DeskOf, clock: TestClock
) -> None:
    union = at("union")
    referral = await refer(union)
    clock.advance(days=2)
    await move(at("procuratorate"), referral, "supplement-request", missing="缺少工资流水")
    clock.advance(days=1)

    await move(union, referral, "supplement", supplement="已补工资流水")

    answers = await clocks(union, piece_id=referral["id"])
    earlier, later = [each for each in answers if each["rule_code"] == ANSWER]
    assert (earlier["status"], earlier["due_on"]) == ("stopped", "2026-03-09")
    assert (later["status"], later["due_on"]) == ("running", "2026-03-12")
    assert instant(later["starts_at"]) == clock.now
    assert await running(union, referral["id"]) == {ANSWER}


async def test_a_receiver_waits_for_the_supplement_until_its_clock_has_run_out(
    at: DeskOf, clock: TestClock
) -> None:
    procuratorate = at("procuratorate")
    referral = await refer(at("union"))
    await move(procuratorate, referral, "supplement-request", missing="缺少工资流水")
    awaited = await clock_of(procuratorate, SUPPLEMENT)

    early = await procuratorate.change(f"/referrals/{referral['id']}/rejection", REASON)
    clock.now = instant(awaited["due_at"])
    late = await procuratorate.change(f"/referrals/{referral['id']}/rejection", REASON)

    assert (early.status_code, early.json()["rule"]) == (409, SUPPLEMENT)
    assert instant(early.json()["due_at"]) == clock.now
    assert late.status_code == 200, late.text


async def test_the_clocks_of_one_referral_run_on_when_another_is_accepted(at: DeskOf) -> None:
    union = at("union")
    evidence = await refer(union)
    legal_aid = await refer_again(union, evidence, **LEGAL_AID)

    await move(at("procuratorate"), evidence, "acceptance")

    assert await running(union, legal_aid["id"]) == {RECEIPT, ANSWER}


async def test_the_clocks_of_one_case_run_on_when_another_is_handled(at: DeskOf) -> None:
    union = at("union")
    handled, waiting = await refer(union), await refer(union)

    await move(at("procuratorate"), handled, "acceptance")

    statuses = {
        referral["id"]: (await clock_of(union, FIVE_DAYS, case_id=referral["case_id"]))["status"]
        for referral in (handled, waiting)
    }
    assert statuses == {handled["id"]: "stopped", waiting["id"]: "running"}


async def test_a_request_for_evidence_runs_until_it_is_answered(
    at: DeskOf, clock: TestClock
) -> None:
    union, procuratorate = at("union"), at("procuratorate")
    asked = await asking.request(at)
    path = asking.path_of(asked)

    clock.advance(days=1)
    await procuratorate.change(f"{path}/acceptance", {})
    accepted = await clock_of(union, EVIDENCE, piece_id=asked["id"])
    await procuratorate.change(f"{path}/answers", {"answers": asking.answers(asked)})
    answered = await clock_of(union, EVIDENCE, piece_id=asked["id"])

    assert (accepted["status"], accepted["due_on"]) == ("running", "2026-03-09")
    assert accepted["responsible"] == "310120-procuratorate"
    assert (answered["status"], instant(answered["stopped_at"])) == ("stopped", clock.now)


async def local_rules(connection: AsyncConnection, app: FastAPI, **rules: Any) -> None:
    changed = text("UPDATE station SET rules = rules || CAST(:rules AS jsonb)")
    await connection.execute(changed, {"rules": dump_json(rules)})
    app.state.directory.forget()


async def test_a_station_may_count_the_five_days_as_working_days(
    at: DeskOf, connection: AsyncConnection, app: FastAPI
) -> None:
    await local_rules(connection, app, counted_reading="working_day")
    union = at("union")

    await refer(union, **received("2026-02-26T09:00:00+08:00"))

    five_days = await clock_of(union, FIVE_DAYS)
    assert (five_days["due_on"], five_days["other_due_on"]) == ("2026-03-04", "2026-03-03")


async def test_a_station_may_set_a_term_of_its_own(
    at: DeskOf, connection: AsyncConnection, app: FastAPI
) -> None:
    await local_rules(connection, app, deadlines={ANSWER: {"amount": 2, "unit": "working_day"}})
    union = at("union")

    referral = await refer(union)

    answer = await clock_of(union, ANSWER, piece_id=referral["id"])
    receipt = await clock_of(union, RECEIPT, piece_id=referral["id"])
    assert (answer["due_on"], receipt["due_on"]) == ("2026-03-04", "2026-03-03")


async def test_a_count_into_a_year_without_a_notice_is_provisional(
    at: DeskOf, clock: TestClock
) -> None:
    clock.now = instant("2026-12-31T10:00:00+08:00")
    union = at("union")

    await refer(union)

    assert (await clock_of(union, ANSWER))["is_provisional"] is True


async def test_a_reopened_case_has_five_days_again_which_a_new_route_ends(at: DeskOf) -> None:
    union, procuratorate = at("union"), at("procuratorate")
    referral = await refer(union)
    await move(procuratorate, referral, "acceptance")
    done = {"outcome": "paid_in_full", "explanation": "付清", "concluded_on": "2026-03-02"}
    await move(procuratorate, referral, "completion", **done, paid_fen=3_500_000)
    case = (await union.get(f"/cases/{referral['case_id']}")).json()
    claim = case["workers"][0]["claims"][0]
    path = f"/cases/{case['id']}"
    paid = {"status": "paid", "paid_fen": claim["amount_fen"], "reason": "已付清"}
    await union.change(f"{path}/claims/{claim['id']}/conclusion", paid)
    closed = await at("union", "lead").change(f"{path}/closure", {"reason": "已了结"})
    assert closed.status_code == 200, closed.text
    reopened = await at("procuratorate", "lead").change(f"{path}/reopening", {"reason": "再欠"})
    assert reopened.status_code == 200, reopened.text

    again = await refer_again(union, referral, **LEGAL_AID)
    running_before = await clocks(union, case_id=case["id"], status="running")
    await move(at("justice"), again, "acceptance")

    left = await clocks(union, case_id=case["id"], status="running")
    assert FIVE_DAYS in {each["rule_code"] for each in running_before}
    assert FIVE_DAYS not in {each["rule_code"] for each in left}
