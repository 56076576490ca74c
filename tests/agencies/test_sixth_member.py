"""A member that joins by its district file alone takes part like the founding five."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies import loading
from tests import bodies
from tests.agencies.files import district, with_sixth_member
from tests.conftest import DeskOf

PORTAL = """
[[clients]]
client_id = "310120-governance_centre-portal"
agency = "310120-governance_centre"
name = "奉贤区综治中心门户"
issuer = "https://development-issuer.invalid"
roles = ["officer"]
scopes = ["referrals:read", "referrals:write"]
clearance = 2
"""


@pytest.fixture(autouse=True)
async def joined(connection: AsyncConnection, tmp_path: Path) -> None:
    await loading.apply(connection, district(tmp_path, with_sixth_member() + PORTAL))


@pytest.mark.parametrize(
    ("kind", "role", "purpose"),
    [("police", "system", "criminal"), ("governance_centre", "officer", "mediation")],
)
async def test_it_receives_and_accepts_a_referral(
    at: DeskOf, kind: str, role: str, purpose: str
) -> None:
    body = bodies.referral(to_agency=f"310120-{kind}", purpose=purpose)
    sent = await at("union", "window").create("/referrals", body)
    assert sent.status_code == 201, sent.text
    desk = at(kind, role)

    inbox = await desk.get("/referrals")
    accepted = await desk.change(f"/referrals/{sent.json()['id']}/acceptance", {})

    assert [line["id"] for line in inbox.json()["items"]] == [sent.json()["id"]]
    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["responsible"] == f"310120-{kind}"


async def test_it_is_sent_nothing_that_it_has_no_power_for(at: DeskOf) -> None:
    body = bodies.referral(to_agency="310120-governance_centre", purpose="inspection")

    refused = await at("union", "window").create("/referrals", body)

    assert refused.status_code == 422
    assert refused.json()["code"] == "receiver-not-competent"
    assert refused.json()["competent"] == [
        {"agency": "310120-hrss", "kind": "hrss", "unit": "inspection"}
    ]
