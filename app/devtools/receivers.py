"""Sample receivers: one for each agency, which believe no event before its signature is checked."""

import base64
import hmac
import json
from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.core.clock import Clock

TOLERANCE: Final = timedelta(minutes=5)
"""How old an attempt may be: a recorded one cannot be sent again later."""
REMEMBERED: Final = 100
_SCHEME: Final = "v1"


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """The check of Standard Webhooks, as a receiver would write it in any language."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        sent_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), now.tzinfo)
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        offered = headers["webhook-signature"].split()
    except (KeyError, ValueError, OverflowError):
        return False
    digest = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    matches = [hmac.compare_digest(f"{_SCHEME},{digest}".encode(), o.encode()) for o in offered]
    return abs(now - sent_at) <= TOLERANCE and any(matches)


class Receivers:
    """`POST /{desk}` takes an event, `GET /{desk}` shows the newest first, as `/310120-union`."""

    def __init__(self, clock: Clock) -> None:
        self.secrets: dict[str, str] = {}
        self.received: dict[str, deque[dict[str, Any]]] = defaultdict(
            lambda: deque(maxlen=REMEMBERED)
        )
        self._clock = clock
        self._seen: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=10 * REMEMBERED))

    def app(self) -> Starlette:
        """To be bound to the loopback interface only."""
        return Starlette(
            routes=[
                Route("/{desk:path}", self._take, methods=["POST"]),
                Route("/{desk:path}", self._show),
            ]
        )

    async def _take(self, request: Request) -> Response:
        desk, body = request.path_params["desk"], await request.body()
        secret = self.secrets.get(desk)
        if secret is None:
            return Response(status_code=404)
        if not is_genuine(secret, request.headers, body, self._clock()):
            return Response(status_code=401)
        self._remember(desk, request.headers["webhook-id"], json.loads(body))
        return Response(status_code=204)

    def _remember(self, desk: str, message_id: str, event: dict[str, Any]) -> None:
        """Delivery is at least once, so an id that came before is old news."""
        if message_id not in self._seen[desk]:
            self._seen[desk].append(message_id)
            self.received[desk].append(event)

    async def _show(self, request: Request) -> Response:
        desk = request.path_params["desk"]
        if desk not in self.secrets:
            return Response(status_code=404)
        return JSONResponse(list(reversed(self.received.get(desk, ()))))
