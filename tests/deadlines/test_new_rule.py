"""A new rule is one more data file: nothing else is touched, and its clock runs."""

import shutil
from pathlib import Path

import httpx
import pytest

from app.auth.keys import KeyCache
from app.deadlines import catalogue
from app.devtools.issuer import DevelopmentIssuer
from app.main import create_app
from app.settings import Settings
from tests import bodies
from tests.conftest import DeskOf
from tests.station import AUDIENCE, Desk, TestClock, TestDatabase

LOCAL_RULE = """
[[rule]]
code = "LOCAL_VISIT_3WD"
zh = "走访劳动者"
en = "Worker visited"
category = "station"
starts_on = ["fact:first_contact_made"]
stops_on = ["case.handling_started"]
per = "case"
responsible = "station"
amount = 3
unit = "working_day"
roll = true
source = "本区试行办法"
certainty = "reported"
in_force_from = 2026-01-01
"""


@pytest.fixture
async def union(
    at: DeskOf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    issuer: DevelopmentIssuer,
    clock: TestClock,
    shared_database: TestDatabase,
) -> Desk:
    """The union's desk at a service whose rules have one more file."""
    rules = shutil.copytree(catalogue.RULES, tmp_path / "rules")
    (rules / "local.toml").write_text(LOCAL_RULE, encoding="utf-8")
    monkeypatch.setattr(catalogue, "RULES", rules)
    app = create_app(
        Settings(environment="development", audience=AUDIENCE),
        db=shared_database,
        keys=KeyCache([issuer.profile], issuer.published),
        clock=clock,
    )
    desk = at("union")
    desk.http = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://station.test"
    )
    return desk


async def test_a_rule_in_a_file_of_its_own_starts_and_stops_its_clock(
    union: Desk, at: DeskOf
) -> None:
    referral = (await union.create("/referrals", bodies.referral())).json()
    path = f"/cases/{referral['case_id']}/facts"

    made = await union.create(path, {"kind": "first_contact_made", "occurred_on": "2026-03-02"})

    (clock,) = made.json()["deadlines"]
    rule = (await union.get("/deadline-rules/LOCAL_VISIT_3WD")).json()
    assert (clock["rule_code"], clock["due_on"]) == ("LOCAL_VISIT_3WD", "2026-03-05")
    assert clock["responsible"] == "310120-union"
    assert rule["name_zh"] == "走访劳动者"
    receiver = at("procuratorate")
    receiver.http = union.http
    await receiver.change(f"/referrals/{referral['id']}/acceptance", {})
    stopped = await union.get(f"/deadlines/{clock['id']}")
    assert stopped.json()["status"] == "stopped"
