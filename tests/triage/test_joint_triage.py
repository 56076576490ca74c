from typing import Any

import pytest

from tests import bodies
from tests.conftest import DeskOf
from tests.station import TestClock

QUESTION = {"question": "证据不足，是否由检察院协助取证并由监察立案？"}
MEMBERS = ["court", "procuratorate", "union", "justice", "hrss"]


def route(kind: str, purpose: str) -> dict[str, Any]:
    return {"to_agency": f"310120-{kind}", "purpose": purpose, "asked_action": "请依法办理"}


@pytest.fixture
async def case_id(at: DeskOf) -> str:
    """A case that the justice bureau's window registered and put up for triage."""
    sent = await at("justice", "window").create(
        "/referrals", bodies.referral(to_agency="310120-union", purpose="triage")
    )
    case_id: str = sent.json()["case_id"]
    opened = await at("justice").create(f"/cases/{case_id}/triage", QUESTION)
    assert opened.status_code == 201, opened.text
    return case_id


async def agree(at: DeskOf, case_id: str, *kinds: str) -> None:
    for kind in kinds:
        said = await at(kind).create(f"/cases/{case_id}/triage/positions", {"stance": "agree"})
        assert said.status_code == 201, said.text


async def test_members_see_the_case_while_the_triage_is_open_and_not_after_it(
    at: DeskOf, case_id: str
) -> None:
    assert (await at("court").get(f"/cases/{case_id}/triage")).status_code == 200
    await agree(at, case_id, *MEMBERS)

    decision = {"routes": [route("procuratorate", "evidence_assist")], "reasons": "先补证据"}
    decided = await at("union", "lead").change(f"/cases/{case_id}/triage/decision", decision)

    assert decided.status_code == 200, decided.text
    assert (await at("court").get(f"/cases/{case_id}/triage")).status_code == 404
    assert (await at("procuratorate").get(f"/cases/{case_id}/triage")).status_code == 200


async def test_the_decision_refers_every_route_at_once_and_keeps_who_said_what(
    at: DeskOf, case_id: str
) -> None:
    proposal = {"stance": "propose", "routes": [route("hrss", "inspection")]}
    dissent = {"stance": "dissent", "reason": "已超过退休年龄，监察不宜受理"}
    await at("procuratorate").create(f"/cases/{case_id}/triage/positions", proposal)
    await at("hrss").create(f"/cases/{case_id}/triage/positions", dissent)
    await agree(at, case_id, "court", "union", "justice")

    routes = [route("procuratorate", "evidence_assist"), route("justice", "legal_aid")]
    decided = await at("union", "lead").change(
        f"/cases/{case_id}/triage/decision",
        {"routes": routes, "reasons": "证据与援助并行", "owner": "310120-procuratorate"},
    )

    minutes = decided.json()
    assert minutes["status"] == "decided"
    assert len(minutes["referrals"]) == 2
    assert {p["agency"]: p["stance"] for p in minutes["positions"]}["310120-hrss"] == "dissent"
    inbox = (await at("justice").get("/referrals?purpose=legal_aid")).json()["items"]
    assert [line["id"] for line in inbox] == [minutes["referrals"][1]]


async def test_silence_counts_only_after_its_working_day(
    at: DeskOf, case_id: str, clock: TestClock
) -> None:
    await agree(at, case_id, "union", "justice")
    lead = at("union", "lead")
    decision = {"routes": [route("hrss", "inspection")], "reasons": "依职权调查"}

    early = await lead.change(f"/cases/{case_id}/triage/decision", decision)
    clock.advance(days=2)
    late = await lead.change(f"/cases/{case_id}/triage/decision", decision)

    assert early.status_code == 409
    assert early.json()["code"] == "positions-outstanding"
    assert early.json()["waiting_for"] == ["310120-court", "310120-hrss", "310120-procuratorate"]
    assert late.status_code == 200, late.text
    assert late.json()["silent"] == early.json()["waiting_for"]


async def test_only_the_lead_of_the_station_decides(at: DeskOf, case_id: str) -> None:
    await agree(at, case_id, *MEMBERS)
    decision = {"routes": [], "reasons": "不属于欠薪事项"}

    by_officer = await at("union").change(f"/cases/{case_id}/triage/decision", decision)
    by_other_lead = await at("court", "lead").change(f"/cases/{case_id}/triage/decision", decision)

    assert by_officer.status_code == 403
    assert by_other_lead.status_code == 403


async def test_a_position_moves_the_version_so_nobody_decides_on_an_old_reading(
    at: DeskOf, case_id: str
) -> None:
    await agree(at, case_id, *MEMBERS)
    lead = at("union", "lead")
    etag = (await lead.get(f"/cases/{case_id}/triage")).headers["etag"]
    await agree(at, case_id, "court")

    decided = await lead.change(
        f"/cases/{case_id}/triage/decision", {"routes": [], "reasons": "结束"}, etag=etag
    )

    assert decided.status_code == 412
