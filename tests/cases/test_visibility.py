"""Lists and searches show exactly what the grants open: against a model, over many worlds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.auth.policy import Standing
from tests.cases import many
from tests.conftest import DeskOf
from tests.station import START, Desk

CASES = 8
VIEWERS = [("union", ""), ("court", ""), ("hrss", "inspection"), ("hrss", "arbitration")]

_GRANT = text(
    "INSERT INTO access_grant (id, case_id, piece_id, agency, unit, standing, granted_at, "
    "granted_by, valid_until) VALUES (:id, :case_id, :piece_id, :agency, :unit, :standing, :at, "
    "'case.registered', :valid_until)"
)


class Granted(NamedTuple):
    """One grant of a world: `lasts` in seconds from now, or for ever."""

    case: int
    kind: str
    unit: str
    standing: Standing
    lasts: int | None
    is_for_a_piece: bool

    def opens_to(self, kind: str, unit: str) -> bool:
        is_current = self.lasts is None or self.lasts > 0
        return is_current and self.kind == kind and self.unit in {"", unit}


worlds = st.lists(
    st.builds(
        lambda case, desk, standing, lasts, is_for_a_piece: Granted(
            case, *desk, standing, lasts, is_for_a_piece
        ),
        st.integers(0, CASES - 1),
        st.sampled_from([*VIEWERS, ("hrss", "")]),
        st.sampled_from(list(Standing)),
        st.sampled_from([None, -60, 0, 60]),
        st.booleans(),
    ),
    max_size=25,
    unique_by=lambda granted: granted._replace(lasts=None),
)


@asynccontextmanager
async def world(connection: AsyncConnection, granted: list[Granted]) -> AsyncIterator[list[str]]:
    """The ids of the cases of a world that is gone afterwards."""
    savepoint = await connection.begin_nested()
    await many.cases(connection, CASES)
    found = await connection.execute(text("SELECT id FROM case_file ORDER BY id"))
    ids = [str(each) for each in found.scalars()]
    for grant in granted:
        await connection.execute(_GRANT, _row(UUID(ids[grant.case]), grant))
    yield ids
    await savepoint.rollback()


def _row(case_id: UUID, grant: Granted) -> dict[str, object]:
    return {
        "id": uuid4(),
        "case_id": case_id,
        "piece_id": uuid4() if grant.is_for_a_piece else None,
        "agency": f"310120-{grant.kind}",
        "unit": grant.unit,
        "standing": grant.standing,
        "at": START,
        "valid_until": None if grant.lasts is None else START + timedelta(seconds=grant.lasts),
    }


async def everything(desk: Desk, **filters: str) -> list[str]:
    """All pages of a list, as small as they come."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await desk.get("/cases", params={"limit": "3", **filters, **cursor})).json()
        found += [case["id"] for case in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


async def is_seen(desk: Desk, case_id: str) -> bool:
    status = (await desk.get(f"/cases/{case_id}")).status_code
    assert status in {200, 404}
    return status == 200


@given(worlds)
@settings(max_examples=25)
async def test_a_list_is_the_set_that_the_grants_open(
    at: DeskOf, connection: AsyncConnection, granted: list[Granted]
) -> None:
    async with world(connection, granted) as ids:
        for kind, unit in VIEWERS:
            opened = {grant.case for grant in granted if grant.opens_to(kind, unit)}
            expected = [ids[n] for n in sorted(opened, reverse=True)]
            desk = at(kind, "officer", unit or None)

            assert await everything(desk) == expected
            assert await everything(desk, q="建筑劳务") == expected
            assert [each for each in ids if await is_seen(desk, each)] == expected[::-1]


@given(worlds, st.sampled_from([s for s in Standing if s is not Standing.HOLDER]))
@settings(max_examples=25)
async def test_a_list_by_standing_shows_the_cases_with_that_grant(
    at: DeskOf, connection: AsyncConnection, granted: list[Granted], standing: Standing
) -> None:
    async with world(connection, granted) as ids:
        for kind, unit in VIEWERS:
            opened = {
                grant.case
                for grant in granted
                if grant.opens_to(kind, unit) and grant.standing is standing
            }
            desk = at(kind, "officer", unit or None)

            expected = [ids[n] for n in sorted(opened, reverse=True)]
            assert await everything(desk, role=standing) == expected
