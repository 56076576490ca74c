"""Tests of loading a district into the database: once, again, with members joining and leaving."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies import directory, loading
from app.agencies.changes import Change, Deed
from app.agencies.directory import Directory
from app.agencies.district import District
from app.agencies.loading import RegistrationsMoved
from app.agencies.powers import Purpose
from app.agencies.station_rules import rules_of
from app.auth import clients
from app.auth.clients import Registry
from tests.agencies.database import SingleConnection
from tests.agencies.files import SMALL, demonstration, district, with_sixth_member

DIVISION = "310120"


async def read_back(connection: AsyncConnection) -> Directory:
    return await directory.loader(SingleConnection(connection))()


async def registry(connection: AsyncConnection) -> Registry:
    return await clients.loader(SingleConnection(connection))()


def agree(_: list[Change]) -> bool:
    return True


def decline(_: list[Change]) -> bool:
    return False


async def test_a_first_load_registers_the_station_its_members_and_their_clients(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    await loading.apply(connection, district(tmp_path, demonstration()))

    found = await read_back(connection)
    assert len(found.members(DIVISION)) == 5
    assert len(found.windows) == 3
    assert found.leads(DIVISION) == ["310120-union"]
    assert len(await registry(connection)) == 11


async def test_a_second_load_changes_nothing(connection: AsyncConnection, tmp_path: Path) -> None:
    file = district(tmp_path, demonstration())
    await loading.apply(connection, file)

    assert await loading.apply(connection, file) == []
    assert (await read_back(connection)).stations[DIVISION].revision == 1


async def test_local_rules_are_stored_as_the_file_says(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    file = district(tmp_path, SMALL)

    await loading.apply(connection, file)

    stored = rules_of((await read_back(connection)).stations[DIVISION])
    assert stored.model_dump() == file.rules.model_dump()


async def test_a_sixth_member_joins_by_configuration_alone(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    await loading.apply(connection, district(tmp_path, demonstration()))

    await loading.apply(connection, district(tmp_path, with_sixth_member()))

    found = await read_back(connection)
    criminal = [agency.id for agency, _ in found.competent(DIVISION, Purpose.CRIMINAL)]
    mediators = [agency.id for agency, _ in found.competent(DIVISION, Purpose.MEDIATION)]
    assert "310120-police" in criminal
    assert "310120-governance_centre" in mediators
    assert found.stations[DIVISION].revision == 2
    assert (await registry(connection))["310120-police-system"].is_active


async def test_a_member_that_leaves_stays_known_and_may_nothing(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    await loading.apply(connection, district(tmp_path, with_sixth_member()))

    await loading.apply(connection, district(tmp_path, demonstration()))

    found = await read_back(connection)
    assert found.agencies["310120-police"].name_en.startswith("Fengxian Branch")
    assert found.member(DIVISION, "310120-police") is None
    assert not (await registry(connection))["310120-police-system"].is_active
    assert "310120-governance_centre-hall" not in {window.id for window in found.windows}


async def test_a_member_that_returns_is_as_it_was(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    six = district(tmp_path, with_sixth_member())
    for file in (six, district(tmp_path, demonstration()), six):
        await loading.apply(connection, file)

    found = await read_back(connection)
    assert found.member(DIVISION, "310120-police") is not None
    assert (await registry(connection))["310120-police-system"].is_active
    assert await loading.apply(connection, six) == []


async def test_a_load_leaves_other_districts_alone(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    neighbour = district(tmp_path, SMALL.replace("310120", "310101"))
    await loading.apply(connection, neighbour)

    await loading.apply(connection, district(tmp_path, demonstration()))

    assert await loading.apply(connection, neighbour) == []
    assert len((await read_back(connection)).members("310101")) == 2


async def test_a_confirmed_load_makes_what_was_shown(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    shown: list[Change] = []
    file = district(tmp_path, demonstration())

    def confirm(proposed: list[Change]) -> bool:
        shown.extend(proposed)
        return True

    assert await loading.load(SingleConnection(connection), file, confirm=confirm)

    assert {change.deed for change in shown} == {Deed.ADDED}
    assert await loading.apply(connection, file) == []


async def test_a_load_without_changes_asks_nobody(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    file = district(tmp_path, demonstration())
    await loading.apply(connection, file)

    assert await loading.load(SingleConnection(connection), file, confirm=decline)


async def test_a_load_that_is_not_confirmed_changes_nothing(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    file = district(tmp_path, demonstration())

    assert not await loading.load(SingleConnection(connection), file, confirm=decline)

    assert DIVISION not in (await read_back(connection)).stations


class Contested(SingleConnection):
    """A database in which someone else loads a district right before the second transaction."""

    def __init__(self, connection: AsyncConnection, rival: District) -> None:
        super().__init__(connection)
        self._rival = rival
        self._transactions = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        self._transactions += 1
        if self._transactions == 2:
            await loading.apply(self.connection, self._rival)
        async with super().begin() as connection:
            yield connection


async def test_a_confirmation_holds_only_for_what_was_shown(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    rival = district(tmp_path, with_sixth_member())
    contested = Contested(connection, rival)

    with pytest.raises(RegistrationsMoved):
        await loading.load(contested, district(tmp_path, demonstration()), confirm=agree)

    assert await loading.apply(connection, rival) == []
