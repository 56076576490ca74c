"""Tests of calendar feeds: who makes and revokes them, and what a calendar program reads."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import icalendar
import pytest
from fastapi import FastAPI
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.timekeeping import deadline_feeds, deadline_ics
from tests import bodies
from tests.conftest import DeskOf
from tests.deadlines.running import move, refer
from tests.evidence import asking
from tests.station import Desk, TestClock

Feed = dict[str, Any]
LABEL = {"label": "王检察官的期限；手机，日历"}


async def make(desk: Desk, **changes: Any) -> Feed:
    made = await desk.create("/deadline-feeds", {**LABEL, **changes})
    assert made.status_code == 201, made.text
    shown: Feed = made.json()
    return shown


async def subscribe(http: httpx.AsyncClient, feed: Feed, **headers: str) -> httpx.Response:
    """Read as a calendar program does, which knows the address and nothing else."""
    return await http.get(feed["path"], headers=headers)


async def events(http: httpx.AsyncClient, feed: Feed) -> list[icalendar.Event]:
    answered = await subscribe(http, feed)
    assert answered.status_code == 200, answered.text
    calendar: Any = icalendar.Calendar.from_ical(answered.content)
    found: list[icalendar.Event] = calendar.walk("VEVENT")
    return found


async def test_a_feed_shows_the_running_deadlines_of_its_agency(
    at: DeskOf, http: httpx.AsyncClient
) -> None:
    referral = await refer(at("union"))
    feed = await make(at("procuratorate"))

    receipt, answer = await events(http, feed)

    number = referral["case"]["number"]
    assert str(receipt["SUMMARY"]).startswith(f"{number} · 签收移送 / ")
    assert str(answer["SUMMARY"]).startswith(f"{number} · 答复移送（受理、不予受理或要求补正） / ")
    assert (answer.start, answer.end) == (date(2026, 3, 9), date(2026, 3, 10))
    assert (answer["SEQUENCE"], answer["STATUS"], answer["TRANSP"]) == (
        1,
        "CONFIRMED",
        "TRANSPARENT",
    )
    assert "REF_ANSWER_5WD" in str(answer["DESCRIPTION"])


async def test_the_calendar_keeps_to_its_format(at: DeskOf, http: httpx.AsyncClient) -> None:
    await refer(at("union"))
    feed = await make(at("procuratorate"))

    answered = await subscribe(http, feed)

    assert answered.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = answered.content.split(b"\r\n")
    assert b"\n" not in answered.content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert {b"VERSION:2.0", b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"X-PUBLISHED-TTL:PT1H"} <= {
        *lines
    }
    assert b"DTSTART;VALUE=DATE:20260309" in lines
    assert "X-WR-CALNAME:王检察官的期限；手机，日历".encode() in lines


async def test_a_real_calendar_program_reads_the_feed(at: DeskOf, http: httpx.AsyncClient) -> None:
    referral = await refer(at("union"))
    feed = await make(at("procuratorate"))

    calendar = IcsCalendarStream.calendar_from_ics((await subscribe(http, feed)).text)

    shown = [*calendar.timeline]
    assert [each.start for each in shown] == [date(2026, 3, 3), date(2026, 3, 9)]
    assert all(str(each.summary).startswith(referral["case"]["number"]) for each in shown)
    assert all(each.end - each.start == timedelta(days=1) for each in shown)


async def test_no_name_and_nothing_that_people_wrote_is_in_the_feed(
    at: DeskOf, http: httpx.AsyncClient
) -> None:
    await refer(at("union"))
    feeds = [await make(at("union")), await make(at("procuratorate"))]

    said = "".join([(await subscribe(http, feed)).text for feed in feeds])

    case, sent = bodies.case(), bodies.referral()
    for private in (case["workers"][0]["name"], case["employer"], sent["asked_action"]):
        assert private not in said.replace("\r\n ", "")


async def test_what_is_stopped_leaves_the_calendar_and_what_moves_keeps_its_identity(
    at: DeskOf, http: httpx.AsyncClient
) -> None:
    referral = await refer(at("union"))
    feed = await make(at("procuratorate"))
    before = {str(event["UID"]) for event in await events(http, feed)}

    await move(at("procuratorate"), referral, "receipt")

    (left,) = await events(http, feed)
    assert str(left["UID"]) in before


async def test_a_unit_sees_its_own_deadlines_only(at: DeskOf, http: httpx.AsyncClient) -> None:
    await asking.request(at, to_agency="310120-hrss")

    inspection = await events(http, await make(at("hrss")))
    arbitration = await events(http, await make(at("hrss", unit="arbitration")))

    assert (len(inspection), len(arbitration)) == (1, 0)


async def test_what_is_long_past_or_far_ahead_is_left_out(
    at: DeskOf, http: httpx.AsyncClient, clock: TestClock
) -> None:
    await refer(at("union"))
    feed = await make(at("procuratorate"))
    clock.advance(days=35)

    (answer,) = await events(http, feed)

    assert answer.start == date(2026, 3, 9)
    clock.advance(days=5)
    assert await events(http, feed) == []


async def test_a_provisional_deadline_is_tentative(
    at: DeskOf, http: httpx.AsyncClient, connection: AsyncConnection
) -> None:
    await refer(at("union"))
    feed = await make(at("procuratorate"))
    await connection.execute(text("UPDATE deadline SET is_provisional = true"))

    assert {str(event["STATUS"]) for event in await events(http, feed)} == {"TENTATIVE"}


async def test_a_calendar_never_shows_more_than_it_can_bear(
    at: DeskOf, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refer(at("union"))
    feed = await make(at("procuratorate"))
    monkeypatch.setattr(deadline_ics, "MOST_EVENTS", 1)

    (soonest,) = await events(http, feed)

    assert soonest.start == date(2026, 3, 3)


async def test_an_unchanged_calendar_is_not_sent_again(at: DeskOf, http: httpx.AsyncClient) -> None:
    referral = await refer(at("union"))
    feed = await make(at("procuratorate"))
    held = {"If-None-Match": (await subscribe(http, feed)).headers["etag"]}

    again = await subscribe(http, feed, **held)
    await move(at("procuratorate"), referral, "receipt")
    changed = await subscribe(http, feed, **held)

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed.headers["cache-control"] == "private, no-cache"


async def test_a_calendar_program_may_ask_for_any_type_and_add_parameters(
    at: DeskOf, http: httpx.AsyncClient
) -> None:
    feed = await make(at("union"))

    answered = await http.get(f"{feed['path']}&nocache=1", headers={"Accept": "text/calendar"})

    assert answered.status_code == 200


async def test_the_token_is_shown_once_and_kept_as_a_digest(
    at: DeskOf, connection: AsyncConnection
) -> None:
    union = at("union")
    key = {"Idempotency-Key": "one-feed"}
    feed = (await union.create("/deadline-feeds", LABEL, **key)).json()

    listed = await union.get("/deadline-feeds")
    shown = await union.get(f"/deadline-feeds/{feed['id']}")

    assert feed["path"] == f"/v1/deadlines.ics?token={feed['token']}"
    assert feed["token"] not in listed.text + shown.text
    assert (shown.json()["label"], shown.json()["expires_at"]) == (LABEL["label"], None)
    for table in ("deadline_feed", "stored_answer", "journal_entry"):
        rows = await connection.execute(text(f"SELECT CAST({table} AS text) FROM {table}"))
        assert feed["token"] not in "".join(rows.scalars())
    again = await union.create("/deadline-feeds", LABEL, **key)
    assert (again.headers["idempotency-replayed"], again.json()) == ("true", feed)


async def test_a_revoked_feed_opens_nothing(at: DeskOf, http: httpx.AsyncClient) -> None:
    union = at("union")
    feed = await make(union)

    revoked = await union.change(f"/deadline-feeds/{feed['id']}", None, method="DELETE")

    assert (revoked.status_code, revoked.json()["version"]) == (200, 2)
    assert revoked.json()["revoked_at"] == "2026-03-02T09:30:00+08:00"
    assert (await subscribe(http, feed)).status_code == 404
    assert (await union.get("/deadline-feeds")).json()["items"] == []
    assert (await union.get(f"/deadline-feeds/{feed['id']}")).status_code == 404
    again = await union.request(
        "DELETE", f"/deadline-feeds/{feed['id']}", headers={"If-Match": '"2"'}
    )
    assert (again.status_code, again.json()["code"]) == (404, "deadline-feed-not-found")


async def test_revoking_needs_the_version_that_was_read(at: DeskOf) -> None:
    union = at("union")
    path = f"/deadline-feeds/{(await make(union))['id']}"

    without = await union.request("DELETE", path)
    stale = await union.request("DELETE", path, headers={"If-Match": '"7"'})

    assert (without.status_code, stale.status_code) == (428, 412)


async def test_a_feed_is_managed_by_its_own_unit_alone(at: DeskOf) -> None:
    path = f"/deadline-feeds/{(await make(at('hrss')))['id']}"

    for other in (at("union"), at("hrss", unit="arbitration")):
        removed = await other.request("DELETE", path, headers={"If-Match": '"1"'})
        assert ((await other.get(path)).status_code, removed.status_code) == (404, 404)
        assert (await other.get("/deadline-feeds")).json()["items"] == []
    assert (await at("hrss", "auditor").get(path)).status_code == 403
    assert (await at("union", "auditor").get("/deadline-feeds")).status_code == 403


async def test_a_feed_runs_out(at: DeskOf, http: httpx.AsyncClient, clock: TestClock) -> None:
    feed = await make(at("union"), lifetime_days=30)
    assert feed["expires_at"] == "2026-04-01T09:30:00+08:00"

    clock.advance(days=30, seconds=-1)
    assert (await subscribe(http, feed)).status_code == 200
    clock.advance(seconds=1)

    assert (await subscribe(http, feed)).status_code == 404


GONE = (
    "UPDATE client SET is_active = false",
    "UPDATE client SET agency = '310120-court'",
    "UPDATE client SET units = '{inspection}'",
    "UPDATE client SET scopes = array_remove(scopes, 'deadlines:read')",
    "DELETE FROM client WHERE client_id LIKE '310120-union%'",
    "UPDATE agency SET is_active = false",
    "DELETE FROM agency WHERE id = '310120-union'",
)


@pytest.mark.parametrize("change", GONE)
async def test_a_feed_lives_no_longer_than_the_registration_behind_it(
    at: DeskOf, http: httpx.AsyncClient, app: FastAPI, connection: AsyncConnection, change: str
) -> None:
    feed = await make(at("union"))
    await connection.execute(text("DELETE FROM service_window"))
    await connection.execute(text(change))
    app.state.registry.forget()
    app.state.directory.forget()

    assert (await subscribe(http, feed)).status_code == 404


TOKENS: tuple[Callable[[str], str], ...] = (
    lambda token: "",
    lambda token: "?token=",
    lambda token: "?token=x",
    lambda token: f"?token={token[:-1]}",
    lambda token: f"?token={token}x",
    lambda token: f"?token={token[:-1]}%00",
    lambda token: f"?token={'dlf_' + 'A' * 43}",
    lambda token: f"?token={'x' * 5_000}",
    lambda token: f"?Token={token}",
    lambda token: f"?token={token.upper()}",
)


@pytest.mark.parametrize("written", TOKENS)
async def test_whatever_opens_nothing_is_answered_in_one_way(
    at: DeskOf, http: httpx.AsyncClient, written: Callable[[str], str]
) -> None:
    await refer(at("union"))
    feed = await make(at("procuratorate"))

    refused = await http.get(f"/v1/deadlines.ics{written(feed['token'])}")

    told = refused.json()
    assert (refused.status_code, told["code"]) == (404, "deadline-feed-not-found")
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert told.keys() == {"type", "title", "status", "detail", "code", "request_id"}


async def test_the_token_is_never_logged(
    at: DeskOf, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    feed = await make(at("union"))
    caplog.set_level(logging.DEBUG, logger="liandong")

    await subscribe(http, feed)
    await http.get(f"{feed['path']}x")

    lines = [repr(vars(record)) for record in caplog.records if record.name.startswith("liandong")]
    assert sum("/deadlines.ics" in line for line in lines) == 2
    assert not any(feed["token"] in line or "token=" in line for line in lines)


async def test_a_unit_has_so_many_feeds_and_no_more(
    at: DeskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline_feeds, "MOST_FEEDS", 1)
    await make(at("union"))

    refused = await at("union").create("/deadline-feeds", LABEL)

    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-deadline-feeds")
    assert refused.json()["limit"] == 1
    await make(at("court"))


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/label", "required"),
        ({"label": ""}, "/label", "too-short"),
        ({"label": "两\n行"}, "/label", "line-format"),
        ({**LABEL, "lifetime_days": 0}, "/lifetime_days", "too-small"),
        ({**LABEL, "lifetime_days": 731}, "/lifetime_days", "too-large"),
        ({**LABEL, "agency": "310120-court"}, "/*", "unknown-member"),
    ],
)
async def test_a_feed_that_does_not_fit_is_refused(
    at: DeskOf, body: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await at("union").create("/deadline-feeds", body)

    assert refused.status_code == 422
    assert [(f["pointer"], f["code"]) for f in refused.json()["fields"]] == [(pointer, code)]
