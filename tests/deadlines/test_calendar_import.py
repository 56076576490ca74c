"""A station imports a notice for its division, and is shown first what it would do."""

from typing import Any, Final

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from tests.conftest import DeskOf
from tests.deadlines import notices, running
from tests.deadlines.notices import NEW_YEAR_2028, festival, notice
from tests.deadlines.test_recalculation import BEFORE_NEW_YEAR
from tests.deadlines.watching import Watch
from tests.station import Desk, TestClock

PATH: Final = "/calendars/310120/2028"
NOTHING: Final = "SELECT count(*) FROM calendar_notice"


@pytest.fixture
def station(at: DeskOf, clock: TestClock) -> Desk:
    clock.now = BEFORE_NEW_YEAR
    return at("union", "lead")


async def kept(app: FastAPI) -> int:
    async with app.state.database.begin() as connection:
        return int((await connection.execute(text(NOTHING))).scalar_one())


async def test_an_import_shows_each_day_that_changes(station: Desk) -> None:
    imported = await notices.put(station, NEW_YEAR_2028)

    assert imported.status_code == 200, imported.text
    assert imported.json()["days"] == [
        {
            "on": "2028-01-04",
            "before": "working",
            "after": "rest",
            "name_zh": "元旦",
            "name_en": "New Year's Day",
        },
        {
            "on": "2028-01-05",
            "before": "working",
            "after": "rest",
            "name_zh": "元旦",
            "name_en": "New Year's Day",
        },
        {
            "on": "2028-01-08",
            "before": "rest",
            "after": "make_up",
            "name_zh": "元旦调休上班",
            "name_en": "make-up working day for New Year's Day",
        },
    ]


async def test_a_day_that_becomes_ordinary_has_no_name(station: Desk) -> None:
    await notices.put(station, NEW_YEAR_2028)
    imported = await notices.put(station, notice(2028, festival("2028-01-01", "2028-01-04")))

    ordinary = {day["on"]: day for day in imported.json()["days"]}["2028-01-05"]
    assert (ordinary["after"], ordinary["name_zh"], ordinary["name_en"]) == ("working", None, None)


async def test_the_calendar_is_read_with_it_at_once(station: Desk) -> None:
    before = await station.get(PATH)
    imported = await notices.put(station, NEW_YEAR_2028)
    after = await station.get(PATH)

    days = {day["on"]: day["kind"] for day in after.json()["days"]}
    assert (days["2028-01-05"], days["2028-01-08"]) == ("rest", "make_up")
    assert after.json()["version"] == imported.json()["version"] != before.json()["version"]
    assert NEW_YEAR_2028["source"] in after.json()["sources"]


async def test_a_complete_notice_of_the_place_settles_its_year(station: Desk) -> None:
    partial = await notices.put(station, NEW_YEAR_2028)
    whole = await notices.put(station, NEW_YEAR_2028 | {"is_complete": True})

    assert (partial.json()["is_provisional"], whole.json()["is_provisional"]) == (True, False)
    read = (await station.get(PATH)).json()
    assert read["is_provisional"] is False
    assert read["sources"] == [NEW_YEAR_2028["source"]]
    assert [day["on"] for day in read["days"]] == [
        *(f"2028-01-0{day}" for day in range(1, 6)),
        "2028-01-08",
    ]


async def test_only_deadlines_of_cases_that_the_caller_sees_are_named(
    station: Desk, at: DeskOf
) -> None:
    seen = await running.refer(at("union"), to_agency="310120-justice", purpose="legal_aid")
    await running.refer(at("hrss"), to_agency="310120-justice", purpose="legal_aid")

    shown = (await notices.put(station, NEW_YEAR_2028, Prefer="dry-run")).json()

    assert shown["deadlines_moved"] == 2
    (named,) = shown["deadlines"]
    assert _without(named, {"id"}) == {
        "case_number": seen["case"]["number"],
        "rule_code": "REF_ANSWER_5WD",
        "due_on_before": "2028-01-05",
        "due_at_before": "2028-01-06T00:00:00+08:00",
        "due_on": "2028-01-07",
        "due_at": "2028-01-08T00:00:00+08:00",
    }


