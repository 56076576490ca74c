"""What lies on a case and is found by an id of its own: its case is locked before it is read."""

from typing import Any, Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, select

from app.auth.policy import Standing
from app.cases import grants
from app.cases.models import Case
from app.cases.queries import CASE
from app.core import database
from app.core.database import Record, table_of
from app.core.errors import DomainError
from app.work import Work

R = TypeVar("R", bound=Record)

_ID: Final = bindparam("id", type_=Uuid)


class Locked(NamedTuple, Generic[R]):
    """A piece, its case, which nobody else changes meanwhile, and how the actor stands to it."""

    piece: R
    case: Case
    standings: frozenset[Standing]


class Pieces(Generic[R]):
    """One kind of piece; `piece_id` is the column by which grants speak of it."""

    def __init__(
        self, record: type[R], piece_id: ColumnElement[Any], missing: type[DomainError]
    ) -> None:
        table = table_of(record)
        self._record = record
        self._missing = missing
        self._lock = (
            select(*CASE.columns)
            .join(table, table.c.case_id == CASE.c.id)
            .where(table.c.id == _ID, grants.seen(table.c.case_id, piece_id))
            .with_for_update(key_share=True, of=CASE)
        )
        self._get = select(*table.columns, grants.standings(table.c.case_id, piece_id)).where(
            table.c.id == _ID
        )

    async def lock(self, work: Work, id_: UUID) -> Locked[R]:
        """Lock the case, then read the piece afresh; what is not seen does not exist."""
        parameters = {"id": id_, **grants.viewer(work)}
        case = await database.find(work.connection, self._lock, parameters, Case)
        row: Any = case and await self._find(work, parameters)
        if case is None or not row.standings:
            raise self._missing
        return Locked(row, case, frozenset(map(Standing, row.standings)))

    async def _find(self, work: Work, parameters: dict[str, object]) -> R | None:
        return await database.find(work.connection, self._get, parameters, self._record)
