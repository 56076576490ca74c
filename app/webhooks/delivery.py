"""Delivering what is due: claim, post with no transaction open, settle."""

import asyncio
import logging
from collections import Counter
from datetime import datetime
from typing import Final
from uuid import UUID

from app.core.clock import Clock
from app.core.database import Database
from app.core.sealing import Sealer
from app.events import envelope
from app.webhooks import custody, queue, signing
from app.webhooks.models import AttemptFault
from app.webhooks.posting import Connections
from app.webhooks.queue import OUTAGES, Outcome, Parcel

logger: Final = logging.getLogger(__name__)


class Courier:
    """Sends parcels as tasks of a group; an endpoint gets its next ones when it is free again."""

    def __init__(
        self, sealer: Sealer, connections: Connections, clock: Clock, tasks: asyncio.TaskGroup
    ) -> None:
        self._sealer = sealer
        self._connections = connections
        self._clock = clock
        self._tasks = tasks
        self._under_way: Counter[UUID] = Counter()
        self.freed = asyncio.Event()
        """Set whenever an endpoint has become free."""

    async def deliver(self, db: Database, now: datetime, limit: int) -> int:
        """Set out with what is due, at most `limit` parcels at a time; how many."""
        room = limit - self._under_way.total()
        if room <= 0:
            return 0
        parcels = await queue.claim(db, now, room, self._under_way.keys())
        for parcel in parcels:
            self._under_way[parcel.endpoint.id] += 1
            self._tasks.create_task(self._carry(db, parcel))
        return len(parcels)

    async def _carry(self, db: Database, parcel: Parcel) -> None:
        try:
            await self._send_and_settle(db, parcel)
        finally:
            self._return_from(parcel.endpoint.id)

    async def _send_and_settle(self, db: Database, parcel: Parcel) -> None:
        outcome = await self._send(parcel)
        extra = {"delivery_id": str(parcel.delivery.id), "attempt": parcel.delivery.attempts}
        try:
            is_ours = await queue.settle(db, parcel, outcome, self._clock())
        except OUTAGES as error:
            # The lease runs out and the event is sent once more, under the same id.
            logger.warning("attempt not settled", exc_info=error, extra=extra)
            return
        logger.info("attempt settled" if is_ours else "attempt overtaken", extra=extra)

    async def _send(self, parcel: Parcel) -> Outcome:
        try:
            return await self._post(parcel)
        except Exception:
            # One bad parcel must not stop the others.
            logger.exception("parcel not sent", extra={"delivery_id": str(parcel.delivery.id)})
            return Outcome(None, AttemptFault.NOT_SENT)

    async def _post(self, parcel: Parcel) -> Outcome:
        endpoint, entry = parcel.endpoint, parcel.entry
        body = envelope.body_of(entry)
        secret = custody.secret_of(self._sealer, endpoint.id, endpoint.secret)
        headers = {
            "content-type": envelope.MEDIA_TYPE,
            "webhook-attempt": str(parcel.delivery.attempts),
            **signing.headers(secret, str(entry.id), self._clock(), body),
        }
        return await self._connections.post(endpoint, headers, body)

    def _return_from(self, endpoint_id: UUID) -> None:
        self._under_way[endpoint_id] -= 1
        if not self._under_way[endpoint_id]:
            del self._under_way[endpoint_id]
            self.freed.set()
