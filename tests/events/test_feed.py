import asyncio

from fastapi import FastAPI
from sqlalchemy import text

from tests import bodies
from tests.conftest import DeskOf


async def read_all(desk, path: str = "/events?limit=2") -> list[dict[str, object]]:
    """Follow the cursor until nothing new comes."""
    seen, cursor = [], ""
    while True:
        page = (await desk.get(path + (f"&after={cursor}" if cursor else ""))).json()
        if not page["items"]:
            return seen
        seen += page["items"]
        cursor = page["next_cursor"]


async def settled(desk, number: int) -> list[dict[str, object]]:
    """Read until that many events are there; transactions of other databases delay the feed."""
    for _ in range(100):
        events = await read_all(desk)
        if len(events) >= number:
            return events
        await asyncio.sleep(0.05)
    return events


async def test_following_the_cursor_gives_every_visible_event_once(committed_at: DeskOf) -> None:
    sent = (await committed_at("union", "window").create("/referrals", bodies.referral())).json()
    await committed_at("procuratorate").change(f"/referrals/{sent['id']}/acceptance", {})

    for kind in ("union", "procuratorate"):
        events = await settled(committed_at(kind), 4)
        assert [event["type"] for event in events] == [
            "case.registered",
            "referral.sent",
            "referral.accepted",
            "case.handling_started",
        ]
    assert await read_all(committed_at("court")) == []


async def test_an_event_that_commits_late_is_not_skipped(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    union = committed_at("union", "window")
    await union.create("/referrals", bodies.referral())
    async with committed.state.database.begin() as connection:
        await connection.execute(text("SELECT pg_current_xact_id()"))
        await union.create("/referrals", bodies.referral())
        while_it_runs = await settled(committed_at("union"), 2)
    afterwards = await settled(committed_at("union"), 4)

    assert len(while_it_runs) == 2
    assert len(afterwards) == 4


async def test_a_filter_by_type_still_moves_the_cursor(committed_at: DeskOf) -> None:
    await committed_at("union", "window").create("/referrals", bodies.referral())
    desk = committed_at("union")

    page = (await desk.get("/events?types=referral.accepted")).json()
    again = (await desk.get(f"/events?after={page['next_cursor']}")).json()

    assert page["items"] == again["items"] == []


async def test_a_waiting_reader_is_told_as_soon_as_something_happens(
    committed_at: DeskOf,
) -> None:
    waiting = asyncio.create_task(committed_at("union").get("/events?wait=20"))
    await asyncio.sleep(0)
    await committed_at("union", "window").create("/referrals", bodies.referral())

    page = (await waiting).json()

    assert page["items"][0]["type"] == "case.registered"


async def test_the_feed_never_carries_what_a_person_wrote(committed_at: DeskOf) -> None:
    await committed_at("union", "window").create("/referrals", bodies.referral())

    page = await committed_at("union").get("/events?wait=5")

    assert page.json()["items"]
    assert "协助调取" not in page.text
    assert "王小明" not in page.text
    assert "440524" not in page.text


async def test_a_cursor_of_another_agency_is_refused(committed_at: DeskOf) -> None:
    await committed_at("union", "window").create("/referrals", bodies.referral())
    cursor = (await committed_at("union").get("/events")).json()["next_cursor"]

    stolen = await committed_at("court").get(f"/events?after={cursor}")

    assert stolen.status_code == 422
    assert stolen.json()["code"] == "cursor-invalid"


async def test_an_unknown_type_is_refused(committed_at: DeskOf) -> None:
    answer = await committed_at("union").get("/events?types=case.exploded")

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["pointer"] == "?types"


async def test_waiting_goes_on_from_where_nothing_was_for_the_reader(
    committed_at: DeskOf,
) -> None:
    await committed_at("union", "window").create("/referrals", bodies.referral())
    await settled(committed_at("union"), 2)

    page = (await committed_at("court").get("/events?wait=1")).json()
    again = (await committed_at("court").get(f"/events?after={page['next_cursor']}")).json()

    assert page["items"] == again["items"] == []
    assert again["next_cursor"] == page["next_cursor"]
