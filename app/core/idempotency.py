"""Stored answers: a create that is sent again with its key gets its first answer again."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Index, bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field

from app.core import database
from app.core.database import Record, table_of
from app.core.errors import (
    IdempotencyKeyMalformed,
    IdempotencyKeyRequired,
    IdempotencyKeyReused,
    RequestInFlight,
)

HEADER: Final = "Idempotency-Key"

RETENTION_DAYS: Final = 7
"""After this a key is forgotten and counts as new."""

_KEY = re.compile(r"[\x21-\x7e]{1,128}")


class StoredAnswer(Record, table=True):
    """The 2xx answer of one request; `id` digests client, route and key."""

    __table_args__ = (Index(None, "stored_at"),)

    id: UUID = Field(primary_key=True)
    fingerprint: str
    status: int
    headers: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    body: str
    stored_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


@dataclass(frozen=True, slots=True)
class Key:
    """One `Idempotency-Key` in its scope, with the fingerprint of the request that carries it."""

    id: UUID
    fingerprint: str

    @property
    def lock(self) -> int:
        """The advisory lock of the key, a signed 64-bit number."""
        return int.from_bytes(self.id.bytes[:8], signed=True)


def check(presented: Sequence[str], *, is_required: bool) -> None:
    """Refuse a key that is missing where it is needed, and one that is not a single key."""
    if is_required and not presented:
        raise IdempotencyKeyRequired
    if len(presented) > 1 or not all(map(_KEY.fullmatch, presented)):
        raise IdempotencyKeyMalformed


def key(header: str, *, client_id: str, route: str, request: bytes) -> Key:
    """Scope: client, route, key. `request` is all that must be equal in a retry."""
    scope = f"{client_id}\x1f{route}\x1f{header}".encode()
    return Key(
        id=UUID(bytes=hashlib.sha256(scope).digest()[:16]),
        fingerprint=hashlib.sha256(request).hexdigest(),
    )


_STORED = table_of(StoredAnswer)
_CLAIM = select(
    func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger)).label("is_free"),
    *_STORED.columns,
).select_from(select(text("1")).subquery().outerjoin(_STORED, _STORED.c.id == bindparam("id")))
_STORE = database.insertion(StoredAnswer)


async def claim(connection: AsyncConnection, wanted: Key) -> StoredAnswer | None:
    """The stored answer, or None after taking the key for this transaction.

    Raises `RequestInFlight` while another transaction holds the key, and `IdempotencyKeyReused`
    when the key answered a different request. Should the other one commit between our snapshot
    and our lock, storing our own answer fails on the primary key and the command runs again.
    """
    parameters = {"lock": wanted.lock, "id": wanted.id}
    row: Any = (await database.run(connection, _CLAIM, parameters)).one()
    if row.fingerprint is not None:
        if row.fingerprint != wanted.fingerprint:
            raise IdempotencyKeyReused
        return row  # type: ignore[no-any-return]  # a row has the attributes of its table
    if not row.is_free:
        raise RequestInFlight
    return None


async def store(connection: AsyncConnection, answer: dict[str, object]) -> None:
    await database.run(connection, _STORE, {"stored_answer": database.rows([answer])})


async def forget(connection: AsyncConnection, before: datetime) -> int:
    """Drop answers stored before that instant; the number dropped."""
    result = await connection.execute(delete(_STORED).where(_STORED.c.stored_at < before))
    return result.rowcount
