"""How the secret of an endpoint is kept: sealed for its row, in the database and in answers."""

from uuid import UUID

from app.core import sealing
from app.core.sealing import Sealer
from app.settings import Settings


def sealer_of(settings: Settings) -> Sealer:
    """The sealer of all secrets; production must not lose them with the process."""
    if settings.keys is None and not settings.is_development:
        raise ValueError("LIANDONG_KEYS is not set.")
    return sealing.sealer(settings.keys)


def seal(sealer: Sealer, endpoint_id: UUID, secret: bytes) -> str:
    return sealer.seal(secret, _place(endpoint_id))


def secret_of(sealer: Sealer, endpoint_id: UUID, sealed: str) -> bytes:
    """The secret again, or `SealBroken`."""
    return sealer.open(sealed, _place(endpoint_id))


def _place(endpoint_id: UUID) -> str:
    return f"webhook_endpoint|secret|{endpoint_id}"
