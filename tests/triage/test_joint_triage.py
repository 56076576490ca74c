import pytest

from tests import rights
from tests.conftest import DeskOf
from tests.station import TestClock
from tests.triage.members import MEMBERS, agree, decide, member, route, say


async def test_members_see_the_case_while_the_triage_is_open_and_not_after_it(
    at: DeskOf, case_id: str
) -> None:
    assert (await at("court").get(f"/cases/{case_id}/triage")).status_code == 200
    await agree(at, case_id, *MEMBERS)

    decided = await decide(at, case_id, route("procuratorate", "evidence_assist"))

    assert decided.status_code == 200, decided.text
    assert (await at("court").get(f"/cases/{case_id}/triage")).status_code == 404
    assert (await at("procuratorate").get(f"/cases/{case_id}/triage")).status_code == 200


async def test_the_decision_refers_every_route_at_once_and_keeps_who_said_what(
    at: DeskOf, case_id: str
) -> None:
    dissent = {"stance": "dissent", "reason": "已超过退休年龄，监察不宜受理"}
    await agree(at, case_id, *MEMBERS)
    await say(at, case_id, "procuratorate", stance="propose", routes=[route("hrss", "inspection")])
    await say(at, case_id, "hrss/inspection", **dissent)

    routes = [route("procuratorate", "evidence_assist"), route("justice", "legal_aid")]
    decided = await decide(at, case_id, *routes, owner="310120-procuratorate")

    minutes = decided.json()
    assert minutes["status"] == "decided"
    assert len(minutes["referrals"]) == 2
    assert {(p["agency"], p["stance"]) for p in minutes["positions"]} > {
        ("310120-procuratorate", "propose"),
        ("310120-hrss", "dissent"),
    }
    inbox = (await at("justice").get("/referrals?purpose=legal_aid")).json()["items"]
    assert [line["id"] for line in inbox] == [minutes["referrals"][1]]


async def test_silence_counts_only_after_its_working_day(
    at: DeskOf, case_id: str, clock: TestClock
) -> None:
    await agree(at, case_id, "union", "justice")

    early = await decide(at, case_id, route("hrss", "inspection"))
    clock.advance(days=2)
    late = await decide(at, case_id, route("hrss", "inspection"))

    assert early.status_code == 409
    assert early.json()["code"] == "positions-outstanding"
    assert early.json()["waiting_for"] == [
        member(name) for name in ("court", "hrss/arbitration", "hrss/inspection", "procuratorate")
    ]
    assert late.status_code == 200, late.text
    assert late.json()["silent"] == early.json()["waiting_for"]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("court", "lead"),
        *(("union", role) for role in rights.RIGHTS["decide-triage"].refused_roles),
    ],
)
async def test_only_the_lead_of_the_station_decides(
    at: DeskOf, case_id: str, kind: str, role: str
) -> None:
    await agree(at, case_id, *MEMBERS)

    refused = await decide(at, case_id, by=at(kind, role))

    assert refused.status_code == 403


async def test_a_position_moves_the_version_so_nobody_decides_on_an_old_reading(
    at: DeskOf, case_id: str
) -> None:
    await agree(at, case_id, *MEMBERS)
    etag = (await at("union").get(f"/cases/{case_id}/triage")).headers["etag"]
    await agree(at, case_id, "court")

    decided = await decide(at, case_id, etag=etag)

    assert decided.status_code == 412


async def test_a_wall_inside_an_agency_gives_each_side_its_own_voice(
    at: DeskOf, case_id: str
) -> None:
    await agree(at, case_id, "court", "procuratorate", "union", "justice", "hrss/inspection")

    early = await decide(at, case_id)
    await say(at, case_id, "hrss/arbitration", stance="dissent", reason="可能进入仲裁，应予回避")
    await agree(at, case_id, "hrss/inspection")
    decided = await decide(at, case_id)

    assert early.json()["waiting_for"] == [member("hrss/arbitration")]
    stances = {p["unit"]: p["stance"] for p in decided.json()["positions"] if p["unit"]}
    assert stances == {"inspection": "agree", "arbitration": "dissent"}


async def test_the_timeline_says_which_unit_spoke(at: DeskOf, case_id: str) -> None:
    await agree(at, case_id, *MEMBERS)
    await decide(at, case_id)

    timeline = (await at("justice").get(f"/cases/{case_id}/timeline?limit=200")).json()["items"]

    facts = [entry["facts"] for entry in timeline if entry["type"].startswith("triage.")]
    opened, *stated, decided = facts
    assert member("hrss/arbitration") in opened["members"]
    assert [(f["agency"], f["unit"]) for f in stated[-2:]] == [
        ("310120-hrss", "arbitration"),
        ("310120-hrss", "inspection"),
    ]
    assert {"stance": "agree", **member("hrss/arbitration")} in decided["positions"]
