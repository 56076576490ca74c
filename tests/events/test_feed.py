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


async def test_following_the_cursor_gives_every_visible_event_once(committed_at: DeskOf) -> None:
    sent = (await committed_at("union", "window").create("/referrals", bodies.referral())).json()
    await committed_at("procuratorate").change(f"/referrals/{sent['id']}/acceptance", {})

    for kind in ("union", "procuratorate"):
        events = await read_all(committed_at(kind))
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
        while_it_runs = await read_all(committed_at("union"))
    afterwards = await read_all(committed_at("union"))

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

    page = await committed_at("union").get("/events")

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
