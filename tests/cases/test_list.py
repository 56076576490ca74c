from datetime import timedelta
from typing import Any

import pytest

from tests import bodies, rights
from tests.cases import folders
from tests.conftest import DeskOf
from tests.station import Desk, TestClock


async def listed(desk: Desk, **filters: Any) -> list[str]:
    answer = await desk.get("/cases", params=filters)
    assert answer.status_code == 200, answer.text
    return [case["id"] for case in answer.json()["items"]]


async def test_a_list_shows_the_newest_first_and_no_workers_name(at: DeskOf) -> None:
    union = at("union", "window")
    first, second = await folders.opened(union), await folders.opened(union)

    answer = await union.get("/cases")

    items = answer.json()["items"]
    assert [case["id"] for case in items] == [second["id"], first["id"]]
    assert answer.json()["next_cursor"] is None
    assert "王小明" not in answer.text
    assert set(items[0]) == {
        "id", "number", "status", "urgency", "employer", "project_name", "workers",
        "claimed_fen", "first_received_at", "version", "originator", "owner", "open_claims",
        "paid_fen", "open_referrals", "open_requests", "registered_at", "updated_at",
    }  # fmt: skip


async def test_a_case_with_many_grants_of_one_agency_is_shown_once(at: DeskOf) -> None:
    case = await folders.opened(at("union"))
    await folders.referred(at, case)
    await folders.referred(at, case, "hrss", "inspection")

    assert await listed(at("union")) == [case["id"]]
    assert await listed(at("procuratorate")) == [case["id"]]


async def test_pages_join_without_a_gap_or_a_repetition(at: DeskOf) -> None:
    union = at("union", "window")
    cases = [await folders.opened(union) for _ in range(5)]

    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await union.get("/cases", params={"limit": 2, **cursor})).json()
        seen += [case["id"] for case in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert seen == [case["id"] for case in reversed(cases)]


async def test_a_cursor_serves_neither_another_agency_nor_other_filters(at: DeskOf) -> None:
    union = at("union", "window")
    for _ in range(2):
        await folders.opened(union)
    cursor = (await union.get("/cases", params={"limit": 1})).json()["next_cursor"]

    lent = await at("court").get("/cases", params={"cursor": cursor})
    other = await union.get("/cases", params={"cursor": cursor, "status": "open"})
    wider = await union.get("/cases", params={"cursor": cursor, "limit": 5})

    for answer in (lent, other):
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor-invalid")
    assert wider.status_code == 200


async def test_a_list_is_narrowed_by_status_and_urgency(at: DeskOf) -> None:
    lead = at("union", "lead")
    calm = await folders.opened(lead)
    urgent = await folders.opened(lead, urgency="urgent")
    await lead.change(f"/cases/{calm['id']}/withdrawal", folders.REASON)

    assert await listed(lead, status="withdrawn") == [calm["id"]]
    assert await listed(lead, urgency="urgent") == [urgent["id"]]
    assert await listed(lead, status="open", urgency="normal") == []


async def test_a_list_is_narrowed_by_when_a_case_came_in_and_when_it_moved(
    at: DeskOf, clock: TestClock
) -> None:
    union = at("union", "window")
    old = await folders.opened(union)
    clock.advance(days=1)
    late = {"channel": "window", "received_at": clock().isoformat()}
    new = await folders.opened(union, lead=late)
    moved_since = clock().isoformat()
    clock.advance(days=1)
    midnight = "2026-03-03T00:00:00+08:00"

    assert await listed(union, received_before=midnight) == [old["id"]]
    assert await listed(union, updated_since=moved_since) == [new["id"]]
    await union.create(f"/cases/{old['id']}/workers", bodies.worker())
    assert await listed(union, updated_since=moved_since) == [new["id"], old["id"]]


async def test_a_list_is_narrowed_by_how_the_agency_stands_to_a_case(at: DeskOf) -> None:
    union, procuratorate = at("union"), at("procuratorate")
    mine = await folders.opened(union)
    handed_over = await folders.opened(union)
    await folders.accepted(at, handed_over)

    assert await listed(union, role="originator") == [handed_over["id"], mine["id"]]
    assert await listed(union, role="holder") == [mine["id"]]
    assert await listed(union, role="sender") == [handed_over["id"]]
    assert await listed(union, role="receiver") == []
    assert await listed(procuratorate, role="holder") == [handed_over["id"]]
    assert await listed(procuratorate, role="receiver") == [handed_over["id"]]
    assert await listed(procuratorate, role="owner") == []


async def test_a_grant_that_has_run_out_shows_nothing(at: DeskOf, clock: TestClock) -> None:
    procuratorate = at("procuratorate")
    case = await folders.opened(at("union"))
    referral_id = await folders.referred(at, case)
    refusal = {"reason_code": "not_competent", "explanation": "不属本院职权"}
    await procuratorate.change(f"/referrals/{referral_id}/rejection", refusal)

    clock.now += timedelta(days=30) - timedelta(seconds=1)
    assert await listed(procuratorate) == [case["id"]]
    clock.advance(seconds=1)
    assert await listed(procuratorate) == []


@pytest.mark.parametrize("role", rights.RIGHTS["read-case"].refused_roles)
async def test_who_never_reads_cases_gets_no_list(at: DeskOf, role: str) -> None:
    answer = await at("union", role).get("/cases")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "filters",
    [
        {"status": "OPEN"},
        {"role": "king"},
        {"limit": "0"},
        {"limit": "201"},
        {"updated_since": "2026-03-02"},
        {"sort": "registered_at"},
        {"cursor": "x"},
    ],
)
async def test_a_filter_that_is_not_published_is_refused(
    at: DeskOf, filters: dict[str, str]
) -> None:
    answer = await at("union").get("/cases", params=filters)

    assert answer.status_code == 422
