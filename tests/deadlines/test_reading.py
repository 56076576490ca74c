"""Tests of reading clocks: who sees which, in which order, by which filters, and what is late."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import DeskOf
from tests.deadlines.running import clock_of, clocks, move, refer, refer_again, worklist
from tests.evidence import asking
from tests.station import Desk, TestClock

FIVE_DAYS, ANSWER, OBJECTION = "STN_TRIAGE_5D", "REF_ANSWER_5WD", "REF_OBJECTION_5WD"
LEGAL_AID = {"to_agency": "310120-justice", "purpose": "legal_aid"}
REASON = {"reason_code": "other", "explanation": "材料与所称事实不符"}


async def rules(desk: Desk, **filters: object) -> list[str]:
    return sorted(each["rule_code"] for each in await clocks(desk, **filters))


async def test_a_clock_is_shown_with_the_rule_that_set_it(at: DeskOf) -> None:
    union = at("union", "window")
    referral = await refer(union)
    listed = await clock_of(union, FIVE_DAYS)

    found = await union.get(f"/deadlines/{listed['id']}")

    assert found.status_code == 200, found.text
    assert listed.items() <= found.json().items()
    assert (listed["case_id"], listed["case_number"]) == (
        referral["case_id"],
        referral["case"]["number"],
    )
    assert listed["rule_name_zh"] == "服务站研判并启动处置"
    assert listed["rule_name_en"] == "Station triage decided and handling started"
    assert listed["source"].startswith("奉贤区农民工欠薪治理五方协作机制意见")
    assert (listed["article"], listed["stopped_at"]) == (None, None)
    assert (listed["status"], listed["is_overdue"]) == ("running", False)
    assert listed["calendar_version"]


async def test_one_clock_alone_is_shown_with_its_term_its_ledger_and_what_may_be_done(
    at: DeskOf,
) -> None:
    union = at("union", "lead")
    await refer(union)
    path = f"/deadlines/{(await clock_of(union, FIVE_DAYS))['id']}"

    shown = await union.get(path)

    clock = shown.json()
    assert shown.headers["etag"].startswith('"1.')
    assert clock["term"] == {
        "amount": 5,
        "unit": "calendar_day",
        "zh": "五日",
        "en": "5 calendar days",
    }
    assert (clock["other_unit"], clock["other_due_on"]) == ("working_day", "2026-03-09")
    assert (clock["pauses"], clock["extensions"], clock["next_notice_at"] is None) == (
        [],
        [],
        False,
    )
    assert (clock["obliged"], clock["certainty_zh"]) == ("agency", "据报道或摘录")
    assert clock["original_due_on"] == clock["due_on"] == "2026-03-09"
    hindered = {
        each["action"]: [h["code"] for h in each["blocked_by"]] for each in clock["actions"]
    }
    assert hindered == {
        "pause": ["deadline-not-pausable"],
        "resumption": ["transition-not-allowed"],
        "extension": ["deadline-not-extendable"],
    }


async def test_only_the_responsible_agency_is_offered_to_move_a_clock(at: DeskOf) -> None:
    union, procuratorate = at("union", "lead"), at("procuratorate", "lead")
    referral = await refer(union)
    path = f"/deadlines/{(await clock_of(union, ANSWER, piece_id=referral['id']))['id']}"

    asked = {desk.agency: (await desk.get(path)).json() for desk in (union, procuratorate)}

    codes = {agency: asked[agency]["actions"][0]["blocked_by"][0]["code"] for agency in asked}
    assert codes == {"310120-union": "standing", "310120-procuratorate": "deadline-not-pausable"}


async def test_the_worklist_is_what_the_own_agency_must_see_to_and_what_runs(at: DeskOf) -> None:
    union, procuratorate = at("union"), at("procuratorate")
    referral = await refer(union)
    await move(procuratorate, referral, "receipt")

    assert [each["rule_code"] for each in await worklist(union)] == [FIVE_DAYS]
    assert [each["rule_code"] for each in await worklist(procuratorate)] == [ANSWER]
    assert [each["rule_code"] for each in await worklist(procuratorate, status="stopped")] == [
        "REF_RECEIPT_1WD"
    ]
    assert await worklist(at("court")) == []


async def test_the_worklist_of_another_agency_shows_what_one_may_see_of_it(at: DeskOf) -> None:
    union = at("union")
    await refer(union)
    of_procuratorate = {"agency": "310120-procuratorate"}

    seen = {each["rule_code"] for each in await worklist(union, **of_procuratorate)}

    assert seen == {ANSWER, "REF_RECEIPT_1WD"}
    assert await worklist(at("justice"), **of_procuratorate) == []
    assert await worklist(union, agency="310120-nobody") == []


async def test_a_worklist_is_narrowed_by_rule_and_by_day(at: DeskOf) -> None:
    procuratorate = at("procuratorate")
    await refer(at("union"))
    receipt = {"due_from": "2026-03-03T00:00:00+08:00", "due_before": "2026-03-04T00:00:00+08:00"}

    assert [each["due_on"] for each in await worklist(procuratorate, rule_code=ANSWER)] == [
        "2026-03-09"
    ]
    assert [each["due_on"] for each in await worklist(procuratorate, **receipt)] == ["2026-03-03"]


async def test_a_receiver_sees_the_clocks_of_the_case_and_of_its_own_work_only(
    at: DeskOf,
) -> None:
    union = at("union")
    evidence = await refer(union)
    legal_aid = await refer_again(union, evidence, **LEGAL_AID)

    seen = {
        kind: {each["piece_id"] for each in await clocks(at(kind))}
        for kind in ("union", "procuratorate", "justice", "court")
    }

    assert seen == {
        "union": {None, evidence["id"], legal_aid["id"]},
        "procuratorate": {None, evidence["id"]},
        "justice": {None, legal_aid["id"]},
        "court": set(),
    }


async def test_the_clock_of_inspection_is_hidden_from_arbitration(at: DeskOf) -> None:
    asked = await asking.request(at, to_agency="310120-hrss")
    clock = await clock_of(at("hrss"), "EVD_ANSWER_5WD", piece_id=asked["id"])
    arbitration = at("hrss", unit="arbitration")

    hidden = await arbitration.get(f"/deadlines/{clock['id']}")

    assert (hidden.status_code, hidden.json()["code"]) == (404, "deadline-not-found")
    assert await clocks(arbitration) == []


async def test_a_clock_that_is_hidden_is_not_moved(at: DeskOf) -> None:
    union = at("union")
    await refer(union)
    path = f"/deadlines/{(await clock_of(union, FIVE_DAYS))['id']}"

    hidden = await at("court").change(f"{path}/pause", {"reason": "等待鉴定"}, etag='"1"')

    assert (hidden.status_code, hidden.json()["code"]) == (404, "deadline-not-found")


async def test_a_clock_that_is_not_there_is_answered_like_one_that_is_hidden(at: DeskOf) -> None:
    found = await at("union").get(f"/deadlines/{uuid4()}")

    assert (found.status_code, found.json()["code"]) == (404, "deadline-not-found")


async def test_an_auditor_reads_no_clocks(at: DeskOf) -> None:
    union, auditor = at("union"), at("union", "auditor")
    await refer(union)
    clock = await clock_of(union, FIVE_DAYS)

    for path in ("/deadlines", f"/deadlines/{clock['id']}"):
        refused = await auditor.get(path)
        assert (refused.status_code, refused.json()["refused_by"]) == (403, "role")


async def test_what_is_due_first_stands_first_and_every_page_goes_on_from_the_last(
    at: DeskOf, clock: TestClock
) -> None:
    union, procuratorate = at("union"), at("procuratorate")
    for _ in range(3):
        await refer(union)
        clock.advance(days=1)
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}

    while cursor is not None:
        page = (await procuratorate.get("/deadlines", params={"limit": 2, **cursor})).json()
        seen += page["items"]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}

    assert seen == await worklist(procuratorate)
    assert len({each["id"] for each in seen}) == len(seen) == 6
    assert seen == sorted(seen, key=lambda each: (each["due_at"], each["id"]))


async def test_clocks_are_listed_by_case_piece_of_work_and_status(at: DeskOf) -> None:
    union = at("union")
    first, second = await refer(union), await refer(union)
    await move(at("procuratorate"), first, "receipt")

    assert len(await clocks(union)) == 6
    assert {each["case_id"] for each in await clocks(union, case_id=first["case_id"])} == {
        first["case_id"]
    }
    assert await rules(union, piece_id=second["id"]) == [ANSWER, "REF_RECEIPT_1WD"]
    assert await rules(union, status="stopped") == ["REF_RECEIPT_1WD"]
    assert await rules(union, case_id=first["case_id"], status="running") == [ANSWER, FIVE_DAYS]


async def test_clocks_are_listed_by_when_they_have_run_out(at: DeskOf) -> None:
    union = at("union")
    await refer(union)
    due_at = datetime.fromisoformat((await clock_of(union, "REF_RECEIPT_1WD"))["due_at"])

    before = (due_at - timedelta(seconds=1)).isoformat()
    assert await rules(union, due_before=before) == []
    assert await rules(union, due_before=due_at.isoformat()) == ["REF_RECEIPT_1WD"]


async def test_a_duty_is_late_from_its_first_late_instant_on(at: DeskOf, clock: TestClock) -> None:
    union = at("union")
    await refer(union)
    receipt = await clock_of(union, "REF_RECEIPT_1WD")
    clock.now = datetime.fromisoformat(receipt["due_at"])

    assert await rules(union, overdue="true") == ["REF_RECEIPT_1WD"]
    assert await rules(union, overdue="false") == [ANSWER, FIVE_DAYS]
    assert (await clock_of(union, "REF_RECEIPT_1WD"))["is_overdue"] is True
    clock.now -= timedelta(microseconds=1)
    assert await rules(union, overdue="true") == []
    assert (await clock_of(union, "REF_RECEIPT_1WD"))["is_overdue"] is False


async def test_what_was_done_in_the_end_is_no_longer_overdue(at: DeskOf, clock: TestClock) -> None:
    union = at("union")
    referral = await refer(union)
    clock.advance(days=30)

    await move(at("procuratorate"), referral, "acceptance")

    assert await rules(union, overdue="true") == []
    assert len(await rules(union, status="stopped")) == 3


async def test_a_right_to_object_that_has_lapsed_makes_nobody_late(
    at: DeskOf, clock: TestClock
) -> None:
    union = at("union")
    referral = await refer(union)
    await move(at("procuratorate"), referral, "rejection", **REASON)
    clock.advance(days=30)

    objection = await clock_of(union, OBJECTION)

    assert datetime.fromisoformat(objection["due_at"]) < clock.now
    assert objection["is_overdue"] is False
    assert await rules(union, overdue="true") == [FIVE_DAYS]


async def test_a_clock_that_was_read_is_not_sent_again_until_it_is_late(
    at: DeskOf, clock: TestClock
) -> None:
    union = at("union")
    await refer(union)
    path = f"/deadlines/{(await clock_of(union, FIVE_DAYS))['id']}"
    held = {"If-None-Match": (await union.get(path)).headers["etag"]}

    again = await union.request("GET", path, headers=held)
    clock.advance(days=10)
    late = await union.request("GET", path, headers=held)

    assert (again.status_code, late.status_code) == (304, 200)
    assert late.json()["is_overdue"] is True


async def test_a_cursor_serves_only_the_filters_that_it_came_from(at: DeskOf) -> None:
    union = at("union")
    await refer(union)
    await refer(union)
    page = (await union.get("/deadlines?limit=1")).json()

    refused = await union.get(f"/deadlines?overdue=false&cursor={page['next_cursor']}")

    assert (refused.status_code, refused.json()["code"]) == (422, "cursor-invalid")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("overdue=yes", "not-boolean"),
        ("due_before=2026-03-09", "time-format"),
        ("status=late", "not-a-choice"),
        ("case_id=310120-2026-1", "uuid-format"),
        ("piece_id=", "uuid-format"),
        ("limit=1000", "too-large"),
        ("responsible=310120-union", "unknown-member"),
        ("agency=union", "invalid-value"),
        ("rule_code=five days", "invalid-value"),
        ("due_from=today", "time-format"),
    ],
)
async def test_clocks_are_asked_for_by_known_filters_only(
    at: DeskOf, query: str, code: str
) -> None:
    refused = await at("union").get(f"/deadlines?{query}")

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")
    assert [fault["code"] for fault in refused.json()["fields"]] == [code]
