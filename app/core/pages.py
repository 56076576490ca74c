"""The pages of a list: how long they are, their shape, and the sealed cursor to the next one."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pydantic import Field, JsonValue

from app.core.errors import DomainError, ErrorKind, published
from app.core.fields import WRITTEN_WHOLE, View
from app.core.languages import Text

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 200
CURSOR_LENGTH: Final = 512
"""Characters of the longest cursor."""

Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), WRITTEN_WHOLE]
Position = tuple[str | int, ...]
"""The sort values of the last row shown, the identifier last."""

T = TypeVar("T")


class Page(View, Generic[T]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None


@published
class CursorInvalid(DomainError):
    kind = ErrorKind.INVALID
    code = "cursor-invalid"
    title = Text("分页游标无效", "The cursor is not valid")
    advice = Text(
        "游标只能由取得它的同一调用方、以相同的筛选条件使用；请从第一页重新开始。",
        "A cursor serves only the caller and the filters that it was issued for; "
        "start again from the first page.",
    )


def scope_of(listing: str, caller: Sequence[str], filters: Mapping[str, JsonValue]) -> bytes:
    """What a cursor is bound to: the list, who reads it, and by which filters, in any order."""
    named = [listing, list(caller), dict(filters)]
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).digest()


class CursorSealer:
    """Seals the position of a page so that it can be neither read nor changed nor lent.

    AES-SIV (RFC 5297) needs no nonce: one position has one cursor, so that a page keeps its ETag,
    and no count of random nonces limits a key that many processes share.
    """

    def __init__(self, key: bytes) -> None:
        """The key has 32, 48 or 64 bytes: two AES keys of equal length."""
        self._cipher = AESSIV(key)

    def seal(self, position: Position, scope: bytes) -> str:
        plain = json.dumps(position, ensure_ascii=False, separators=(",", ":")).encode()
        cursor = _encoded(_VERSION + self._cipher.encrypt(plain, [_VERSION, scope]))
        if len(cursor) > CURSOR_LENGTH:
            raise ValueError("A list is ordered by values too long for a cursor.")
        return cursor

    def open(self, cursor: str, scope: bytes) -> Position:
        if len(cursor) > CURSOR_LENGTH:
            raise CursorInvalid
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_")
            plain = self._cipher.decrypt(sealed[1:], [_VERSION, scope])
        except (ValueError, InvalidTag):
            raise CursorInvalid from None
        # Decoding is lenient: it skips strange characters and ignores the last bits.
        if _encoded(_VERSION + sealed[1:]) != cursor:
            raise CursorInvalid
        return tuple(json.loads(plain))


def _encoded(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


_VERSION: Final = b"\x01"
