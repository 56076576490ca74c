"""Tests of the read routes of the directory, with tokens for the demonstration's own clients."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.middleware import Middleware
from uuid_utils.compat import uuid7

from app.agencies import directory, loading
from app.agencies.routes import router
from app.auth import clients
from app.auth.dependencies import Authentication, check_permissions
from app.auth.keys import KeyCache
from app.auth.tokens import TokenVerifier
from app.core import problems
from app.core.edge import Edge
from app.core.snapshots import Snapshot
from app.devtools.issuer import DevelopmentIssuer
from tests.agencies.database import SingleConnection
from tests.agencies.files import SMALL, district, with_sixth_member

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
AUDIENCE = "https://api.example.org/referral"

Get = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def get(connection: AsyncConnection, tmp_path: Path) -> AsyncIterator[Get]:
    """Sends a GET as the portal of an agency; two districts are loaded."""
    await loading.apply(connection, district(tmp_path, with_sixth_member()))
    await loading.apply(connection, district(tmp_path, SMALL.replace("310120", "310101")))
    issuer = DevelopmentIssuer(AUDIENCE, "https://development-issuer.invalid/jwks.json")
    transport = httpx.ASGITransport(app=service(SingleConnection(connection), issuer))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:

        async def send(
            path: str,
            agency: str = "310120-union",
            role: str = "officer",
            unit: str | None = None,
            **headers: str,
        ) -> httpx.Response:
            desk = "console" if agency.endswith("-station") else "portal"
            token = issuer.mint(
                agency,
                role,
                unit=unit,
                client_id=f"{agency}-{desk}",
                subject="person-17",
                now=NOW,
            )
            authorized = {"Authorization": f"Bearer {token}", **headers}
            return await http.get(path, headers=authorized)

        yield send


def service(db: SingleConnection, issuer: DevelopmentIssuer) -> FastAPI:
    verifier = TokenVerifier(KeyCache([issuer.profile], issuer.published), AUDIENCE)
    registry = Snapshot(clients.loader(db))
    app = FastAPI(
        middleware=[
            Middleware(Edge, clock=lambda: NOW),
            Middleware(Authentication, verifier=verifier, registry=registry),
        ]
    )
    app.state.database = db
    app.state.directory = Snapshot(directory.loader(db))
    app.state.new_id = uuid7
    app.state.followers = ()
    problems.install(app)
    app.include_router(router)
    check_permissions(app)
    return app


def by_id(response: httpx.Response) -> dict[str, dict[str, Any]]:
    assert response.status_code == 200, response.text
    assert response.json()["next_cursor"] is None
    return {entry.get("id", entry.get("agency")): entry for entry in response.json()["items"]}


async def test_a_member_sees_the_members_of_its_own_station_only(get: Get) -> None:
    agencies = by_id(await get("/agencies"))

    assert len(agencies) == 7
    assert {agency["division"] for agency in agencies.values()} == {"310120"}


async def test_an_agency_is_shown_in_both_languages_with_its_powers(get: Get) -> None:
    agencies = by_id(await get("/agencies"))

    bureau = agencies["310120-hrss"]
    assert (bureau["name_zh"], bureau["kind_en"]) == (
        "上海市奉贤区人力资源和社会保障局",
        "Human-resources bureau",
    )
    assert set(bureau["units"]) == {"inspection", "arbitration"}
    assert {"inspection", "arbitration"} <= set(bureau["purposes"])
    assert "enforcement" not in bureau["purposes"]


async def test_a_former_member_is_still_shown_by_name(
    get: Get, connection: AsyncConnection, tmp_path: Path
) -> None:
    text = with_sixth_member()
    text = text[: text.rindex("[[clients]]")]
    text = text.replace('kind = "police"\n', 'kind = "police"\nactive = false\n')
    await loading.apply(connection, district(tmp_path, text))

    police = by_id(await get("/agencies"))["310120-police"]

    assert police["is_active"] is False
    assert police["purposes"] == []


async def test_a_member_reads_its_station_with_windows_and_rules(get: Get) -> None:
    response = await get("/stations/310120")

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
        "deadlines": {},
    }


async def test_a_station_that_has_not_changed_is_not_sent_again(get: Get) -> None:
    first = await get("/stations/310120")

    again = await get("/stations/310120", **{"If-None-Match": first.headers["etag"]})

    assert first.headers["etag"].startswith('"1.')
    assert again.status_code == 304


@pytest.mark.parametrize("division", ["310101", "999999"])
async def test_another_station_is_answered_like_one_that_does_not_exist(
    get: Get, division: str
) -> None:
    response = await get(f"/stations/{division}")

    assert (response.status_code, response.json()["code"]) == (404, "not-found")


async def test_candidates_come_with_unit_ground_and_legal_basis(get: Get) -> None:
    found = by_id(await get("/routing/candidates?purpose=mediation"))

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
async def test_candidates_are_asked_for_by_one_known_purpose(get: Get, query: str) -> None:
    response = await get(f"/routing/candidates{query}")

    assert (response.status_code, response.json()["code"]) == (422, "invalid-request")


@pytest.mark.parametrize(
    ("agency", "role", "unit"),
    [
        ("310120-court", "window", None),
        ("310120-hrss", "lead", "inspection"),
        ("310120-hrss", "auditor", "arbitration"),
        ("310120-station", "operator", None),
    ],
)
async def test_everyone_at_the_station_may_read_the_directory(
    get: Get, agency: str, role: str, unit: str | None
) -> None:
    response = await get("/agencies", agency, role, unit)

    assert response.status_code == 200


async def test_the_bureau_has_no_desk_that_stands_above_its_wall(get: Get) -> None:
    response = await get("/agencies", "310120-hrss")

    assert response.status_code == 401
