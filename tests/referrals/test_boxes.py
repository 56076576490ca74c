from tests import bodies
from tests.conftest import DeskOf


async def test_a_referral_stands_in_one_inbox_and_one_outbox(at: DeskOf) -> None:
    sent = (await at("union", "window").create("/referrals", bodies.referral())).json()

    inbox = await at("procuratorate").get("/referrals?box=inbox")
    outbox = await at("union").get("/referrals?box=outbox")
    elsewhere = await at("court").get("/referrals?box=inbox")

    assert [line["id"] for line in inbox.json()["items"]] == [sent["id"]]
    assert [line["id"] for line in outbox.json()["items"]] == [sent["id"]]
    assert elsewhere.json() == {"items": [], "next_cursor": None}


async def test_pages_show_every_referral_once_and_newest_first(at: DeskOf, clock) -> None:
    for _ in range(5):
        await at("union", "window").create("/referrals", bodies.referral())
        clock.advance(minutes=1)
    desk, seen, cursor = at("procuratorate"), [], ""

    while True:
        page = (await desk.get(f"/referrals?limit=2{cursor}")).json()
        seen += [line["sent_at"] for line in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
