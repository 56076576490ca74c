"""The outermost layer of every request: its id and instant, its one log line, its last resort."""

import logging
import re
from time import perf_counter
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from app.core import metrics, problems
from app.core.clock import Clock
from app.core.errors import Unavailable, Unexpected

logger: Final = logging.getLogger("liandong.requests")

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TRACEPARENT: Final = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_UNROUTED: Final = "(none)"


class Edge:
    """ASGI middleware; nothing that it logs or counts comes from path, query or body."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send, Headers(scope=scope))
        scope.setdefault("state", {}).update(request_id=exchange.id, now=self._clock())
        try:
            await self._app(scope, receive, exchange.send)
        except Exception as error:  # noqa: BLE001 - the last resort answers whatever comes
            await exchange.fail(error, receive)
        finally:
            exchange.finish()


class _Exchange:
    """One request and what became of it."""

    def __init__(self, scope: Scope, send: Send, headers: Headers) -> None:
        asked = headers.get("x-request-id", "")
        self.id = asked if _REQUEST_ID.fullmatch(asked) else str(uuid7())
        self._scope = scope
        self._send = send
        self._headers = headers
        self._started = perf_counter()
        self._status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self.id
            headers["X-Content-Type-Options"] = "nosniff"
        await self._send(message)

    async def fail(self, error: Exception, receive: Receive) -> None:
        problem = problems.translate(error)
        if isinstance(problem, Unexpected | Unavailable):
            logger.error(problem.code, exc_info=error, extra={"request_id": self.id})
        if self._status:
            # The answer has begun; ending the connection tells the caller that it is not whole.
            raise error
        response = problems.render(
            problem,
            request_id=self.id,
            accept_language=self._headers.get("accept-language"),
        )
        await response(self._scope, receive, self.send)

    def finish(self) -> None:
        seconds = perf_counter() - self._started
        route = getattr(self._scope.get("route"), "path", _UNROUTED)
        metrics.observe(self._scope["method"], route, self._status, seconds)
        logger.info("request", extra=self._line(route, seconds))

    def _line(self, route: str, seconds: float) -> dict[str, Any]:
        actor = self._scope["state"].get("actor")
        line = {
            "request_id": self.id,
            "method": self._scope["method"],
            "route": route,
            "status": self._status,
            "milliseconds": round(seconds * 1000, 1),
        }
        traceparent = self._headers.get("traceparent", "")
        if _TRACEPARENT.fullmatch(traceparent):
            line["trace_id"] = traceparent[3:35]
        if actor is not None:
            line |= {"agency": actor.agency, "client_id": actor.client_id}
        return line
