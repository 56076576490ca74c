"""Every way of reading endpoints and deliveries; all of them stay within the actor's own unit."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, String, Uuid, bindparam, case, func, select

from app.auth import policy
from app.core import database
from app.core.database import table_of
from app.core.pages import CursorSealer
from app.events.models import JournalEntry
from app.listing import Keyset
from app.webhooks.errors import WebhookEndpointNotFound
from app.webhooks.models import DeliveryStatus, WebhookDelivery, WebhookEndpoint
from app.webhooks.schemas import (
    DeliveryFilters,
    DeliveryPage,
    DeliveryView,
    EndpointPage,
    EndpointView,
)
from app.work import Work

ENDPOINT: Final = table_of(WebhookEndpoint)
DELIVERY: Final = table_of(WebhookDelivery)
ENTRY: Final = table_of(JournalEntry)

# An inner wall holds here as well: what happened in a case tells of the case.
_OWN: Final[tuple[ColumnElement[bool], ...]] = (
    ENDPOINT.c.agency == bindparam("agency", type_=String),
    ENDPOINT.c.unit == bindparam("unit", type_=String),
)
_ALL: Final = select(*ENDPOINT.columns).where(*_OWN).order_by(ENDPOINT.c.id)
_ONE: Final = select(*ENDPOINT.columns).where(*_OWN, ENDPOINT.c.id == bindparam("id", type_=Uuid))
_COUNT: Final = select(func.count()).select_from(ENDPOINT).where(*_OWN)
_IS_PENDING: Final = DELIVERY.c.status == DeliveryStatus.PENDING
_DELIVERIES: Final = (
    select(
        DELIVERY.c.id,
        DELIVERY.c.entry_id.label("event_id"),
        ENTRY.c.type.label("event_type"),
        DELIVERY.c.status,
        DELIVERY.c.attempts,
        case((_IS_PENDING, DELIVERY.c.next_attempt_at)).label("next_attempt_at"),
        DELIVERY.c.last_status,
        DELIVERY.c.last_error,
        DELIVERY.c.delivered_at,
        DELIVERY.c.created_at,
    )
    .join(ENTRY, ENTRY.c.id == DELIVERY.c.entry_id)
    .where(DELIVERY.c.endpoint_id == bindparam("endpoint_id", type_=Uuid))
)


async def get(work: Work, endpoint_id: UUID) -> WebhookEndpoint:
    """One endpoint of the actor's unit; every other does not exist."""
    parameters = {**_own(work), "id": endpoint_id}
    row = await database.find(work.connection, _ONE, parameters, WebhookEndpoint)
    if row is None:
        raise WebhookEndpointNotFound
    policy.authorize(work.actor, work.permission)
    return row


async def page(work: Work) -> EndpointPage:
    policy.authorize(work.actor, work.permission)
    found = await database.find_all(work.connection, _ALL, _own(work), WebhookEndpoint)
    views = [EndpointView.model_validate(endpoint) for endpoint in found]
    return EndpointPage(items=views, next_cursor=None)


async def count(work: Work) -> int:
    """How many endpoints the actor's unit has."""
    result = await database.run(work.connection, _COUNT, _own(work))
    return int(result.scalar_one())


async def deliveries(
    work: Work, endpoint_id: UUID, filters: DeliveryFilters, cursors: CursorSealer
) -> DeliveryPage:
    """What is on its way to one endpoint and what became of the rest, newest first."""
    endpoint = await get(work, endpoint_id)
    newest: Keyset[Any] = Keyset(
        f"deliveries to {endpoint.id}", DELIVERY.c.created_at, DELIVERY.c.id
    )
    statement = _DELIVERIES
    if filters.status is not None:
        statement = statement.where(DELIVERY.c.status == filters.status)
    parameters = {"endpoint_id": endpoint.id}
    found = await newest.page(work, statement, filters, parameters, cursors)
    views = [DeliveryView.model_validate(row) for row in found.rows]
    return DeliveryPage(items=views, next_cursor=found.next_cursor)


def _own(work: Work) -> dict[str, object]:
    return {"agency": work.actor.agency, "unit": work.actor.unit}
