from datetime import UTC
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.webhooks.commands import MOST_ENDPOINTS
from tests import rights
from tests.conftest import DeskOf
from tests.station import TestClock

URL = "https://cases.procuratorate.example/events"


def endpoint(**changes: Any) -> dict[str, Any]:
    return {"url": URL, "event_types": ["referral.sent", "referral.completed"], **changes}


async def test_the_secret_is_shown_at_the_registration_and_never_again(
    at: DeskOf, clock: TestClock
) -> None:
    clock.now = clock.now.astimezone(UTC)
    desk = at("procuratorate", "admin")

    registered = await desk.create("/webhook-endpoints", endpoint())

    assert registered.status_code == 201, registered.text
    view = registered.json()
    assert view.pop("secret").startswith("whsec_")
    assert view["event_types"] == ["referral.completed", "referral.sent"]
    assert view["status"] == "enabled"
    path = f"/v1/webhook-endpoints/{view['id']}"
    assert registered.headers["location"] == path
    assert (await desk.get(path)).json() == view
    assert (await desk.get("/webhook-endpoints")).json() == {"items": [view], "next_cursor": None}


async def test_a_repeated_registration_is_answered_alike(at: DeskOf) -> None:
    desk, key = at("procuratorate", "admin"), {"Idempotency-Key": "register-1"}

    first = await desk.create("/webhook-endpoints", endpoint(), **key)
    again = await desk.create("/webhook-endpoints", endpoint(), **key)

    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]


async def test_the_database_never_holds_an_open_secret(
    at: DeskOf, connection: AsyncConnection
) -> None:
    registered = await at("procuratorate", "admin").create("/webhook-endpoints", endpoint())

    secret = registered.json()["secret"].removeprefix("whsec_")
    for table in ("webhook_endpoint", "stored_answer", "journal_entry"):
        rows = await connection.execute(text(f"SELECT row_to_json({table})::text FROM {table}"))
        assert not [row for row in rows.scalars() if secret in row or "whsec" in row]


async def test_no_event_types_means_all_of_them(at: DeskOf) -> None:
    registered = await at("court", "admin").create("/webhook-endpoints", {"url": URL})

    assert registered.json()["event_types"] == []


async def test_a_rehearsal_registers_nothing(at: DeskOf) -> None:
    desk = at("court", "admin")

    rehearsed = await desk.create("/webhook-endpoints", endpoint(), Prefer="dry-run")

    assert rehearsed.status_code == 200
    assert (await desk.get("/webhook-endpoints")).json()["items"] == []


@pytest.mark.parametrize(
    "stranger", [("court", "admin"), ("hrss", "admin", "arbitration"), ("court", "window")]
)
async def test_an_endpoint_of_another_agency_or_unit_does_not_exist(
    at: DeskOf, stranger: tuple[str, ...]
) -> None:
    registered = await at("hrss", "admin", "inspection").create("/webhook-endpoints", endpoint())
    path = f"/webhook-endpoints/{registered.json()['id']}"

    for hidden in (path, f"{path}/deliveries"):
        answered = await at(*stranger).get(hidden)
        assert answered.status_code == 404
        assert answered.json()["code"] == "webhook-endpoint-not-found"


async def test_the_list_stops_at_the_inner_wall(at: DeskOf) -> None:
    await at("hrss", "admin", "inspection").create("/webhook-endpoints", endpoint())

    beyond = await at("hrss", "admin", "arbitration").get("/webhook-endpoints")

    assert beyond.json()["items"] == []


@pytest.mark.parametrize("role", rights.RIGHTS["manage-webhooks"].refused_roles)
async def test_only_the_administrator_deals_with_endpoints(at: DeskOf, role: str) -> None:
    registered = await at("court", "admin").create("/webhook-endpoints", endpoint())
    path = f"/webhook-endpoints/{registered.json()['id']}"
    desk = at("court", role)

    refused = [
        await desk.create("/webhook-endpoints", endpoint()),
        *[await desk.get(p) for p in ("/webhook-endpoints", path, f"{path}/deliveries")],
    ]

    assert [answered.status_code for answered in refused] == [403] * 4


@pytest.mark.parametrize(
    "url", ["http://cases.court.example/", "https://169.254.169.254/", "https://0x7f.1/"]
)
async def test_a_url_that_cannot_be_delivered_to_is_refused(at: DeskOf, url: str) -> None:
    answered = await at("court", "admin").create("/webhook-endpoints", endpoint(url=url))

    assert answered.status_code == 422
    assert answered.json()["code"] == "webhook-url-refused"
    assert url not in answered.text


@pytest.mark.parametrize(
    "url",
    [
        "cases.court.example",
        "ftp://cases.court.example/",
        "https://",
        "https://user@cases.court.example/",
        "https://user:word@cases.court.example/",
        "https://cases.court.example/#part",
        "https://cases.court.example:0/",
        "https://cases.court.example:65536/",
        "https://[::1/",
        "https://[:::]/",
        "https://cases.court.example/a b",
        "https://cases.court.example/\nHost: other",
        "https://例.example/",
        "https://-cases.example/",
        "https://cases.court.example/" + "a" * 1000,
        7,
        None,
    ],
)
async def test_what_is_not_a_url_is_refused(at: DeskOf, url: object) -> None:
    answered = await at("court", "admin").create("/webhook-endpoints", endpoint(url=url))

    assert answered.status_code == 422
    assert answered.json()["code"] == "invalid-request"
    assert [fault["pointer"] for fault in answered.json()["fields"]] == ["/url"]


async def test_only_published_event_types_are_accepted(at: DeskOf) -> None:
    body = endpoint(event_types=["referral.sent", "referral.invented"])

    answered = await at("court", "admin").create("/webhook-endpoints", body)

    assert answered.status_code == 422
    (fault,) = answered.json()["fields"]
    assert (fault["pointer"], fault["code"]) == ("/event_types/1", "not-a-choice")


async def test_a_unit_has_only_so_many_endpoints(at: DeskOf) -> None:
    desk = at("court", "admin")
    for _ in range(MOST_ENDPOINTS):
        assert (await desk.create("/webhook-endpoints", endpoint())).status_code == 201

    answered = await desk.create("/webhook-endpoints", endpoint())
    elsewhere = await at("justice", "admin").create("/webhook-endpoints", endpoint())

    assert answered.status_code == 409
    assert answered.json()["limit"] == MOST_ENDPOINTS
    assert elsewhere.status_code == 201
