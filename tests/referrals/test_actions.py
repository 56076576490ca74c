from typing import Any

from tests import bodies
from tests.conftest import DeskOf
from tests.station import Desk, TestClock


async def actions_for(desk: Desk, referral_id: str) -> dict[str, dict[str, Any]]:
    answer = await desk.get(f"/referrals/{referral_id}/actions")
    assert answer.status_code == 200, answer.text
    return {item["action"]: item for item in answer.json()["items"]}


async def send(at: DeskOf) -> str:
    sent = await at("union", "window").create("/referrals", bodies.referral())
    referral_id: str = sent.json()["id"]
    return referral_id


async def test_the_receiver_of_a_new_referral_may_answer_it_and_not_take_it_back(
    at: DeskOf,
) -> None:
    found = await actions_for(at("procuratorate"), await send(at))

    allowed = {name for name, item in found.items() if item["allowed"]}
    assert allowed == {"receipt", "acceptance", "rejection", "supplement-request"}
    assert [b["code"] for b in found["withdrawal"]["blocked_by"]] == ["standing"]
    assert [b["code"] for b in found["completion"]["blocked_by"]] == ["transition-not-allowed"]
    assert found["rejection"]["required_fields"] == ["reason_code", "explanation"]
    assert found["acceptance"]["required_fields"] == []


async def test_a_running_time_limit_is_named_as_the_hindrance(at: DeskOf, clock: TestClock) -> None:
    referral_id, desk = await send(at), at("procuratorate")
    await desk.change(f"/referrals/{referral_id}/supplement-request", {"missing": "考勤记录"})

    before = await actions_for(desk, referral_id)
    clock.advance(days=14)
    after = await actions_for(desk, referral_id)

    assert [b["code"] for b in before["rejection"]["blocked_by"]] == ["time-limit-running"]
    assert after["rejection"]["allowed"]


async def test_what_is_listed_as_allowed_is_accepted_and_the_rest_is_refused(at: DeskOf) -> None:
    referral_id, desk = await send(at), at("procuratorate")
    found = await actions_for(desk, referral_id)

    refused = await desk.change(f"/referrals/{referral_id}/assignment", {"officer": "李检察官"})
    accepted = await desk.change(f"/referrals/{referral_id}/acceptance", {})

    assert (found["assignment"]["allowed"], refused.status_code) == (False, 403)
    assert (found["acceptance"]["allowed"], accepted.status_code) == (True, 200)
