"""Tests of imported notices: what one would change, that it is kept, and that all are read."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.auth.actor import Actor, Role
from app.auth.policy import Permission
from app.calendars import imports
from app.calendars.days import Calendars
from app.calendars.imports import Change
from app.calendars.notices import Notice
from app.calendars.table import DayKind
from app.work import Work
from tests.calendars.test_regions import notice
from tests.station import START, TestDatabase

REST, WORKING, MAKE_UP = DayKind.REST, DayKind.WORKING, DayKind.MAKE_UP


@pytest.fixture
def work(connection: AsyncConnection) -> Work:
    actor = Actor(
        agency="310120-union",
        unit="",
        role=Role.LEAD,
        client_id="310120-union-console",
        subject="lead-1",
        scopes=frozenset(),
    )
    return Work(connection, actor, Permission.IMPORT_CALENDAR, START, "request", uuid4)


@pytest.fixture
def db(connection: AsyncConnection) -> TestDatabase:
    db = TestDatabase()
    db.connection = connection
    return db


def test_the_difference_is_every_day_that_changes_its_kind(calendars: Calendars) -> None:
    fixed = notice(2027, "2026-12-31", "2027-05-08", until="2027-01-02")

    proposed = calendars.with_notice("CN", fixed)
    changes = imports.diff(calendars.of("310120"), proposed.of("310120"), 2027)

    assert changes[0] == Change(date(2026, 12, 31), WORKING, REST)
    assert Change(date(2027, 5, 8), REST, MAKE_UP) in changes
    assert Change(date(2027, 5, 3), REST, WORKING) in changes
    assert date(2027, 1, 1) not in {change.on for change in changes}
    assert [change.on for change in changes] == sorted(change.on for change in changes)


@pytest.mark.parametrize(
    ("year", "off"),
    [
        (1949, "1949-01-03"),
        (2100, "2100-12-31"),
        (2027, "2026-12-25"),
        (2027, "2028-01-07"),
    ],
)
def test_the_edges_of_the_year_are_compared_too(calendars: Calendars, year: int, off: str) -> None:
    local = calendars.with_notice("31", notice(year, off))

    changes = imports.diff(calendars.of("310120"), local.of("310120"), year)

    assert changes == [Change(date.fromisoformat(off), WORKING, REST)]


def test_days_far_from_the_year_are_not_compared(calendars: Calendars) -> None:
    local = calendars.with_notice("31", notice(2026, "2026-11-24"))

    assert imports.diff(calendars.of("310120"), local.of("310120"), 2027) == []
    assert imports.diff(calendars.of("310120"), calendars.of("310120"), 2026) == []


async def test_an_import_is_read_at_the_next_look(work: Work, db: TestDatabase) -> None:
    load = imports.loader(db)
    before = await load()

    serial = await imports.store(work, "CN", notice(2027, "2027-01-01"))
    after = await load()

    assert before.of("310120").version == "CN-2026.1"
    assert after.of("310120").version == f"CN-2026.1+{serial}"
    assert not after.of("310120").provisional(2027)


async def test_without_a_new_import_the_same_calendars_are_given_again(
    work: Work, db: TestDatabase
) -> None:
    load = imports.loader(db)
    packaged = await load()
    assert await load() is packaged

    await imports.store(work, "31", notice(2027, "2027-01-01"))

    imported = await load()
    assert imported is not packaged
    assert await load() is imported


async def test_the_last_import_of_a_year_holds(work: Work, db: TestDatabase) -> None:
    for off in ("2027-11-01", "2027-11-02"):
        last = await imports.store(work, "310120", notice(2027, off))
    other = await imports.store(work, "45", notice(2027, "2027-11-03"))

    calendars = await imports.loader(db)()

    local = calendars.of("310120")
    assert local.is_working(date(2027, 11, 1))
    assert not local.is_working(date(2027, 11, 2))
    assert local.version == f"310120-2026.1+{last}"
    assert calendars.of("450101").version == f"45-2026.1+{other}"
    assert calendars.of("320102").version == "CN-2026.1"


async def test_imports_are_numbered_without_gaps(work: Work, connection: AsyncConnection) -> None:
    rehearsal = await connection.begin_nested()
    given_up = await imports.store(work, "CN", notice(2027, "2027-01-01"))
    await rehearsal.rollback()

    serials = [await imports.store(work, "CN", notice(2027, "2027-01-01")) for _ in range(2)]

    assert serials == [given_up, given_up + 1]


async def test_an_import_is_kept_with_who_brought_it_and_when(
    work: Work, connection: AsyncConnection
) -> None:
    brought = notice(2027, "2027-01-01", "2027-01-09", complete=False)

    serial = await imports.store(work, "31", brought)

    row = (await connection.execute(text("SELECT * FROM calendar_notice"))).one()
    assert (row.serial, row.division, row.year) == (serial, "31", 2027)
    assert (row.imported_by, row.imported_at) == ("310120-union", START)
    assert Notice.model_validate(row.notice) == brought


@pytest.mark.parametrize(
    "statement", ["UPDATE calendar_notice SET year = 2028", "DELETE FROM calendar_notice"]
)
async def test_an_import_is_never_changed(
    work: Work, connection: AsyncConnection, statement: str
) -> None:
    await imports.store(work, "CN", notice(2027, "2027-01-01"))

    with pytest.raises(DBAPIError, match="written once"):
        await connection.execute(text(statement))
