"""Secrets and signatures by Standard Webhooks, scheme `v1`: HMAC-SHA256 over id, time and body."""

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """The secret in the notation that receivers give to their verifying library."""
    return PREFIX + base64.b64encode(secret).decode()


def headers(secret: bytes, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """What a receiver checks; `at` is the time of this attempt, the id that of the event."""
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }
