"""Tests of procedural facts: who may record what, what each must say, and which clocks move."""

from typing import Any

import pytest

from tests import bodies
from tests.conftest import DeskOf
from tests.station import Desk, TestClock

RECEIVED = {"kind": "arbitration_applied", "occurred_on": "2026-03-02"}
ACCEPTED = {"kind": "arbitration_accepted", "occurred_on": "2026-03-04"}


class Shared:
    """A case of the union that all members see while its triage is open."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.id = case["id"]
        self.worker = case["workers"][0]["id"]

    async def record(self, desk: Desk, **said: Any) -> Any:
        return await desk.create(f"/cases/{self.id}/facts", said)

    async def clocks(self, desk: Desk, **filters: str) -> dict[str, dict[str, Any]]:
        listed = await desk.get("/deadlines", params={"case_id": self.id, **filters})
        return {each["rule_code"]: each for each in listed.json()["items"]}


@pytest.fixture
async def case(at: DeskOf) -> Shared:
    registered = await at("union").create("/cases", bodies.case())
    shared = Shared(registered.json())
    opened = await at("union").create(f"/cases/{shared.id}/triage", {"question": "请各方会商"})
    assert opened.status_code == 201, opened.text
    return shared


def arbitration(at: DeskOf) -> Desk:
    return at("hrss", unit="arbitration")


async def test_a_fact_is_shown_with_the_clocks_that_it_moved(at: DeskOf, case: Shared) -> None:
    desk = arbitration(at)

    recorded = await case.record(desk, **RECEIVED, document="沪奉劳人仲案字第12号", note="当面递交")

    shown = recorded.json()
    assert (recorded.status_code, shown["name_zh"]) == (201, "仲裁申请收到")
    assert (shown["recorded_by"], shown["document"]) == ("310120-hrss", "沪奉劳人仲案字第12号")
    assert [each["rule_code"] for each in shown["deadlines"]] == ["ARB_ACCEPT_5WD"]
    assert shown["deadlines"][0]["due_on"] == "2026-03-09"
    assert (await desk.get(recorded.headers["location"])).json() == shown


async def test_one_fact_ends_a_clock_and_starts_others(at: DeskOf, case: Shared) -> None:
    desk = arbitration(at)
    await case.record(desk, **RECEIVED)
    at("union").clock.advance(days=2)

    await case.record(desk, **ACCEPTED)

    clocks = await case.clocks(desk)
    assert clocks["ARB_ACCEPT_5WD"]["status"] == "stopped"
    assert clocks["ARB_AWARD_45D"]["due_on"] == "2026-04-20"
    assert clocks["ARB_AWARD_45D"]["responsible"] == "310120-hrss"


async def test_the_time_of_each_worker_runs_from_its_own_service(at: DeskOf, case: Shared) -> None:
    union = at("union")
    second = await union.create(f"/cases/{case.id}/workers", {"name": "李四"})
    workers = [case.worker, second.json()["id"]]
    union.clock.advance(days=10)
    for worker, served_on in zip(workers, ["2026-03-05", "2026-03-10"], strict=True):
        served = await case.record(
            union, kind="award_served_worker", occurred_on=served_on, concerns=worker
        )
        assert served.status_code == 201, served.text

    await case.record(union, kind="lawsuit_filed", occurred_on="2026-03-12", concerns=workers[0])

    listed = await union.get("/deadlines", params={"case_id": case.id, "rule_code": "ARB_SUE_15D"})
    ends = {each["concerns"]: (each["due_on"], each["status"]) for each in listed.json()["items"]}
    assert ends == {workers[0]: ("2026-03-20", "running"), workers[1]: ("2026-03-25", "running")}


async def test_what_runs_for_the_whole_case_is_ended_by_a_service_on_the_employer(
    at: DeskOf, case: Shared
) -> None:
    court = at("court")
    employer = await at("union").create(
        f"/cases/{case.id}/parties", {"role": "subcontractor", "name": "上海某劳务有限公司"}
    )
    await case.record(court, kind="payment_order_issued", occurred_on="2026-03-02")

    await case.record(
        court,
        kind="payment_order_served",
        occurred_on="2026-03-02",
        concerns=employer.json()["id"],
    )

    assert (await case.clocks(court))["PO_SERVE_30D"]["status"] == "stopped"


async def test_what_is_done_for_one_worker_is_still_owed_to_the_others(
    at: DeskOf, case: Shared
) -> None:
    bureau = at("hrss")
    await case.record(
        bureau,
        kind="wage_order_served",
        occurred_on="2026-03-02",
        term={"amount": 7, "unit": "calendar_day"},
    )

    await case.record(
        at("union"), kind="wages_paid", occurred_on="2026-03-02", concerns=case.worker
    )

    assert (await case.clocks(bureau))["LI_ORDER_COMPLY"]["status"] == "running"


async def test_the_same_fact_stated_again_corrects_its_clock_and_keeps_what_moved_it(
    at: DeskOf, case: Shared, clock: TestClock
) -> None:
    justice = at("justice")
    clock.advance(days=10)
    for kind, day in (
        ("legal_aid_applied", "2026-03-02"),
        ("legal_aid_incomplete", "2026-03-04"),
        ("legal_aid_supplemented", "2026-03-09"),
    ):
        await case.record(justice, kind=kind, occurred_on=day)

    corrected = await case.record(justice, kind="legal_aid_applied", occurred_on="2026-02-27")

    (aid,) = [d for d in corrected.json()["deadlines"] if d["rule_code"] == "LA_DECIDE_7D"]
    # Seven days from the twenty-seventh of February, and the five days of the pause.
    assert (aid["due_on"], aid["status"]) == ("2026-03-11", "running")
    *_, last = (await justice.get(f"/cases/{case.id}/timeline")).json()["items"]
    assert (last["type"], last["subject"]) == ("deadline.moved", aid["id"])


async def test_an_act_in_time_that_is_written_down_late_was_never_late(
    at: DeskOf, case: Shared, clock: TestClock
) -> None:
    desk = arbitration(at)
    await case.record(desk, **RECEIVED)
    clock.advance(days=30)
    paused = await case.record(
        at("union"),
        kind="limitation_interrupted",
        occurred_on="2026-03-20",
        concerns=case.worker,
    )
    assert paused.json()["deadlines"] == []

    await case.record(desk, **ACCEPTED)

    stopped = (await case.clocks(desk))["ARB_ACCEPT_5WD"]
    assert (stopped["breached_at"], stopped["escalation"]) == (None, 0)


async def test_an_interruption_before_the_limitation_began_shortens_nothing(
    at: DeskOf, case: Shared
) -> None:
    union = at("union")
    await case.record(
        union, kind="employment_ended", occurred_on="2026-02-27", concerns=case.worker
    )

    await case.record(
        union, kind="limitation_interrupted", occurred_on="2025-12-01", concerns=case.worker
    )

    assert (await case.clocks(union))["ARB_LIMIT_1Y"]["due_on"] == "2027-03-01"


async def test_a_closed_case_keeps_its_rights_and_ends_its_duties(at: DeskOf) -> None:
    union = at("union")
    registered = (await union.create("/cases", bodies.case())).json()
    case = Shared(registered)
    await case.record(
        union, kind="employment_ended", occurred_on="2026-02-27", concerns=case.worker
    )
    claim = registered["workers"][0]["claims"][0]
    concluded = await union.change(
        f"/cases/{case.id}/claims/{claim['id']}/conclusion",
        {"status": "time_barred", "reason": "已过时效"},
    )
    assert concluded.status_code == 200, concluded.text

    closed = await at("union", "lead").change(f"/cases/{case.id}/closure", {"reason": "已了结"})

    assert closed.status_code == 200, closed.text
    clocks = await case.clocks(union)
    assert clocks["STN_TRIAGE_5D"]["status"] == "stopped"
    assert clocks["ARB_LIMIT_1Y"]["status"] == "running"
    right = (await union.get(f"/deadlines/{clocks['ARB_LIMIT_1Y']['id']}")).json()
    (pause, *_) = right["actions"]
    assert [hindrance["code"] for hindrance in pause["blocked_by"]] == ["case-ended"]
    refused = await union.change(f"/deadlines/{right['id']}/pause", {"reason": "不可抗力"})
    assert (refused.status_code, refused.json()["code"]) == (409, "case-ended")


async def test_a_fact_of_long_ago_leaves_a_later_clock_alone(at: DeskOf, case: Shared) -> None:
    desk = arbitration(at)
    await case.record(desk, **RECEIVED)

    await case.record(desk, **{**ACCEPTED, "occurred_on": "2026-02-20"})

    assert (await case.clocks(desk))["ARB_ACCEPT_5WD"]["status"] == "running"


async def test_what_was_done_in_time_and_written_down_late_was_in_time(
    at: DeskOf, case: Shared, clock: TestClock
) -> None:
    desk = arbitration(at)
    await case.record(desk, **RECEIVED)
    clock.advance(days=30)

    await case.record(desk, **ACCEPTED)

    stopped = (await case.clocks(desk))["ARB_ACCEPT_5WD"]
    assert stopped["stopped_at"].startswith("2026-03-04")
    assert stopped["stopped_at"] < stopped["due_at"]


async def test_a_recorded_ground_pauses_the_clock_and_its_end_resumes_it(
    at: DeskOf, case: Shared, clock: TestClock
) -> None:
    justice = at("justice")
    await case.record(justice, kind="legal_aid_applied", occurred_on="2026-03-02")
    clock.advance(days=9)
    asked = await case.record(justice, kind="legal_aid_incomplete", occurred_on="2026-03-04")
    assert [each["status"] for each in asked.json()["deadlines"]] == ["paused"]

    supplied = await case.record(justice, kind="legal_aid_supplemented", occurred_on="2026-03-09")

    (running,) = [each for each in supplied.json()["deadlines"] if each["status"] == "running"]
    # Seven days from the second of March, and the five days of the pause.
    assert (running["rule_code"], running["due_on"]) == ("LA_DECIDE_7D", "2026-03-16")
    timeline = (await justice.get(f"/cases/{case.id}/timeline")).json()["items"]
    assert [each["type"] for each in timeline][-4:] == [
        "procedural_fact.recorded", "deadline.paused",
        "procedural_fact.recorded", "deadline.resumed",
    ]  # fmt: skip


async def test_an_interruption_counts_the_limitation_anew(
    at: DeskOf, case: Shared, clock: TestClock
) -> None:
    union = at("union")
    await case.record(
        union, kind="employment_ended", occurred_on="2025-06-30", concerns=case.worker
    )

    await case.record(
        union, kind="limitation_interrupted", occurred_on="2026-03-02", concerns=case.worker
    )

    limit = (await case.clocks(union))["ARB_LIMIT_1Y"]
    assert (limit["due_on"], limit["version"]) == ("2027-03-02", 2)


async def test_the_end_of_the_case_ends_every_clock_on_it(at: DeskOf) -> None:
    union = at("union")
    registered = (await union.create("/cases", bodies.case())).json()
    case = Shared(registered)
    await case.record(
        union, kind="employment_ended", occurred_on="2026-02-27", concerns=case.worker
    )

    ended = await union.change(f"/cases/{case.id}/withdrawal", {"reason": "工资已经付清"})

    assert ended.status_code == 200, ended.text
    assert {each["status"] for each in (await case.clocks(union)).values()} == {"stopped"}


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"kind": "moon_rose", "occurred_on": "2026-03-02"}, 422, "invalid-request"),
        ({"kind": "arbitration_applied"}, 422, "invalid-request"),
        ({**RECEIVED, "occurred_at": "2026-03-02T09:00:00+08:00"}, 422, "invalid-request"),
        ({**RECEIVED, "occurred_on": "2026-02-30"}, 422, "invalid-request"),
        ({**RECEIVED, "occurred_on": "1948-12-31"}, 422, "beyond-calendar"),
        ({**RECEIVED, "occurred_on": "2026-03-03"}, 422, "fact-in-future"),
        ({**RECEIVED, "concerns": "00000000-0000-7000-8000-000000000000"}, 422, "unknown-person"),
        ({**RECEIVED, "term": {"amount": 3, "unit": "working_day"}}, 422, "term-not-taken"),
        ({"kind": "award_served_worker", "occurred_on": "2026-03-02"}, 422, "person-needed"),
        ({"kind": "wage_order_served", "occurred_on": "2026-03-02"}, 422, "term-needed"),
        (
            {
                "kind": "wage_order_served",
                "occurred_on": "2026-03-02",
                "term": {"amount": 367, "unit": "calendar_day"},
            },
            422,
            "invalid-request",
        ),
        ({"kind": "crime_transfer_approved", "occurred_on": "2026-03-02"}, 422, "instant-needed"),
    ],
)
async def test_a_fact_that_says_too_little_or_too_much_changes_nothing(
    at: DeskOf, case: Shared, said: dict[str, Any], status: int, code: str
) -> None:
    desk = at("hrss")

    refused = await case.record(desk, **said)

    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
    assert set(await case.clocks(desk)) == {"STN_TRIAGE_5D"}


async def test_only_who_holds_the_procedure_records_its_facts(at: DeskOf, case: Shared) -> None:
    refused = await case.record(at("court"), **RECEIVED)

    assert (refused.status_code, refused.json()["code"]) == (422, "procedure-not-held")
    assert refused.json()["recorded_by"] == ["hrss"]


async def test_a_window_clerk_records_no_facts(at: DeskOf, case: Shared) -> None:
    refused = await case.record(
        at("union", "window"),
        kind="employment_ended",
        occurred_on="2026-03-01",
        concerns=case.worker,
    )

    assert (refused.status_code, refused.json()["refused_by"]) == (403, "role")


async def test_who_may_not_see_the_case_is_told_that_it_is_not_there(at: DeskOf) -> None:
    registered = (await at("union").create("/cases", bodies.case())).json()

    refused = await Shared(registered).record(arbitration(at), **RECEIVED)

    assert (refused.status_code, refused.json()["code"]) == (404, "case-not-found")


async def test_an_earlier_lead_moves_the_five_days_and_a_later_one_does_not(
    at: DeskOf, case: Shared
) -> None:
    union = at("union")
    lead = {"channel": "hotline_12345", "external_number": "FX-1"}
    before = (await case.clocks(union))["STN_TRIAGE_5D"]
    for received_at in ("2026-03-02T08:00:00+08:00", "2026-02-26T10:00:00+08:00"):
        added = await union.create(f"/cases/{case.id}/leads", {**lead, "received_at": received_at})
        assert added.status_code == 201, added.text

    after = (await case.clocks(union))["STN_TRIAGE_5D"]

    assert (before["id"], before["due_on"]) == (after["id"], "2026-03-09")
    assert after["due_on"] == "2026-03-03"


async def test_an_accepted_evidence_request_starts_the_handling(at: DeskOf) -> None:
    union = at("union")
    registered = (await union.create("/cases", bodies.case())).json()
    asked = await union.create(
        f"/cases/{registered['id']}/evidence-requests",
        {
            "to_agency": "310120-procuratorate",
            "items": [{"sought": "考勤记录", "holder": "总承包单位", "proves": "工作时间"}],
        },
    )
    assert asked.status_code == 201, asked.text
    case = Shared(registered)
    assert (await case.clocks(union))["STN_TRIAGE_5D"]["status"] == "running"

    await at("procuratorate").change(f"/evidence-requests/{asked.json()['id']}/acceptance", {})

    assert (await case.clocks(union))["STN_TRIAGE_5D"]["status"] == "stopped"
