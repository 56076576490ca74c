"""The queue of deliveries: claiming them for a while, and settling what became of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg  # It ships no types.
from sqlalchemy import Select, Uuid, bindparam, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.core import database
from app.core.database import Database, Record, table_of
from app.events.models import JournalEntry
from app.webhooks import retry
from app.webhooks.models import AttemptFault, DeliveryStatus, WebhookDelivery, WebhookEndpoint

LEASE: Final = timedelta(seconds=60)
"""How long a claim keeps other workers away; four times what one attempt may take."""

LANE_WIDTH: Final = 8
"""Attempts under way at the same time for one endpoint."""

OUTAGES: Final = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""What a database that is away raises; a connection lost while it is set up, the driver's own."""

# Each endpoint has a lane of its own, so that a long queue to one delays no other.
_CLAIM: Final = text(
    """
    WITH due AS MATERIALIZED (
        SELECT lane.id FROM webhook_endpoint AS endpoint
        CROSS JOIN LATERAL (
            SELECT id, next_attempt_at FROM webhook_delivery
            WHERE endpoint_id = endpoint.id AND status = 'pending' AND next_attempt_at <= :now
            ORDER BY next_attempt_at LIMIT :width FOR UPDATE SKIP LOCKED
        ) AS lane
        WHERE endpoint.status = 'enabled' AND endpoint.id <> ALL (:busy)
        ORDER BY lane.next_attempt_at LIMIT :limit
    )
    UPDATE webhook_delivery AS delivery
    SET attempts = delivery.attempts + 1, next_attempt_at = :leased_until
    FROM due WHERE delivery.id = due.id
    RETURNING delivery.*
    """
)
# Whoever lost the lease has been overtaken by an attempt with a higher number.
_SETTLE: Final = text(
    """
    UPDATE webhook_delivery
    SET status = :status, next_attempt_at = :next_attempt_at, last_status = :last_status,
        last_error = :last_error, delivered_at = :delivered_at
    WHERE id = :id AND attempts = :attempts AND status = 'pending'
    """
)


def _those(record: type[Record]) -> Select[Any]:
    table = table_of(record)
    wanted = bindparam("ids", type_=Uuid, expanding=True)
    return select(*table.columns).where(table.c.id.in_(wanted))


_ENDPOINTS: Final = _those(WebhookEndpoint)
_ENTRIES: Final = _those(JournalEntry)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One claimed delivery with what it needs to be sent."""

    delivery: WebhookDelivery
    endpoint: WebhookEndpoint
    entry: JournalEntry


class Outcome(NamedTuple):
    """What the receiver answered, if it did, and what was wrong with it, if anything."""

    status: int | None
    fault: AttemptFault | None


async def claim(db: Database, now: datetime, limit: int, busy: Collection[UUID]) -> list[Parcel]:
    """Lease up to `limit` due deliveries, none to a busy endpoint, and begin an attempt of each."""
    parameters = {
        "now": now,
        "limit": limit,
        "busy": list(busy),
        "width": LANE_WIDTH,
        "leased_until": now + LEASE,
    }
    async with db.begin() as connection:
        claimed = await database.find_all(connection, _CLAIM, parameters, WebhookDelivery)
        if not claimed:
            return []
        endpoint_ids = {"ids": [delivery.endpoint_id for delivery in claimed]}
        endpoints = await database.find_all(connection, _ENDPOINTS, endpoint_ids, WebhookEndpoint)
        entry_ids = {"ids": [delivery.entry_id for delivery in claimed]}
        entries = await database.find_all(connection, _ENTRIES, entry_ids, JournalEntry)
    endpoint_of = {endpoint.id: endpoint for endpoint in endpoints}
    entry_of = {entry.id: entry for entry in entries}
    return [Parcel(d, endpoint_of[d.endpoint_id], entry_of[d.entry_id]) for d in claimed]


async def settle(db: Database, parcel: Parcel, outcome: Outcome, now: datetime) -> bool:
    """Write down what became of an attempt; False if its lease was lost and another has begun."""
    delivery = parcel.delivery
    parameters = {
        "id": delivery.id,
        "attempts": delivery.attempts,
        **_verdict(delivery, now, outcome),
    }
    async with db.begin() as connection:
        result = await database.run(connection, _SETTLE, parameters)
    return result.rowcount == 1


def _verdict(delivery: WebhookDelivery, now: datetime, outcome: Outcome) -> dict[str, object]:
    said = {"last_status": outcome.status, "last_error": outcome.fault, "delivered_at": None}
    if outcome.fault is None:
        return said | {
            "status": DeliveryStatus.DELIVERED,
            "next_attempt_at": now,
            "delivered_at": now,
        }
    delay = retry.delay_after(delivery.attempts, retry.jitter())
    if delay is None:
        return said | {"status": DeliveryStatus.EXHAUSTED, "next_attempt_at": now}
    return said | {"status": DeliveryStatus.PENDING, "next_attempt_at": now + delay}
