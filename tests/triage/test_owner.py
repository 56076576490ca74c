from typing import Any

import pytest

from tests.conftest import DeskOf
from tests.triage.conftest import QUESTION
from tests.triage.members import MEMBERS, agree, decide, route

HRSS = "310120-hrss"
TO_INSPECTION = route("hrss", "inspection")
TO_ARBITRATION = route("hrss", "arbitration")
TO_NO_UNIT = route("hrss", "hotline_or_petition_reply")


@pytest.fixture
async def assessed(at: DeskOf, case_id: str) -> str:
    """A case of which every member has spoken."""
    await agree(at, case_id, *MEMBERS)
    return case_id


async def case_of(at: DeskOf, case_id: str) -> dict[str, Any]:
    case: dict[str, Any] = (await at("justice").get(f"/cases/{case_id}")).json()
    return case


async def triage_again(at: DeskOf, case_id: str, **decision: Any) -> None:
    """One more round, in which everybody agrees to what is decided."""
    opened = await at("justice").create(f"/cases/{case_id}/triage", QUESTION)
    assert opened.status_code == 201, opened.text
    await agree(at, case_id, *MEMBERS)
    decided = await decide(at, case_id, **decision)
    assert decided.status_code == 200, decided.text


@pytest.mark.parametrize(
    ("routes", "said", "unit"),
    [
        ([TO_INSPECTION], {}, "inspection"),
        ([TO_ARBITRATION, TO_NO_UNIT], {}, "arbitration"),
        ([TO_INSPECTION, TO_ARBITRATION], {"owner_unit": "arbitration"}, "arbitration"),
        ([], {"owner_unit": "inspection"}, "inspection"),
    ],
)
async def test_a_walled_agency_owns_a_case_by_one_of_its_units(
    at: DeskOf, assessed: str, routes: list[dict[str, Any]], said: dict[str, str], unit: str
) -> None:
    decided = await decide(at, assessed, *routes, owner=HRSS, **said)

    assert (decided.json()["owner"], decided.json()["owner_unit"]) == (HRSS, unit)
    case = await case_of(at, assessed)
    assert (case["owner"], case["owner_unit"]) == (HRSS, unit)
    changed = await at("hrss", "officer", unit).change(
        f"/cases/{assessed}", {"urgency": "urgent"}, method="PATCH"
    )
    assert changed.status_code == 200, changed.text


@pytest.mark.parametrize("unit", ["inspection", "arbitration"])
async def test_the_other_side_of_the_wall_does_not_own_the_case(
    at: DeskOf, assessed: str, unit: str
) -> None:
    await decide(at, assessed, owner=HRSS, owner_unit=unit)

    other = {"inspection": "arbitration", "arbitration": "inspection"}[unit]
    assert (await at("hrss", "lead", unit).get(f"/cases/{assessed}")).status_code == 200
    assert (await at("hrss", "lead", other).get(f"/cases/{assessed}")).status_code == 404


@pytest.mark.parametrize(
    ("routes", "said", "units"),
    [
        ([], {"owner": HRSS}, ["arbitration", "inspection"]),
        ([TO_NO_UNIT], {"owner": HRSS}, ["arbitration", "inspection"]),
        ([TO_INSPECTION, TO_ARBITRATION], {"owner": HRSS}, ["arbitration", "inspection"]),
        ([], {"owner": "310120-court", "owner_unit": "inspection"}, []),
        ([], {"owner_unit": "inspection"}, []),
    ],
)
async def test_an_owner_whose_unit_is_not_clear_is_none(
    at: DeskOf,
    assessed: str,
    routes: list[dict[str, Any]],
    said: dict[str, str],
    units: list[str],
) -> None:
    before = await case_of(at, assessed)

    refused = await decide(at, assessed, *routes, **said)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "owner-unit-unclear")
    assert problem["units"] == units
    assert await case_of(at, assessed) == before


async def test_the_unit_alone_moves_a_case_across_the_wall_of_its_owner(
    at: DeskOf, assessed: str
) -> None:
    await decide(at, assessed, owner=HRSS, owner_unit="inspection")

    await triage_again(at, assessed, owner_unit="arbitration")

    case = await case_of(at, assessed)
    assert (case["owner"], case["owner_unit"]) == (HRSS, "arbitration")


async def test_an_owner_that_is_named_again_keeps_the_unit_that_it_has(
    at: DeskOf, assessed: str
) -> None:
    await decide(at, assessed, owner=HRSS, owner_unit="arbitration")
    before = await case_of(at, assessed)

    await triage_again(at, assessed, owner=HRSS)

    case = await case_of(at, assessed)
    assert (case["owner_unit"], case["version"]) == ("arbitration", before["version"])


async def test_whoever_read_the_case_under_its_former_owner_reads_it_again_before_a_change(
    at: DeskOf, assessed: str
) -> None:
    court = at("court")
    read = await court.get(f"/cases/{assessed}")
    await decide(at, assessed, owner="310120-court")

    stale = await court.change(
        f"/cases/{assessed}", {"urgency": "urgent"}, method="PATCH", etag=read.headers["etag"]
    )
    fresh = await court.change(f"/cases/{assessed}", {"urgency": "urgent"}, method="PATCH")

    assert stale.status_code == 412
    assert fresh.status_code == 200
    assert fresh.json()["version"] == read.json()["version"] + 2


async def test_a_decision_that_leaves_the_owner_leaves_the_version_of_the_case(
    at: DeskOf, assessed: str
) -> None:
    before = await case_of(at, assessed)

    await decide(at, assessed)

    after = await case_of(at, assessed)
    assert (after["owner"], after["version"]) == (before["owner"], before["version"])


async def test_a_former_owner_reads_the_case_and_only_says_what_it_learns_of_a_procedure(
    at: DeskOf, assessed: str
) -> None:
    await decide(at, assessed, route("procuratorate", "evidence_assist"), owner="310120-court")
    await triage_again(at, assessed, owner="310120-procuratorate")
    await triage_again(at, assessed)
    court = at("court", "lead")

    listed = (await court.get("/cases")).json()["items"]
    minutes = (await at("justice").get(f"/cases/{assessed}/triage")).json()
    of_others = (await at("procuratorate").get("/referrals")).json()["items"]
    offered = (await court.get(f"/cases/{assessed}/actions")).json()["items"]

    assert [line["id"] for line in listed] == [assessed]
    assert minutes["owner"] == "310120-procuratorate"
    assert (await court.get(f"/referrals/{of_others[0]['id']}")).status_code == 404
    assert [each["action"] for each in offered if each["allowed"]] == ["facts"]


async def test_the_originator_stays_what_it_is_when_another_owns_its_case(
    at: DeskOf, assessed: str
) -> None:
    await decide(at, assessed, owner="310120-court")

    standings = (await at("justice").get("/cases?role=participant")).json()["items"]
    assert standings == []
    sent = await at("justice").create(
        "/referrals", {**route("union", "mediation"), "case_id": assessed}
    )
    assert sent.status_code == 201


async def test_what_the_owner_must_see_to_goes_with_the_case(at: DeskOf, assessed: str) -> None:
    def watched(by: str) -> dict[str, str]:
        return {"case_id": assessed, "rule_code": "STN_TRIAGE_5D", "agency": f"310120-{by}"}

    before = await at("justice").get("/deadlines", params=watched("justice"))
    await decide(at, assessed, owner="310120-court")

    after = await at("justice").get("/deadlines", params=watched("court"))
    (clock,) = before.json()["items"]
    assert [each["id"] for each in after.json()["items"]] == [clock["id"]]
