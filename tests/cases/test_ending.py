from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tests import bodies, rights
from tests.cases import folders
from tests.conftest import DeskOf
from tests.station import Desk, TestClock

ASKED = {
    "to_agency": "310120-procuratorate",
    "items": [{"sought": "考勤记录", "holder": "项目部", "proves": "实际出勤"}],
}


async def concluded(desk: Desk) -> dict[str, Any]:
    """A case on which every claim has its final state."""
    case = await folders.opened(desk)
    await folders.conclude(desk, case)
    return case


async def test_the_lead_closes_a_case_on_which_nothing_is_left(
    at: DeskOf, connection: AsyncConnection, clock: TestClock
) -> None:
    lead = at("union", "lead")
    case = await concluded(lead)
    clock.advance(days=3)

    answer = await lead.change(f"/cases/{case['id']}/closure", folders.REASON)

    assert answer.status_code == 200, answer.text
    event = await folders.last_event(connection, case)
    closed = answer.json()
    assert closed == await folders.current(lead, case)
    assert (closed["status"], closed["version"]) == ("closed", 2)
    assert closed["ended_at"].startswith("2026-03-05T")
    assert (event.type, event.version) == ("case.closed", 2)
    assert event.facts == {
        "from_status": "open",
        "status": "closed",
        "owner": "310120-union",
        "workers": 1,
        "claims": 1,
        "claimed_fen": 3_500_000,
        "paid_fen": 3_500_000,
    }
    assert event.narrative == folders.REASON


async def test_a_report_without_workers_is_closed_with_its_reason(at: DeskOf) -> None:
    lead = at("union", "lead")
    case = await folders.opened(lead, workers=[], is_anonymous=True)

    answer = await lead.change(f"/cases/{case['id']}/closure", folders.REASON)

    assert answer.status_code == 200


async def test_a_case_is_not_closed_over_open_work_and_is_told_what_is_left(at: DeskOf) -> None:
    lead = at("union", "lead")
    case = await folders.opened(lead)
    await folders.referred(at, case)
    await lead.create(f"/cases/{case['id']}/evidence-requests", ASKED)
    await at("union").create(f"/cases/{case['id']}/triage", {"question": "如何处置？"})

    closure = await lead.change(f"/cases/{case['id']}/closure", folders.REASON)
    withdrawal = await lead.change(f"/cases/{case['id']}/withdrawal", folders.REASON)

    left = {"open_referrals": 1, "open_requests": 1, "open_triages": 1}
    for answer, also in ((closure, {"open_claims": 1}), (withdrawal, {})):
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "work-outstanding")
        assert {n: problem[n] for n in problem if n.startswith("open_")} == {**left, **also}


async def test_an_open_claim_alone_keeps_a_case_open(at: DeskOf) -> None:
    lead = at("union", "lead")
    case = await folders.opened(lead)

    answer = await lead.change(f"/cases/{case['id']}/closure", folders.REASON)

    assert (answer.status_code, answer.json()["open_claims"]) == (409, 1)


@pytest.mark.parametrize("move", ["closure", "reopening", "withdrawal"])
async def test_no_case_ends_or_comes_back_without_a_reason(at: DeskOf, move: str) -> None:
    lead = at("union", "lead")
    case = await concluded(lead)

    answer = await lead.change(f"/cases/{case['id']}/{move}", {})

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["pointer"] == "/reason"


@pytest.mark.parametrize("role", rights.RIGHTS["close-case"].refused_roles)
async def test_only_a_lead_closes(at: DeskOf, role: str) -> None:
    union = at("union")
    case = await concluded(union)
    etag = (await union.get(f"/cases/{case['id']}")).headers["etag"]
    path = f"/cases/{case['id']}/closure"

    answer = await at("union", role).change(path, folders.REASON, etag=etag)

    assert (answer.status_code, answer.json()["refused_by"]) == (403, "role")


async def test_a_receiver_neither_closes_nor_withdraws_the_case(at: DeskOf) -> None:
    case = await folders.opened(at("union"))
    await folders.accepted(at, case)
    lead = at("procuratorate", "lead")

    for move in ("closure", "withdrawal"):
        answer = await lead.change(f"/cases/{case['id']}/{move}", folders.REASON)
        assert (answer.status_code, answer.json()["refused_by"]) == (403, "standing")


async def test_who_had_to_do_with_a_case_reads_it_after_its_end(
    at: DeskOf, clock: TestClock
) -> None:
    union, procuratorate = at("union", "lead"), at("procuratorate")
    case = await folders.opened(union)
    referral_id = await folders.accepted(at, case)
    await folders.conclude(procuratorate, case)
    done = {"outcome": "advice_given", "explanation": "已答复", "concluded_on": "2026-03-02"}
    await procuratorate.change(f"/referrals/{referral_id}/completion", done)
    await union.change(f"/cases/{case['id']}/closure", folders.REASON)
    clock.advance(days=400)

    for desk in (union, procuratorate):
        assert (await folders.current(desk, case))["status"] == "closed"
        assert (await desk.get(f"/referrals/{referral_id}")).status_code == 200


