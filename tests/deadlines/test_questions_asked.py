"""What reading deadlines costs: a fixed number of statements, however many there are."""

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import DeskOf
from tests.deadlines.running import clock_of, refer
from tests.deadlines.test_calculations import PLAIN

FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.mark.parametrize("number", [1, 8])
async def test_each_reading_takes_as_many_statements_as_ever(
    at: DeskOf, engine: AsyncEngine, number: int
) -> None:
    procuratorate = at("procuratorate")
    sent = [await refer(at("union")) for _ in range(number)]
    clock = await clock_of(procuratorate, "REF_ANSWER_5WD", piece_id=sent[0]["id"])
    feed = (await procuratorate.create("/deadline-feeds", {"label": "日历"})).json()
    said: list[str] = []

    def note(*heard: object) -> None:
        if not (statement := str(heard[2])).startswith(FRAME):
            said.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    paths = [
        "/v1/deadlines",
        f"/v1/deadlines/{clock['id']}",
        f"/v1/deadlines/{clock['id']}/explanation",
        feed["path"],
    ]
    asked = []
    for path in paths:
        assert (await procuratorate.get(path)).status_code == 200
        asked.append(len(said))
        said.clear()
    await procuratorate.get("/deadline-rules?limit=200")
    await procuratorate.get("/deadline-rules/ARB_AWARD_45D")
    await procuratorate.request("POST", "/deadline-calculations", PLAIN)
    event.remove(engine.sync_engine, "before_cursor_execute", note)

    assert asked == [1, 1, 2, 2]
    assert said == []
