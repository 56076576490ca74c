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
from tests.agencies.files import SMALL, demonstration, district, with_sixth_member
from tests.station import TestDatabase

DIVISION = "310101"
"""A district of which the database knows nothing yet."""


def elsewhere(directory: Path, text: str) -> District:
    return district(directory, text.replace("310120", DIVISION))


async def read_back(database: TestDatabase) -> Directory:
    return await directory.loader(database)()


async def registry(database: TestDatabase) -> Registry:
    every = await clients.loader(database)()
    return {id_: client for id_, client in every.items() if id_.startswith(DIVISION)}


def agree(_: list[Change]) -> bool:
    return True


def decline(_: list[Change]) -> bool:
    return False


async def test_a_first_load_registers_the_station_its_members_and_their_clients(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    await loading.apply(connection, elsewhere(tmp_path, demonstration()))

    found = await read_back(database)
    assert len(found.members(DIVISION)) == 5
    assert sum(window.agency.startswith(DIVISION) for window in found.windows) == 3
    assert found.leads(DIVISION) == [f"{DIVISION}-union"]
    assert len(await registry(database)) == 11


async def test_a_second_load_changes_nothing(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    file = elsewhere(tmp_path, demonstration())
    await loading.apply(connection, file)

    assert await loading.apply(connection, file) == []
    assert (await read_back(database)).stations[DIVISION].revision == 1


async def test_a_district_may_have_neither_windows_nor_clients_yet(
    database: TestDatabase, connection: AsyncConnection, tmp_path: Path
) -> None:
    await loading.apply(connection, elsewhere(tmp_path, SMALL.partition("[[windows]]")[0]))

    assert len((await read_back(database)).members(DIVISION)) == 2
    assert await registry(database) == {}


async def test_local_rules_are_stored_as_the_file_says(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    file = elsewhere(tmp_path, SMALL)

    await loading.apply(connection, file)

    stored = rules_of((await read_back(database)).stations[DIVISION])
    assert stored.model_dump() == file.rules.model_dump()


async def test_a_sixth_member_joins_by_configuration_alone(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    await loading.apply(connection, elsewhere(tmp_path, demonstration()))

    await loading.apply(connection, elsewhere(tmp_path, with_sixth_member()))

    found = await read_back(database)
    criminal = [agency.id for agency, _ in found.competent(DIVISION, Purpose.CRIMINAL)]
    mediators = [agency.id for agency, _ in found.competent(DIVISION, Purpose.MEDIATION)]
    assert f"{DIVISION}-police" in criminal
    assert f"{DIVISION}-governance_centre" in mediators
    assert found.stations[DIVISION].revision == 2
    assert (await registry(database))[f"{DIVISION}-police-system"].is_active


async def test_a_member_that_leaves_stays_known_and_may_nothing(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    await loading.apply(connection, elsewhere(tmp_path, with_sixth_member()))

    await loading.apply(connection, elsewhere(tmp_path, demonstration()))

    found = await read_back(database)
    assert found.agencies[f"{DIVISION}-police"].name_en.startswith("Fengxian Branch")
    assert found.member(DIVISION, f"{DIVISION}-police") is None
    assert not (await registry(database))[f"{DIVISION}-police-system"].is_active
    assert f"{DIVISION}-governance_centre-hall" not in {window.id for window in found.windows}


async def test_a_member_that_returns_is_as_it_was(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    six = elsewhere(tmp_path, with_sixth_member())
    for file in (six, elsewhere(tmp_path, demonstration()), six):
        await loading.apply(connection, file)

    found = await read_back(database)
    assert found.member(DIVISION, f"{DIVISION}-police") is not None
    assert (await registry(database))[f"{DIVISION}-police-system"].is_active
    assert await loading.apply(connection, six) == []


async def test_a_load_leaves_other_districts_alone(
    connection: AsyncConnection, tmp_path: Path
) -> None:
    neighbour = district(tmp_path, SMALL)
    await loading.apply(connection, neighbour)

    await loading.apply(connection, elsewhere(tmp_path, demonstration()))

    assert await loading.apply(connection, neighbour) == []


async def test_a_confirmed_load_makes_what_was_shown(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    shown: list[Change] = []
    file = elsewhere(tmp_path, demonstration())

    def confirm(proposed: list[Change]) -> bool:
        shown.extend(proposed)
        return True

    assert await loading.load(database, file, confirm=confirm)

    assert {change.deed for change in shown} == {Deed.ADDED}
    assert await loading.apply(connection, file) == []


async def test_a_load_without_changes_asks_nobody(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    file = elsewhere(tmp_path, demonstration())
    await loading.apply(connection, file)

    assert await loading.load(database, file, confirm=decline)


async def test_a_load_that_is_not_confirmed_changes_nothing(
    connection: AsyncConnection, database: TestDatabase, tmp_path: Path
) -> None:
    file = elsewhere(tmp_path, demonstration())

    assert not await loading.load(database, file, confirm=decline)

    assert DIVISION not in (await read_back(database)).stations


class Contested(TestDatabase):
    """A database in which someone else loads a district right before the second transaction."""

    def __init__(self, connection: AsyncConnection, rival: District) -> None:
        self.connection = connection
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
    rival = elsewhere(tmp_path, with_sixth_member())
    contested = Contested(connection, rival)

    with pytest.raises(RegistrationsMoved):
        await loading.load(contested, elsewhere(tmp_path, demonstration()), confirm=agree)

    assert await loading.apply(connection, rival) == []