async def test_a_rehearsal_answers_the_same_and_writes_nothing(
    app: FastAPI, station: Desk, at: DeskOf, clock: TestClock
) -> None:
    await running.refer(at("hrss"), to_agency="310120-justice", purpose="legal_aid")
    rehearsed = await notices.put(station, NEW_YEAR_2028, Prefer="dry-run")

    assert rehearsed.headers["preference-applied"] == "dry-run"
    assert await kept(app) == 0
    assert await Watch(app, clock).recalculate() == 0
    imported = await notices.put(station, NEW_YEAR_2028)
    assert rehearsed.json() == imported.json()


async def test_rehearsals_use_up_no_version(station: Desk) -> None:
    for _ in range(3):
        await notices.put(station, NEW_YEAR_2028, Prefer="dry-run")

    first = await notices.put(station, NEW_YEAR_2028)
    second = await notices.put(station, notice(2028, festival("2028-01-01", "2028-01-04")))

    assert (first.headers["etag"][:3], second.headers["etag"][:3]) == ('"1.', '"2.')
    assert (first.json()["version"][-2:], second.json()["version"][-2:]) == ("+1", "+2")


@pytest.mark.parametrize("preference", ["dry-run", "handling=strict"])
async def test_the_notice_that_holds_already_changes_nothing(
    app: FastAPI, station: Desk, at: DeskOf, preference: str
) -> None:
    await running.refer(at("union"), to_agency="310120-justice", purpose="legal_aid")
    first = (await notices.put(station, NEW_YEAR_2028)).json()

    again = await notices.put(station, NEW_YEAR_2028, Prefer=preference)

    assert again.status_code == 200
    assert again.json() == first | {"days": [], "deadlines_moved": 0, "deadlines": []}
    assert (first["deadlines_moved"], await kept(app), await told(app)) == (1, 1, 1)


async def test_a_notice_that_held_before_is_imported_anew(app: FastAPI, station: Desk) -> None:
    for body in (NEW_YEAR_2028, NEW_YEAR_2028 | {"is_complete": True}, NEW_YEAR_2028):
        await notices.put(station, body)

    assert (await kept(app), await told(app)) == (3, 3)
    assert (await station.get(PATH)).json()["is_provisional"] is True


async def told(app: FastAPI) -> int:
    counted = text("SELECT count(*) FROM journal_entry WHERE type = 'calendar.imported'")
    async with app.state.database.begin() as connection:
        return int((await connection.execute(counted)).scalar_one())


def _without(view: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in view.items() if name not in names}


async def test_of_those_seen_the_first_hundred_are_named_and_all_are_counted(
    app: FastAPI, station: Desk, at: DeskOf
) -> None:
    await running.refer(at("hrss"), to_agency="310120-justice", purpose="legal_aid")
    await running.refer(at("union"), to_agency="310120-justice", purpose="legal_aid")
    async with app.state.database.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO deadline SELECT (json_populate_record(deadline, "
                "json_build_object('id', gen_random_uuid()))).* "
                "FROM deadline, generate_series(1, 600) WHERE rule_code = 'REF_ANSWER_5WD'"
            )
        )

    shown = (await notices.put(station, NEW_YEAR_2028)).json()

    assert (shown["deadlines_moved"], len(shown["deadlines"])) == (1202, 100)


