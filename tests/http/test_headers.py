import logging
import re

import pytest

from app.core import logs
from tests import bodies
from tests.conftest import DeskOf
from tests.referrals.piece import SENDER, Piece


async def test_a_request_keeps_the_id_that_its_caller_gave(at: DeskOf) -> None:
    given = {"X-Request-ID": "window-3.20260302_0001"}

    answered = await at(SENDER).get("/referrals", headers=given)
    refused = await at(SENDER).http.get("/v1/referrals", headers=given)

    for answer in (answered, refused):
        assert answer.headers["x-request-id"] == given["X-Request-ID"]
    assert refused.json()["request_id"] == given["X-Request-ID"]


@pytest.mark.parametrize("given", ["short", "a" * 65, "two words", "<script>alert(1)</script>", ""])
async def test_an_id_that_could_do_harm_is_replaced(at: DeskOf, given: str) -> None:
    answered = await at(SENDER).get("/referrals", headers={"X-Request-ID": given})

    assert re.fullmatch(
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", answered.headers["x-request-id"]
    )


async def test_every_request_has_an_id_of_its_own(at: DeskOf) -> None:
    ids = {(await at(SENDER).get("/referrals")).headers["x-request-id"] for _ in range(3)}

    assert len(ids) == 3


async def test_what_is_shown_is_not_to_be_kept_or_guessed_at(at: DeskOf, piece: Piece) -> None:
    for path in ("/referrals", piece.path):
        headers = (await at(SENDER).get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-type"] == "application/json"
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


async def test_a_create_says_where_the_new_thing_is(at: DeskOf) -> None:
    sender = at(SENDER)
    sent = await sender.create("/referrals", bodies.referral())

    found = await sender.get(sent.headers["location"])

    assert found.json()["id"] == sent.json()["id"]


@pytest.mark.parametrize(
    ("traceparent", "trace_id"),
    [
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "4bf92f3577b34da6a3ce929d0e0e4736",
        ),
        ("00-XYZ", None),
        ("", None),
    ],
)
async def test_a_trace_goes_on_in_the_log(
    at: DeskOf, caplog: pytest.LogCaptureFixture, traceparent: str, trace_id: str | None
) -> None:
    with caplog.at_level(logging.INFO, "liandong.requests"):
        await at(SENDER).get("/referrals", headers={"traceparent": traceparent})

    (line,) = [record for record in caplog.records if record.message == "request"]
    assert getattr(line, "trace_id", None) == trace_id


async def test_the_log_knows_route_agency_and_status_and_nothing_of_the_content(
    at: DeskOf, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        sent = await at(SENDER).create("/referrals", bodies.referral())
        await at(SENDER).get(f"/referrals?cursor={sent.json()['id']}")

    lines = [logs.Formatter().format(record) for record in caplog.records if record.name != "httpx"]
    text = "\n".join(lines)
    assert '"route": "/referrals"' in text
    assert '"agency": "310120-justice"' in text
    for secret in ("王小明", "440524188001010014", "13812345678", "宏达", "cursor", "Bearer"):
        assert secret not in text


async def test_the_log_of_a_stranger_names_no_agency(
    at: DeskOf, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "liandong.requests"):
        await at(SENDER).http.get("/v1/referrals", headers={"Authorization": "Bearer \x1b[31mx"})

    (line,) = caplog.records
    assert not hasattr(line, "agency")
    assert "\x1b" not in logs.Formatter().format(line)


@pytest.mark.parametrize("name", ["If-None-Match", "Prefer"])
async def test_a_header_of_endless_length_is_refused(at: DeskOf, piece: Piece, name: str) -> None:
    refused = await at(SENDER).get(piece.path, headers={name: "x" * 501})

    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["fields"]] == [f"header:{name}"]
