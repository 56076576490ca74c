"""A process that is killed in the middle of its work leaves whole commands or nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.core.clock import system_clock
from app.devtools.issuer import DevelopmentIssuer
from tests import bodies
from tests.gate import history
from tests.gate.processes import ApiProcess, api_process
from tests.station import Desk

pytestmark = pytest.mark.gate

CLIENTS = 12
ROUNDS = 3
SECONDS_OF_WORK = 0.7

Acknowledged = dict[str, dict[str, Any]]
"""By key: the answer that a client has in its hands."""


class Load:
    """Clients that register, accept and remember what they were told until the line goes dead."""

    def __init__(self, base_url: str, issuer: DevelopmentIssuer) -> None:
        self._base_url, self._issuer = base_url, issuer
        # A retry repeats its first attempt to the letter.
        self._received_at = (system_clock() - timedelta(hours=1)).isoformat()
        self.sent: Acknowledged = {}
        self.accepted: list[str] = []
        self.unknown: set[str] = set()

    def desk(self, http: httpx.AsyncClient, kind: str, role: str) -> Desk:
        return Desk(http, self._issuer, system_clock, f"310120-{kind}", role)

    async def run(self) -> None:
        async with httpx.AsyncClient(base_url=self._base_url, timeout=10) as http:
            await asyncio.gather(*(self._client(http) for _ in range(CLIENTS)))

    async def _client(self, http: httpx.AsyncClient) -> None:
        try:
            while True:
                await self._refer(http)
        except httpx.TransportError:
            return

    async def _refer(self, http: httpx.AsyncClient) -> None:
        key = str(uuid4())
        self.unknown.add(key)
        sent = await self.refer(http, key)
        assert sent.status_code == 201, sent.text
        self.sent[key] = sent.json()
        self.unknown.discard(key)
        path = f"/referrals/{sent.json()['id']}/acceptance"
        taken = await self.desk(http, "procuratorate", "officer").request(
            "POST", path, {}, {"If-Match": '"1"'}
        )
        assert taken.status_code == 200, taken.text
        self.accepted.append(sent.json()["id"])

    async def refer(self, http: httpx.AsyncClient, key: str) -> httpx.Response:
        body = bodies.referral(note=key)
        body["case"]["lead"]["received_at"] = self._received_at
        desk = self.desk(http, "union", "window")
        return await desk.create("/referrals", body, **{"Idempotency-Key": key})


@pytest_asyncio.fixture
async def outside(committed_url: str) -> AsyncIterator[AsyncEngine]:
    """A database of its own, which the test looks into from outside the process."""
    engine = create_async_engine(committed_url)
    yield engine
    await engine.dispose()


TORN = text("""
    SELECT 'referral without its event' AS what, referral.id::text FROM referral
    WHERE NOT EXISTS (SELECT FROM journal_entry WHERE subject = referral.id
                      AND type = 'referral.sent')
    UNION ALL
    SELECT 'case without its event', case_file.id::text FROM case_file
    WHERE NOT EXISTS (SELECT FROM journal_entry WHERE subject = case_file.id
                      AND type = 'case.registered')
    UNION ALL
    SELECT 'event without its outbox row or delivery', id::text FROM journal_entry
    WHERE NOT EXISTS (SELECT FROM outbox WHERE entry_id = journal_entry.id)
      AND NOT EXISTS (SELECT FROM webhook_delivery WHERE entry_id = journal_entry.id)
    UNION ALL
    SELECT 'referral without its stored answer', id::text FROM referral
    WHERE NOT EXISTS (SELECT FROM stored_answer WHERE body::json ->> 'id' = referral.id::text)
    UNION ALL
    SELECT 'referral without its clock', id::text FROM referral
    WHERE NOT EXISTS (SELECT FROM deadline WHERE piece_id = referral.id)
    UNION ALL
    SELECT 'referral without its two grants', id::text FROM referral
    WHERE 2 > (SELECT count(*) FROM access_grant WHERE piece_id = referral.id)
    UNION ALL
    SELECT 'counts that do not hold', case_file.id::text FROM case_file
    WHERE (open_referrals, unaccepted_referrals, held_referrals) <> (
        SELECT count(*), count(*) FILTER (WHERE status = 'sent'), count(*) FILTER (WHERE is_held)
        FROM referral WHERE case_id = case_file.id)
    UNION ALL
    SELECT 'a gap in the events of a case', stream FROM journal_entry
    GROUP BY stream HAVING max(sequence) <> count(*)
""")


async def rows(engine: AsyncEngine, query: Any) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(query))


async def work_until_killed(process: ApiProcess, load: Load) -> None:
    working = asyncio.create_task(load.run())
    await asyncio.sleep(SECONDS_OF_WORK)
    await asyncio.to_thread(process.kill)
    await working


async def settle(http: httpx.AsyncClient, load: Load) -> None:
    """Retry what nobody answered, and a few of those that somebody did."""
    known = list(load.sent.items())[:5]
    for key in sorted(load.unknown):
        settled = await load.refer(http, key)
        assert settled.status_code == 201, settled.text
        load.sent[key] = settled.json()
    for key, answer in known:
        again = await load.refer(http, key)
        assert again.json() == answer
        assert again.headers["idempotency-replayed"] == "true"


async def test_a_kill_leaves_whole_commands_or_nothing_and_a_retry_settles_the_rest(
    committed_url: str, outside: AsyncEngine, issuer: DevelopmentIssuer, tmp_path: Path
) -> None:
    with api_process(committed_url, issuer, tmp_path) as process:
        load = Load(process.base_url, issuer)
        for _ in range(ROUNDS):
            await work_until_killed(process, load)
            assert await rows(outside, TORN) == []
            await asyncio.to_thread(process.start)
        async with httpx.AsyncClient(base_url=process.base_url) as http:
            await settle(http, load)

    assert await rows(outside, TORN) == []
    kept = {
        row.note: str(row.id) for row in await rows(outside, text("SELECT id, note FROM referral"))
    }
    assert kept == {key: answer["id"] for key, answer in load.sent.items()}
    assert len(load.sent) > ROUNDS * CLIENTS
    for id_ in load.accepted:
        assert await history.replay(outside, id_) == 1
