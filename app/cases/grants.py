"""Grants in SQL: which cases and pieces of work an actor sees, and how it stands to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Exists,
    Label,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.cases.models import AccessGrant
from app.core import database
from app.core.database import table_of
from app.events.types import EventType
from app.work import Work

GRANT: Final = table_of(AccessGrant)
VIEWER_AGENCY: Final = bindparam("viewer_agency", type_=String)
VIEWER_UNITS: Final = (WHOLE_AGENCY, bindparam("viewer_unit", type_=String))


def seen(case_id: ColumnElement[Any], piece_id: ColumnElement[Any] | None = None) -> Exists:
    """The condition that the actor may know of this case, or of this piece of work on it."""
    return exists().where(*_covering(case_id, piece_id))


def seen_each(case_id: ColumnElement[Any], piece_id: ColumnElement[Any]) -> Exists:
    """The same condition, asked of one row after another, for a list that an index keeps in order.

    As a join the planner would read and sort a whole box before it shows the first page.
    """
    # It makes no join of a subquery with an OFFSET.
    return exists(select(GRANT.c.id).where(*_covering(case_id, piece_id)).offset(0))


def standings(
    case_id: ColumnElement[Any], piece_id: ColumnElement[Any] | None = None
) -> Label[Any]:
    """How the actor stands to the case or piece: an array, NULL where it must not know of it."""
    return (
        select(func.array_agg(GRANT.c.standing))
        .where(*_covering(case_id, piece_id))
        .scalar_subquery()
        .label("standings")
    )


def viewer(work: Work) -> dict[str, object]:
    """The parameters of `seen`, `standings` and `current`."""
    return {
        "viewer_agency": work.actor.agency,
        "viewer_unit": work.actor.unit,
        "viewed_at": work.now,
    }


def current() -> list[ColumnElement[bool]]:
    """The conditions that a grant is the actor's and has not run out."""
    return [
        GRANT.c.agency == VIEWER_AGENCY,
        GRANT.c.unit.in_(VIEWER_UNITS),
        or_(
            GRANT.c.valid_until.is_(None),
            GRANT.c.valid_until > bindparam("viewed_at", type_=DateTime(timezone=True)),
        ),
    ]


def _covering(
    case_id: ColumnElement[Any], piece_id: ColumnElement[Any] | None
) -> list[ColumnElement[bool]]:
    """A grant on one piece opens its case as well, but no other piece.

    Who only takes part in a triage sees the case and no piece of work on it.
    """
    conditions = [GRANT.c.case_id == case_id, *current()]
    if piece_id is not None:
        conditions.append(
            or_(
                piece_id.is_(None),
                GRANT.c.piece_id == piece_id,
                and_(GRANT.c.piece_id.is_(None), GRANT.c.standing != Standing.PARTICIPANT),
            )
        )
    return conditions


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant to be written; `by` is the event that explains it."""

    case_id: UUID
    agency: str
    unit: str
    standing: Standing
    by: EventType
    piece_id: UUID | None = None

    def row(self, work: Work) -> dict[str, object]:
        return {
            "id": work.new_id(),
            "case_id": self.case_id,
            "piece_id": self.piece_id,
            "agency": self.agency,
            "unit": self.unit,
            "standing": self.standing,
            "granted_at": work.now,
            "granted_by": self.by,
            "valid_until": None,
        }


GIVING: Final = (
    f"{database.inserting(AccessGrant)} ON CONFLICT ON CONSTRAINT uq_access_grant DO UPDATE "
    "SET valid_until = NULL, granted_by = excluded.granted_by"
)
# The case stands outside of the JSON, so that the index on it is used.
ENDING: Final = """
    UPDATE access_grant SET valid_until = ended.until
    FROM json_to_recordset(CAST(:ended AS json)) AS ended (standing text, until timestamptz)
    WHERE access_grant.case_id = :of_case AND access_grant.piece_id IS NOT DISTINCT FROM :of_piece
        AND access_grant.standing = ended.standing
"""
_GIVE: Final = database.together(GIVING)
_END: Final = database.together(ENDING)


class Ended(NamedTuple):
    """Every grant of this standing runs out at that instant."""

    standing: Standing
    until: datetime


def given(work: Work, grants: Iterable[Grant]) -> dict[str, object]:
    """The parameters of `GIVING`."""
    return {"access_grant": database.rows(grant.row(work) for grant in grants)}


def ended(case_id: UUID, piece_id: UUID | None, grants: Iterable[Ended]) -> dict[str, object]:
    """The parameters of `ENDING`."""
    running_out = database.rows(grant._asdict() for grant in grants)
    return {"of_case": case_id, "of_piece": piece_id, "ended": running_out}


async def give(work: Work, *grants: Grant) -> None:
    """Write grants; one that had ended is current again."""
    await database.run(work.connection, _GIVE, given(work, grants))


async def end(
    work: Work,
    case_id: UUID,
    piece_id: UUID | None,
    standings: Sequence[Standing],
    until: datetime,
) -> None:
    """Let every grant with one of these standings run out at that instant."""
    grants = [Ended(standing, until) for standing in standings]
    await database.run(work.connection, _END, ended(case_id, piece_id, grants))