async def test_every_member_hears_of_it_in_its_feed(committed_at: DeskOf, clock: TestClock) -> None:
    clock.now = BEFORE_NEW_YEAR
    imported = await notices.put(committed_at("union", "lead"), NEW_YEAR_2028)

    for kind in ("court", "union"):
        # Others may be writing on the same server, for whose end the feed waits.
        feed = await committed_at(kind).get("/events?wait=20")
        (event,) = feed.json()["items"]
        assert (event["type"], event["sequence"]) == ("calendar.imported", "0000000001")
        assert event["data"]["case_id"] is None
        assert event["data"]["facts"] == {
            "division": "310120",
            "year": 2028,
            "is_complete": False,
            "calendar_version": imported.json()["version"],
            "days_changed": 3,
        }


@pytest.mark.parametrize(
    ("kind", "role", "factor"),
    [
        ("union", "officer", "role"),
        ("union", "system", "role"),
        ("court", "lead", "agency"),
    ],
)
async def test_only_a_lead_of_an_agency_that_acts_for_the_station_imports(
    app: FastAPI, at: DeskOf, kind: str, role: str, factor: str
) -> None:
    refused = await notices.put(at(kind, role), NEW_YEAR_2028)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert refused.json()["refused_by"] == factor
    assert await kept(app) == 0


@pytest.mark.parametrize("division", ["CN", "310115", "110101"])
async def test_a_station_imports_for_its_own_division_only(
    app: FastAPI, station: Desk, division: str
) -> None:
    refused = await notices.put(station, NEW_YEAR_2028, path=f"/calendars/{division}/2028")

    assert refused.status_code == 403, refused.text
    assert await kept(app) == 0


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (PATH, notice(2027, festival("2027-01-01", "2027-01-03")), 422, "calendar-of-another-year"),
        (
            PATH,
            notice(2028, festival("2028-01-01", "2028-01-08", "2028-01-08")),
            422,
            "day-repeated",
        ),
        (PATH, notice(2028, festival("2028-01-03", "2028-01-01")), 422, "rest-days-reversed"),
        (PATH, notice(2028, festival("2028-01-01", "2028-01-03", "2028-01-06")), 422, None),
        (PATH, notice(2028, festival("2027-10-01", "2027-10-03")), 422, "day-outside-year"),
        (PATH, notice(2028), 422, None),
        (PATH, {"year": 2028}, 422, None),
        ("/calendars/990000/2028", NEW_YEAR_2028, 404, "calendar-not-found"),
        ("/calendars/310120/1948", notice(1948, festival("1948-01-01", "1948-01-01")), 422, None),
        ("/calendars/310120/2101", notice(2101, festival("2101-01-01", "2101-01-01")), 422, None),
        ("/calendars/3101/2028", NEW_YEAR_2028, 422, None),
    ],
)
async def test_what_cannot_hold_is_refused_and_nothing_is_changed(
    app: FastAPI, station: Desk, path: str, body: dict[str, Any], status: int, code: str | None
) -> None:
    refused = await notices.put(station, body, path=path, etag='"0"')

    assert refused.status_code == status, refused.text
    told = {refused.json()["code"], *(f["code"] for f in refused.json().get("fields", []))}
    assert code is None or code in told
    assert await kept(app) == 0


async def test_whoever_has_not_read_the_last_import_is_refused(app: FastAPI, station: Desk) -> None:
    read = (await station.get(PATH)).headers["etag"]
    await notices.put(station, NEW_YEAR_2028, etag=read)

    late = await notices.put(station, NEW_YEAR_2028, etag=read)
    blind = await station.request("PUT", PATH, NEW_YEAR_2028)

    assert (late.status_code, blind.status_code) == (412, 428)
    assert await kept(app) == 1


async def test_a_retry_with_its_key_gets_its_answer_again(app: FastAPI, station: Desk) -> None:
    read = (await station.get(PATH)).headers["etag"]
    key = {"Idempotency-Key": "new-year-2028"}

    first = await notices.put(station, NEW_YEAR_2028, etag=read, **key)
    again = await notices.put(station, NEW_YEAR_2028, etag=read, **key)

    assert again.content == first.content
    assert await kept(app) == 1
