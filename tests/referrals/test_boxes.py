from collections.abc import Sequence
from urllib.parse import quote

import pytest

from app.referrals.lifecycle import ReferralAction
from tests import bodies
from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.referrals.piece import RECEIVER, SENDER, Piece
from tests.station import Desk, TestClock

A = ReferralAction


async def ids(desk: Desk, query: str = "") -> list[str]:
    listed = await desk.get(f"/referrals{query}")
    assert listed.status_code == 200, listed.text
    return [line["id"] for line in listed.json()["items"]]


async def test_a_referral_stands_in_one_inbox_and_one_outbox(at: DeskOf) -> None:
    sent = (await at("union", "window").create("/referrals", bodies.referral())).json()

    inbox = await at("procuratorate").get("/referrals?box=inbox")
    outbox = await at("union").get("/referrals?box=outbox")
    elsewhere = await at("court").get("/referrals?box=inbox")

    assert [line["id"] for line in inbox.json()["items"]] == [sent["id"]]
    assert [line["id"] for line in outbox.json()["items"]] == [sent["id"]]
    assert elsewhere.json() == {"items": [], "next_cursor": None}


async def test_pages_show_every_referral_once_and_newest_first(
    at: DeskOf, clock: TestClock
) -> None:
    for _ in range(5):
        await at("union", "window").create("/referrals", bodies.referral())
        clock.advance(minutes=1)
    desk, cursor = at("procuratorate"), ""
    seen: list[str] = []

    while True:
        page = (await desk.get(f"/referrals?limit=2{cursor}")).json()
        seen += [line["sent_at"] for line in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


async def test_a_box_is_narrowed_by_status_and_by_purpose(at: DeskOf, piece: Piece) -> None:
    other = await pieces.send(at, purpose="supported_suit")
    await other.take(A.ACCEPTANCE)
    receiver = at(RECEIVER)

    assert await ids(receiver, "?status=sent") == [piece.id]
    assert await ids(receiver, "?status=accepted") == [other.id]
    assert await ids(receiver, "?purpose=supported_suit") == [other.id]
    assert await ids(receiver, "?purpose=evidence_assist&status=accepted") == []


async def test_a_box_shows_what_has_changed_since_an_instant(
    at: DeskOf, piece: Piece, clock: TestClock
) -> None:
    clock.advance(hours=1)
    other = await pieces.send(at)
    since = quote(clock.now.isoformat())
    receiver = at(RECEIVER)

    fresh = await ids(receiver, f"?updated_since={since}")
    clock.advance(hours=1)
    await piece.take(A.RECEIPT)

    assert fresh == [other.id]
    assert set(await ids(receiver, f"?updated_since={since}")) == {piece.id, other.id}


async def test_a_box_shows_what_is_due_and_what_is_overdue(
    at: DeskOf, piece: Piece, clock: TestClock
) -> None:
    answered = await pieces.send(at, purpose="supported_suit")
    await answered.take(A.ACCEPTANCE)
    receiver, soon = at(RECEIVER), quote("2026-03-05T00:00:00+08:00")

    due = await ids(receiver, f"?due_before={soon}")
    nothing_late = await ids(receiver, "?overdue=true")
    clock.advance(days=30)

    assert due == [piece.id]
    assert nothing_late == []
    assert await ids(at(RECEIVER), "?overdue=true") == [piece.id]
    assert await ids(at(RECEIVER), "?overdue=false") == [answered.id]


@pytest.mark.parametrize(
    ("kind", "query"),
    [("court", "?box=inbox"), (SENDER, "?box=inbox"), (RECEIVER, "?box=outbox")],
)
async def test_a_box_holds_nothing_of_the_other_side(
    at: DeskOf, piece: Piece, kind: str, query: str
) -> None:
    assert await ids(at(kind), query) == []


async def test_a_line_names_the_case_and_no_person(at: DeskOf, piece: Piece) -> None:
    line = (await at(RECEIVER).get("/referrals")).json()["items"][0]

    assert (line["employer"], line["claimed_fen"]) == ("奉贤宏达建筑劳务有限公司", 3_500_000)
    assert (line["case_id"], line["workers"]) == (piece.case_id, 1)
    assert "王小明" not in str(line)


async def cursor_of(desk: Desk, query: str) -> str:
    cursor: str = (await desk.get(f"/referrals?limit=1{query}")).json()["next_cursor"]
    return cursor


@pytest.mark.parametrize("query", ["&status=sent", "&box=outbox", "&purpose=triage"])
async def test_a_cursor_serves_only_the_filters_that_it_was_given_for(
    at: DeskOf, piece: Piece, query: str
) -> None:
    await pieces.send(at)
    cursor = await cursor_of(at(RECEIVER), "")

    lent = await at(RECEIVER).get(f"/referrals?limit=1&cursor={cursor}{query}")

    assert (lent.status_code, lent.json()["code"]) == (422, "cursor-invalid")


async def test_a_cursor_serves_only_the_caller_that_it_was_given_to(
    at: DeskOf, piece: Piece
) -> None:
    await pieces.send(at)
    cursor = await cursor_of(at(RECEIVER), "")

    for other in (at("court"), at(RECEIVER, "system")):
        assert (await other.get(f"/referrals?limit=1&cursor={cursor}")).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "?limit=0", "?limit=-1", "?limit=201", "?limit=1000000000", "?limit=abc", "?limit=1.0",
        "?cursor=nonsense", "?box=both", "?status=SENT", "?purpose=", "?overdue=yes", "?overdue=1",
        "?due_before=2026-03-05", "?updated_since=2026-03-05T00:00:00",
    ],
)  # fmt: skip
async def test_a_filter_that_cannot_be_read_is_refused(at: DeskOf, query: str) -> None:
    assert (await at(RECEIVER).get(f"/referrals{query}")).status_code == 422


async def test_pages_and_one_long_page_show_the_same_list(at: DeskOf, piece: Piece) -> None:
    for _ in range(3):
        await pieces.send(at)
    receiver = at(RECEIVER)
    whole = await ids(receiver, "?limit=200")

    walked: Sequence[str] = []
    cursor = ""
    while cursor is not None:
        page = (await receiver.get(f"/referrals?limit=1{cursor and '&cursor=' + cursor}")).json()
        walked = [*walked, *(line["id"] for line in page["items"])]
        cursor = page["next_cursor"]

    assert walked == whole


async def test_the_list_is_searched_by_employer_and_number_and_never_by_person(
    at: DeskOf,
) -> None:
    sent = (await at("union", "window").create("/referrals", bodies.referral())).json()
    desk, number = at("procuratorate"), sent["case"]["number"]

    found = {
        wanted: len((await desk.get("/referrals", params={"q": wanted})).json()["items"])
        for wanted in ("宏达", number, "王小明", "13812345678", "不存在")
    }

    assert found == {"宏达": 1, number: 1, "王小明": 0, "13812345678": 0, "不存在": 0}


async def test_instants_are_shown_in_the_time_of_china(at: DeskOf) -> None:
    sent = (await at("union", "window").create("/referrals", bodies.referral())).json()

    read = (await at("union").get(f"/referrals/{sent['id']}")).json()

    assert sent["sent_at"] == read["sent_at"] == "2026-03-02T09:30:00+08:00"