async def test_a_closed_case_is_closed_once_and_not_withdrawn(at: DeskOf) -> None:
    lead = at("union", "lead")
    case = await concluded(lead)
    await lead.change(f"/cases/{case['id']}/closure", folders.REASON)

    for move in ("closure", "withdrawal"):
        answer = await lead.change(f"/cases/{case['id']}/{move}", folders.REASON)
        assert (answer.status_code, answer.json()["code"]) == (409, "transition-not-allowed")
        assert answer.json()["allowed_actions"] == ["reopening"]


async def closed_with(at: DeskOf, kind: str) -> dict[str, Any]:
    """A closed case on which that agency completed a referral."""
    case = await folders.opened(at("union"))
    purpose = {"hrss": "inspection", "justice": "legal_aid"}.get(kind, "evidence_assist")
    referral_id = await folders.referred(at, case, kind, purpose)
    receiver = at(kind)
    await receiver.change(f"/referrals/{referral_id}/acceptance", {})
    await folders.conclude(receiver, case)
    done = {"outcome": "no_result", "explanation": "已答复", "concluded_on": "2026-03-02"}
    await receiver.change(f"/referrals/{referral_id}/completion", done)
    await at("union", "lead").change(f"/cases/{case['id']}/closure", folders.REASON)
    return case


@pytest.mark.parametrize("kind", ["hrss", "procuratorate"])
async def test_bureau_and_procuratorate_reopen_a_case_that_was_closed(
    at: DeskOf, connection: AsyncConnection, kind: str
) -> None:
    case = await closed_with(at, kind)
    before = (await folders.current(at("union"), case))["version"]

    answer = await at(kind, "lead").change(f"/cases/{case['id']}/reopening", folders.REASON)

    assert answer.status_code == 200, answer.text
    event = await folders.last_event(connection, case)
    reopened = answer.json()
    assert (reopened["status"], reopened["ended_at"]) == ("in_progress", None)
    assert reopened["version"] == before + 1
    assert reopened["workers"][0]["claims"][0]["status"] == "paid"
    assert event.type == "case.reopened"
    added = await at("union").create(f"/cases/{case['id']}/workers", bodies.worker())
    assert added.status_code == 201


@pytest.mark.parametrize(("kind", "factor"), [("union", "agency"), ("justice", "agency")])
async def test_no_other_agency_reopens(at: DeskOf, kind: str, factor: str) -> None:
    case = await closed_with(at, "justice")

    answer = await at(kind, "lead").change(f"/cases/{case['id']}/reopening", folders.REASON)

    assert (answer.status_code, answer.json()["refused_by"]) == (403, factor)


async def test_a_live_case_is_not_reopened(at: DeskOf) -> None:
    case = await folders.opened(at("union"))
    await folders.referred(at, case)

    answer = await at("procuratorate", "lead").change(
        f"/cases/{case['id']}/reopening", folders.REASON
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "transition-not-allowed")
    assert answer.json()["allowed_actions"] == ["start", "closure", "withdrawal"]


async def test_a_withdrawn_case_takes_its_open_claims_along(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union")
    case = await folders.opened(union, workers=[bodies.worker(), bodies.worker(name="李四")])
    await folders.conclude(union, case, paid_fen=1_000_000)

    answer = await union.change(f"/cases/{case['id']}/withdrawal", folders.REASON)

    assert answer.status_code == 200, answer.text
    event = await folders.last_event(connection, case)
    withdrawn = answer.json()
    assert withdrawn == await folders.current(union, case)
    assert (withdrawn["status"], withdrawn["open_claims"]) == ("withdrawn", 0)
    paid, open_before = (worker["claims"][0] for worker in withdrawn["workers"])
    assert (paid["status"], paid["version"]) == ("paid", 2)
    assert (open_before["status"], open_before["version"]) == ("withdrawn_by_worker", 2)
    assert open_before["concluded_at"] == withdrawn["ended_at"]
    assert event.type == "case.withdrawn"
    assert event.facts["withdrawn_claims"] == 1
    assert event.facts["paid_fen"] == 1_000_000


async def test_a_withdrawn_case_does_not_come_back(at: DeskOf) -> None:
    case = await folders.opened(at("procuratorate"))
    await at("procuratorate").change(f"/cases/{case['id']}/withdrawal", folders.REASON)

    answer = await at("procuratorate", "lead").change(
        f"/cases/{case['id']}/reopening", folders.REASON
    )

    assert (answer.status_code, answer.json()["allowed_actions"]) == (409, [])


@pytest.mark.parametrize("role", rights.RIGHTS["withdraw-case"].refused_roles)
async def test_only_who_does_casework_withdraws(at: DeskOf, role: str) -> None:
    union = at("union")
    case = await folders.opened(union)
    etag = (await union.get(f"/cases/{case['id']}")).headers["etag"]
    path = f"/cases/{case['id']}/withdrawal"

    answer = await at("union", role).change(path, folders.REASON, etag=etag)

    assert (answer.status_code, answer.json()["refused_by"]) == (403, "role")


async def test_a_closure_of_an_old_reading_is_refused(at: DeskOf) -> None:
    lead = at("union", "lead")
    case = await concluded(lead)
    etag = (await lead.get(f"/cases/{case['id']}")).headers["etag"]
    await lead.change(f"/cases/{case['id']}", {"urgency": "urgent"}, method="PATCH")

    answer = await lead.change(f"/cases/{case['id']}/closure", folders.REASON, etag=etag)

    assert answer.status_code == 412
