from tests.station import Desk
from tests.webhooks.receiver import Receiver
from tests.webhooks.service import Service


async def listed(desk: Desk, endpoint_id: str, query: str = "") -> list[dict[str, object]]:
    """Every delivery of a list, page after page."""
    found: list[dict[str, object]] = []
    cursor = ""
    while True:
        page = await desk.get(f"/webhook-endpoints/{endpoint_id}/deliveries?{query}{cursor}")
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        if page.json()["next_cursor"] is None:
            return found
        cursor = f"&cursor={page.json()['next_cursor']}"


async def test_an_administrator_sees_what_became_of_each_event(
    service: Service, receiver: Receiver
) -> None:
    endpoint = await service.endpoint(receiver.url, "referral.sent")
    desk = service.at("procuratorate", "admin")
    await service.refer()
    await service.fan_out()
    (waiting,) = await listed(desk, endpoint["id"])
    await service.deliver()

    (delivered,) = await listed(desk, endpoint["id"])

    assert waiting["status"] == "pending"
    assert waiting["next_attempt_at"] == "2026-03-02T09:30:00+08:00"
    assert delivered["event_id"] == receiver.ids[0]
    assert delivered["event_type"] == "referral.sent"
    assert delivered["status"] == "delivered"
    assert delivered["next_attempt_at"] is None
    assert (delivered["attempts"], delivered["last_status"]) == (1, 204)
    assert delivered["last_error"] is None


async def test_deliveries_are_listed_once_and_newest_first(service: Service) -> None:
    endpoint = await service.endpoint("https://receiver.example/", "referral.sent")
    for _ in range(5):
        service.clock.advance(minutes=1)
        await service.refer()
        await service.fan_out()

    found = await listed(service.at("procuratorate", "admin"), endpoint["id"], "limit=2")

    times = [str(delivery["created_at"]) for delivery in found]
    assert len({delivery["id"] for delivery in found}) == 5
    assert times == sorted(times, reverse=True)


async def test_deliveries_can_be_listed_by_their_status(
    service: Service, receiver: Receiver
) -> None:
    endpoint = await service.endpoint(receiver.url, "referral.sent")
    await service.refer()
    await service.fan_out()
    await service.deliver()
    await service.refer()
    await service.fan_out()
    desk = service.at("procuratorate", "admin")

    found = {
        status: len(await listed(desk, endpoint["id"], f"status={status}"))
        for status in ("pending", "delivered", "exhausted")
    }

    assert found == {"pending": 1, "delivered": 1, "exhausted": 0}


async def test_a_cursor_of_one_endpoint_does_not_serve_another(service: Service) -> None:
    first = await service.endpoint("https://receiver.example/1")
    second = await service.endpoint("https://receiver.example/2")
    await service.refer()
    await service.fan_out()
    desk = service.at("procuratorate", "admin")
    page = await desk.get(f"/webhook-endpoints/{first['id']}/deliveries?limit=1")
    cursor = page.json()["next_cursor"]

    answered = await desk.get(f"/webhook-endpoints/{second['id']}/deliveries?cursor={cursor}")

    assert answered.status_code == 422
    assert answered.json()["code"] == "cursor-invalid"
