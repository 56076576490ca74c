from tests import bodies
from tests.conftest import DeskOf


async def test_the_timeline_tells_everything_in_order_with_what_was_written(at: DeskOf) -> None:
    sent = (await at("union", "window").create("/referrals", bodies.referral())).json()
    await at("procuratorate").change(f"/referrals/{sent['id']}/acceptance", {"officer": "李检察官"})

    timeline = (await at("union").get(f"/cases/{sent['case_id']}/timeline")).json()

    assert [entry["type"] for entry in timeline["items"]] == [
        "case.registered",
        "referral.sent",
        "referral.accepted",
        "case.handling_started",
    ]
    assert [entry["sequence"] for entry in timeline["items"]] == [1, 2, 3, 4]
    accepted = timeline["items"][2]
    assert accepted["agency"] == "310120-procuratorate"
    assert accepted["title_zh"] == "受理"
    assert accepted["narrative"] == {"officer": "李检察官"}


async def test_a_receiver_does_not_see_the_events_of_another_receiver(at: DeskOf) -> None:
    union = at("union", "window")
    sent = (await union.create("/referrals", bodies.referral())).json()
    aid = bodies.referral(to_agency="310120-justice", purpose="legal_aid", case_id=sent["case_id"])
    del aid["case"]
    await union.create("/referrals", aid)

    seen = (await at("justice").get(f"/cases/{sent['case_id']}/timeline")).json()["items"]

    assert [entry["type"] for entry in seen] == ["case.registered", "referral.sent"]
    assert seen[1]["facts"]["receiver"] == "310120-justice"


async def test_an_outsider_is_told_that_there_is_no_such_case(at: DeskOf) -> None:
    sent = (await at("union", "window").create("/referrals", bodies.referral())).json()

    answer = await at("court").get(f"/cases/{sent['case_id']}/timeline")

    assert answer.status_code == 404
    assert answer.json()["code"] == "case-not-found"


async def test_a_long_timeline_comes_in_pages_that_repeat_nothing(at: DeskOf) -> None:
    sent = (await at("union", "window").create("/referrals", bodies.referral())).json()
    await at("procuratorate").change(f"/referrals/{sent['id']}/acceptance", {})
    path, seen, cursor = f"/cases/{sent['case_id']}/timeline?limit=3", [], ""

    while cursor is not None:
        page = (await at("union").get(path + (f"&cursor={cursor}" if cursor else ""))).json()
        seen += [entry["sequence"] for entry in page["items"]]
        cursor = page["next_cursor"]

    assert seen == [1, 2, 3, 4]
