"""Registering the sample receivers, once for each directory: their port and secrets are kept."""

import json
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from app.auth.actor import Role
from app.devtools.demo import loopback
from app.devtools.demo.place import write_private
from app.devtools.desks import Access


def listen(file: Path) -> socket.socket:
    """The port where the receivers were before, or another one where that is taken by now."""
    with suppress(OSError):
        return loopback.listen(_known(file)["port"])
    return loopback.listen(0)


def _known(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text())) if file.exists() else {"port": 0, "secrets": {}}


async def secrets(
    http: httpx.AsyncClient, access: Access, listener: socket.socket, file: Path
) -> dict[str, str]:
    """The secret of every receiver; where they have moved, they are registered afresh."""
    port = listener.getsockname()[1]
    known = _known(file)
    if known["port"] != port:
        made = {
            key: await _register(http, by_role[Role.ADMIN], f"{loopback.url(listener)}/{key}")
            for key, by_role in access.tokens.items()
            if Role.ADMIN in by_role
        }
        known = {"port": port, "secrets": made}
        write_private(file, json.dumps(known))
    return dict(known["secrets"])


async def _register(http: httpx.AsyncClient, token: str, url: str) -> str:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    response = await http.post("/v1/webhook-endpoints", json={"url": url}, headers=headers)
    return str(response.raise_for_status().json()["secret"])
