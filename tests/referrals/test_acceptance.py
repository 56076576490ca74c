from tests import bodies
from tests.conftest import DeskOf


async def test_a_referred_case_is_accepted_by_its_receiver(at: DeskOf) -> None:
    union, procuratorate = at("union", "window"), at("procuratorate")
    sent = await union.create("/referrals", bodies.referral())
    assert sent.status_code == 201, sent.text

    accepted = await procuratorate.change(f"/referrals/{sent.json()['id']}/acceptance", {})

    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["status"] == "accepted"
    assert accepted.json()["responsible"] == "310120-procuratorate"
