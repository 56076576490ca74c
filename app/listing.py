"""Keyset pages: every list is ordered by an instant and an id, so that depth costs nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, Column, DateTime, Select, Uuid, bindparam, tuple_

from app.core import database, pages
from app.core.fields import Body
from app.core.pages import CursorSealer, Limit
from app.work import Work

R = TypeVar("R")

Cursor = Annotated[str, Field(max_length=pages.CURSOR_LENGTH)]


class Paging(Body):
    """The query parameters of every list; a list adds its filters."""

    limit: Limit = pages.DEFAULT_LIMIT
    cursor: Cursor | None = None


class Rows(NamedTuple, Generic[R]):
    """What one page shows, and the cursor to the next."""

    rows: Sequence[R]
    next_cursor: str | None


class Keyset(Generic[R]):
    """The order of one list; its rows carry both columns under their own names."""

    def __init__(
        self, name: str, instant: Column[Any], identity: Column[Any], *, newest_first: bool = True
    ) -> None:
        self._name = name
        self._instant, self._identity = instant, identity
        self._newest_first = newest_first

    async def page(
        self,
        work: Work,
        statement: Select[Any],
        paging: Paging,
        parameters: Mapping[str, object],
        cursors: CursorSealer,
    ) -> Rows[R]:
        """One page; a cursor serves only the caller and filters that it was sealed for.

        A statement that is the same object each time is prepared.
        """
        scope = self._scope(work, paging)
        asked = {**parameters, "page_rows": paging.limit + 1}
        if paging.cursor is not None:
            instant, identity = cursors.open(paging.cursor, scope)
            asked["last_instant"] = datetime.fromisoformat(str(instant))
            asked["last_identity"] = UUID(str(identity))
        ordered = _ordered(self, statement, goes_on=paging.cursor is not None)
        found: Any = await database.find_all(work.connection, ordered, asked, object)
        shown = found[: paging.limit]
        if len(found) == len(shown):
            return Rows(shown, None)
        last = getattr(shown[-1], self._instant.name), getattr(shown[-1], self._identity.name)
        return Rows(shown, cursors.seal((last[0].isoformat(), str(last[1])), scope))

    def order(self) -> list[Any]:
        columns = [self._instant, self._identity]
        return [column.desc() for column in columns] if self._newest_first else columns

    def beyond_last(self) -> Any:  # noqa: ANN401 - a clause
        here = tuple_(self._instant, self._identity)
        return here < _LAST if self._newest_first else here > _LAST

    def _scope(self, work: Work, paging: Paging) -> bytes:
        actor = work.actor
        filters = paging.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)
        return pages.scope_of(self._name, (actor.agency, actor.unit, actor.client_id), filters)


_LAST: Final = tuple_(
    bindparam("last_instant", type_=DateTime(timezone=True)),
    bindparam("last_identity", type_=Uuid),
)
_ROWS: Final = bindparam("page_rows", type_=BigInteger)


@lru_cache(maxsize=512)
def _ordered(keyset: Keyset[Any], statement: Select[Any], *, goes_on: bool) -> Select[Any]:
    if goes_on:
        statement = statement.where(keyset.beyond_last())
    return statement.order_by(*keyset.order()).limit(_ROWS)
