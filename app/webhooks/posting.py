"""The way out: one POST to an endpoint, within one deadline and with little faith in the answer."""

import asyncio
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Final, Self
from uuid import UUID

import httpx

from app.webhooks.models import AttemptFault, WebhookEndpoint
from app.webhooks.queue import LANE_WIDTH, Outcome

DEADLINE: Final = 15.0
"""Seconds for the whole exchange: finding, connecting, sending and reading."""

READ_LIMIT: Final = 64 * 1024
"""Bytes of an answer that are read; the rest is left unread and the connection closed."""

_ALWAYS: Final = {"user-agent": "liandong-webhooks", "accept-encoding": "identity"}


class Connections:
    """A client for each endpoint, so that none waits for the connections of another."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._clients: dict[UUID, httpx.AsyncClient] = {}
        # The system's trust store, so that a site adds its own authority the usual way.
        self._trust = ssl.create_default_context()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def post(
        self, endpoint: WebhookEndpoint, headers: dict[str, str], body: bytes
    ) -> Outcome:
        """What came of it: only 2xx, answered in full and in time, has delivered."""
        try:
            async with asyncio.timeout(self._deadline):
                status = await self._exchange(endpoint, headers, body)
        except TimeoutError:
            return Outcome(None, AttemptFault.TIMED_OUT)
        except httpx.HTTPError:
            return Outcome(None, AttemptFault.UNREACHABLE)
        return Outcome(status, None if httpx.codes.is_success(status) else AttemptFault.REFUSED)

    async def _exchange(
        self, endpoint: WebhookEndpoint, headers: dict[str, str], body: bytes
    ) -> int:
        client = self._clients.get(endpoint.id) or self._connect(endpoint.id)
        sent = {**_ALWAYS, **headers}
        async with client.stream("POST", endpoint.url, content=body, headers=sent) as response:
            await _skim(response)
            return response.status_code

    def _connect(self, endpoint_id: UUID) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            verify=self._trust,
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113 - one deadline holds for the whole exchange
            limits=httpx.Limits(max_connections=LANE_WIDTH),
            # Nothing that a receiver hands out is carried back to it.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )
        self._clients[endpoint_id] = client
        return client


async def _skim(response: httpx.Response) -> None:
    """Read the answer as it came, so that a compressed one stays small, and only so far."""
    read = 0
    async for chunk in response.aiter_raw():
        read += len(chunk)
        if read > READ_LIMIT:
            return
