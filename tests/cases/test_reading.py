from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from tests import bodies, rights
from tests.cases import folders
from tests.conftest import DeskOf


async def test_whoever_was_sent_work_on_a_case_reads_it(at: DeskOf) -> None:
    case = await folders.opened(at("union", "window"))
    await folders.referred(at, case)

    read = await at("procuratorate").get(f"/cases/{case['id']}")

    assert read.status_code == 200
    assert read.json()["workers"][0]["name"] == "王小明"


async def test_a_case_of_others_is_answered_like_one_that_is_not_there(at: DeskOf) -> None:
    case = await folders.opened(at("union", "window"))

    of_others = await at("court", "lead").get(f"/cases/{case['id']}")
    absent = await at("court", "lead").get(f"/cases/{uuid4()}")

    assert of_others.status_code == absent.status_code == 404
    assert of_others.json() | {"request_id": ""} == absent.json() | {"request_id": ""}


async def test_the_wall_inside_the_bureau_hides_a_case_from_the_other_unit(at: DeskOf) -> None:
    case = await folders.opened(at("union", "window"))
    await folders.referred(at, case, "hrss", "inspection")

    assert (await at("hrss").get(f"/cases/{case['id']}")).status_code == 200
    behind = at("hrss", "officer", "arbitration")
    assert (await behind.get(f"/cases/{case['id']}")).status_code == 404


async def test_who_may_not_read_cases_at_all_is_told_so_about_its_own(at: DeskOf) -> None:
    case = await folders.opened(at("union", "window"))

    answer = await at("union", rights.NEVER).get(f"/cases/{case['id']}")

    assert (answer.status_code, answer.json()["refused_by"]) == (403, "role")


async def test_who_holds_the_view_already_is_not_sent_it_again(at: DeskOf) -> None:
    union = at("union", "window")
    case = await folders.opened(union)
    etag = (await union.get(f"/cases/{case['id']}")).headers["etag"]

    again = await union.get(f"/cases/{case['id']}", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


async def test_numbers_are_masked_wherever_they_are_shown(at: DeskOf) -> None:
    union = at("union", "window")
    party = {"role": "foreman", "name": "王老板", "contact_phone": "13987654321"}
    case = await folders.opened(union, parties=[party])
    shown = await folders.current(union, case)

    worker = shown["workers"][0]
    alone = await union.get(f"/cases/{case['id']}/workers/{worker['id']}")

    assert worker["identity_number"] == "440524********0014"
    assert worker["phone"] == "138****5678"
    assert shown["parties"][0]["contact_phone"] == "139****4321"
    assert alone.json() == worker


async def test_a_number_of_an_unknown_division_is_taken_with_a_warning(at: DeskOf) -> None:
    union = at("union", "window")
    number = folders.card_number("99999918800101001")
    unknown = bodies.worker(identity={"kind": "resident_id", "number": number})

    case = await folders.opened(union, workers=[unknown, bodies.worker()])

    first, second = case["workers"]
    assert [(w["code"], w["pointer"]) for w in first["warnings"]] == [
        ("unknown-division", "/identity_number")
    ]
    assert first["warnings"][0]["text_zh"]
    assert first["warnings"][0]["text_en"]
    assert second["warnings"] == []


@pytest.mark.parametrize("identity", [None, {"kind": "passport", "number": "e12345678"}])
async def test_only_card_numbers_are_warned_of(at: DeskOf, identity: dict[str, str] | None) -> None:
    worker = bodies.worker(identity=identity)

    case = await folders.opened(at("union", "window"), workers=[worker])

    assert case["workers"][0]["warnings"] == []


@contextmanager
def statements(connection: AsyncConnection) -> Iterator[list[str]]:
    """What is executed on the connection meanwhile."""
    executed: list[str] = []

    def note(*arguments: Any) -> None:
        executed.append(arguments[2])

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    yield executed
    event.remove(connection.sync_connection, "before_cursor_execute", note)


async def test_a_large_case_costs_as_many_statements_as_a_small_one(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union", "window")
    small = await folders.opened(union)
    large = await folders.opened(union, workers=[bodies.worker() for _ in range(60)])

    with statements(connection) as for_small:
        await union.get(f"/cases/{small['id']}")
    with statements(connection) as for_large:
        await union.get(f"/cases/{large['id']}")

    assert len(for_large) == len(for_small)
    assert sum(statement.startswith("SELECT") for statement in for_large) == 6
