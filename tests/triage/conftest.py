"""A case that waits for its joint triage."""

import pytest

from tests import bodies
from tests.conftest import DeskOf

QUESTION = {"question": "证据不足，是否由检察院协助取证并由监察立案？"}


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
