"""From a committed command to the receiver's door and back."""

from standardwebhooks import Webhook

from app.core.clock import system_clock
from tests.webhooks.receiver import Receiver
from tests.webhooks.service import Service


async def test_a_referral_reaches_the_system_of_its_receiver(
    service: Service, receiver: Receiver
) -> None:
    endpoint = await service.endpoint(receiver.url, "referral.sent")
    referral = await service.refer()
    # A library checks against the real time.
    service.clock.now = system_clock()

    await service.fan_out()
    await service.deliver()

    (request,) = receiver.requests
    event = Webhook(endpoint["secret"]).verify(request.body, request.headers)
    assert event["type"] == "referral.sent"
    assert event["subject"] == referral["id"]
    assert event["id"] == request.headers["webhook-id"]
    (delivery,) = await service.deliveries()
    assert delivery.status == "delivered"
    assert delivery.delivered_at == service.clock()
    assert (delivery.attempts, delivery.last_status, delivery.last_error) == (1, 204, None)
