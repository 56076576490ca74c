"""Tests of the read routes of the directory, as the clients of the demonstration see them."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies import loading
from tests.agencies.files import SMALL, district, with_sixth_member
from tests.conftest import DeskOf


@pytest.fixture(autouse=True)
async def _two_stations(connection: AsyncConnection, tmp_path: Path) -> None:
    """Two members have joined the demonstration, and there is a station beside it."""
    await loading.apply(connection, district(tmp_path, with_sixth_member()))
    await loading.apply(connection, district(tmp_path, SMALL.replace("310120", "310101")))


def by_id(response: httpx.Response) -> dict[str, dict[str, Any]]:
    assert response.status_code == 200, response.text
    assert response.json()["next_cursor"] is None
    return {entry.get("id", entry.get("agency")): entry for entry in response.json()["items"]}


async def test_a_member_sees_the_members_of_its_own_station_only(at: DeskOf) -> None:
    agencies = by_id(await at("union").get("/agencies"))

    assert len(agencies) == 7
    assert {agency["division"] for agency in agencies.values()} == {"310120"}


async def test_an_agency_is_shown_in_both_languages_with_its_powers(at: DeskOf) -> None:
    agencies = by_id(await at("union").get("/agencies"))

    bureau = agencies["310120-hrss"]
    assert (bureau["name_zh"], bureau["kind_en"]) == (
        "上海市奉贤区人力资源和社会保障局",
        "Human-resources bureau",
    )
    assert set(bureau["units"]) == {"inspection", "arbitration"}
    assert {"inspection", "arbitration"} <= set(bureau["purposes"])
    assert "enforcement" not in bureau["purposes"]


async def test_a_former_member_is_still_shown_by_name(
    at: DeskOf, connection: AsyncConnection, tmp_path: Path
) -> None:
    text = with_sixth_member()
    text = text[: text.rindex("[[clients]]")]
    text = text.replace('kind = "police"\n', 'kind = "police"\nactive = false\n')
    await loading.apply(connection, district(tmp_path, text))

    police = by_id(await at("union").get("/agencies"))["310120-police"]

    assert police["is_active"] is False
    assert police["purposes"] == []


async def test_a_member_reads_its_station_with_windows_and_rules(at: DeskOf) -> None:
    response = await at("union").get("/stations/310120")

    station = response.json()
    assert response.status_code == 200
    assert station["lead_agencies"] == ["310120-union"]
    assert len(station["members"]) == 7
    windows = {window["id"]: window for window in station["windows"]}
    assert windows["310120-union-service-centre"]["name_zh"] == "职工服务中心"
    assert windows["310120-union-service-centre"]["address"] is None
    assert windows["310120-governance_centre-hall"]["address"] == "演示地址一号"
    assert station["rules"] == {
        "counted_reading": "calendar_day",
        "triage_silence_days": 1,
        "opens_at": None,
        "closes_at": None,
        "late_is_next_day": False,
        "deadlines": {},
        "switched_on": [],
        "due_soon_days": [1],
        "escalation_days": [0, 3, 5],
    }


async def test_a_station_that_has_not_changed_is_not_sent_again(at: DeskOf) -> None:
    first = await at("union").get("/stations/310120")

    again = await at("union").get(
        "/stations/310120", headers={"If-None-Match": first.headers["etag"]}
    )

    assert first.headers["etag"].startswith('"2.')
    assert again.status_code == 304


@pytest.mark.parametrize("division", ["310101", "999999"])
async def test_another_station_is_answered_like_one_that_does_not_exist(
    at: DeskOf, division: str
) -> None:
    response = await at("union").get(f"/stations/{division}")

    assert (response.status_code, response.json()["code"]) == (404, "not-found")


async def test_candidates_come_with_unit_ground_and_legal_basis(at: DeskOf) -> None:
    found = by_id(await at("union").get("/routing/candidates?purpose=mediation"))

    assert set(found) == {
        "310120-court",
        "310120-governance_centre",
        "310120-hrss",
        "310120-justice",
        "310120-union",
    }
    assert found["310120-hrss"]["unit"] == "arbitration"
    assert found["310120-court"]["unit"] == ""
    assert found["310120-governance_centre"]["ground"] == "declared"
    assert found["310120-union"]["ground_zh"] == "法定职权"
    assert found["310120-union"]["basis_zh"].startswith("劳动争议调解仲裁法第十条")
    assert "art. 10" in found["310120-union"]["basis_en"]


@pytest.mark.parametrize("query", ["", "?purpose=pardon", "?purpose=triage&limit=5"])
async def test_candidates_are_asked_for_by_one_known_purpose(at: DeskOf, query: str) -> None:
    response = await at("union").get(f"/routing/candidates{query}")

    assert (response.status_code, response.json()["code"]) == (422, "invalid-request")


@pytest.mark.parametrize(
    ("kind", "role", "unit"),
    [
        ("court", "window", None),
        ("hrss", "lead", "inspection"),
        ("hrss", "auditor", "arbitration"),
        ("station", "operator", None),
    ],
)
async def test_everyone_at_the_station_may_read_the_directory(
    at: DeskOf, kind: str, role: str, unit: str | None
) -> None:
    response = await at(kind, role, unit).get("/agencies")

    assert response.status_code == 200


async def test_the_bureau_has_no_desk_that_stands_above_its_wall(at: DeskOf) -> None:
    desk = at("hrss")
    desk.unit = None

    response = await desk.get("/agencies")

    assert response.status_code == 401
