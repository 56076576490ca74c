"""What an agency does with its webhook endpoints."""

from typing import Final

from app.core import database
from app.core.database import rows
from app.settings import Settings
from app.webhooks import custody, queries, signing, target
from app.webhooks.errors import TooManyEndpoints
from app.webhooks.models import EndpointStatus, WebhookEndpoint
from app.webhooks.schemas import EndpointBody, EndpointRegistration
from app.work import Work

MOST_ENDPOINTS: Final = 20
"""Of one unit; every event is looked at once for each of them."""

_REGISTER: Final = database.insertion(WebhookEndpoint)


async def register(work: Work, settings: Settings, body: EndpointBody) -> EndpointRegistration:
    """Register an endpoint of the actor's unit; the secret in the answer is still sealed.

    Answers are stored under their keys, and none of what is stored may show a secret.
    """
    await work.admit()
    target.check(body.url, is_development=settings.is_development)
    if await queries.count(work) >= MOST_ENDPOINTS:
        raise TooManyEndpoints(limit=MOST_ENDPOINTS)
    id_ = work.new_id()
    row = {
        "id": id_,
        "agency": work.actor.agency,
        "unit": work.actor.unit,
        "version": 1,
        "url": body.url,
        "event_types": body.event_types,
        "status": EndpointStatus.ENABLED,
        "secret": custody.seal(custody.sealer_of(settings), id_, signing.new_secret()),
        "created_at": work.now,
    }
    await database.run(work.connection, _REGISTER, {"webhook_endpoint": rows([row])})
    return EndpointRegistration.model_validate(row)
