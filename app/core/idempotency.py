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
from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text

HEADER: Final = "Idempotency-Key"

RETENTION_DAYS: Final = 7
"""After this a key is forgotten and counts as new."""

_KEY = re.compile(r"[\x21-\x7e]{1,128}")


@published
class IdempotencyKeyRequired(DomainError):
    kind = ErrorKind.MALFORMED
    code = "idempotency-key-required"
    title = Text("缺少 Idempotency-Key", "Idempotency-Key is missing")
    advice = Text(
        "请为每次新建生成一个唯一的 Idempotency-Key；重试时沿用同一个。",
        "Send a unique Idempotency-Key with each create, and the same one on a retry.",
    )


@published
class IdempotencyKeyMalformed(DomainError):
    kind = ErrorKind.MALFORMED
    code = "idempotency-key-malformed"
    title = Text("Idempotency-Key 格式不正确", "Idempotency-Key is malformed")
    advice = Text(
        "请使用 1 至 128 个可见 ASCII 字符，例如 UUID。",
        "Use 1 to 128 visible ASCII characters, a UUID for example.",
    )


@published
class IdempotencyKeyReused(DomainError):
    kind = ErrorKind.INVALID
    code = "idempotency-key-reused"
    title = Text("Idempotency-Key 已用于另一请求", "The key was used with another request")
    advice = Text(
        "重试须与首次请求完全一致；新的请求请用新的键。",
        "A retry must equal the first request; use a new key for a new request.",
    )


@published
class RequestInFlight(DomainError):
    kind = ErrorKind.CONFLICT
    code = "request-in-flight"
    title = Text("相同请求正在处理", "The same request is being processed")
    advice = Text("请稍后以同一个键重试。", "Retry with the same key in a moment.")


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


def key(header: str, *, caller: str, route: str, request: bytes) -> Key:
    """Scope: caller, route, key; a client that serves two walled units is two callers.

    `request` is all that must be equal in a retry.
    """
    scope = f"{caller}\x1f{route}\x1f{header}".encode()
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
