"""A sample receiver believes only what is signed with its secret, and remembers it once."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from app.devtools.receivers import REMEMBERED, TOLERANCE, Receivers, is_genuine
from app.webhooks import signing

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SECRET = bytes(range(32))
BODY = b'{"type":"referral.accepted","subject":"1"}'


def signed(message_id: str = "m-1", body: bytes = BODY, at: datetime = NOW) -> dict[str, str]:
    return signing.headers(SECRET, message_id, at, body)


@pytest.fixture
async def receivers() -> Receivers:
    made = Receivers(lambda: NOW)
    made.secrets = {"310120-union": signing.shown(SECRET)}
    return made


@pytest.fixture
async def wire(receivers: Receivers) -> Any:
    transport = httpx.ASGITransport(app=receivers.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://receiver.test") as client:
        yield client


@given(st.binary(max_size=300), st.from_regex(r"[!-~]{1,40}", fullmatch=True))
def test_a_signed_event_is_genuine_and_an_altered_one_is_not(body: bytes, id_: str) -> None:
    headers = signed(id_, body)

    assert is_genuine(signing.shown(SECRET), headers, body, NOW)
    assert not is_genuine(signing.shown(SECRET), headers, body + b" ", NOW)
    assert not is_genuine(signing.shown(SECRET), {**headers, "webhook-id": id_ + "x"}, body, NOW)
    assert not is_genuine(signing.shown(bytes(32)), headers, body, NOW)


def test_the_check_agrees_with_the_library_of_the_standard() -> None:
    now = datetime.now(UTC)  # noqa: TID251 - the library knows no other clock
    secret = signing.shown(SECRET)
    signature = Webhook(secret).sign("m-1", now, BODY.decode())
    headers = {
        "webhook-id": "m-1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": f"v1,{base64.b64encode(bytes(32)).decode()} {signature}",
    }

    assert is_genuine(secret, headers, BODY, now)


@pytest.mark.parametrize(
    ("age", "is_believed"),
    [
        (TOLERANCE, True),
        (-TOLERANCE, True),
        (TOLERANCE + timedelta(seconds=1), False),
        (-TOLERANCE - timedelta(seconds=1), False),
    ],
)
def test_a_recorded_attempt_is_not_believed_later(age: timedelta, is_believed: bool) -> None:
    headers = signed(at=NOW - age)

    assert is_genuine(signing.shown(SECRET), headers, BODY, NOW) is is_believed


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": None},
        {"webhook-timestamp": None},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 30},
        {"webhook-signature": None},
        {"webhook-signature": ""},
        {"webhook-signature": "v2,abc"},
        {"webhook-signature": "v1,\u00e9"},
    ],
)
def test_headers_that_are_missing_or_malformed_are_not_believed(
    changes: dict[str, str | None],
) -> None:
    headers = {n: v for n, v in {**signed(), **changes}.items() if v is not None}

    assert not is_genuine(signing.shown(SECRET), headers, BODY, NOW)


def test_a_secret_that_is_none_believes_nothing() -> None:
    assert not is_genuine("whsec_?", signed(), BODY, NOW)


async def test_an_event_that_comes_twice_is_remembered_once_and_the_newest_is_first(
    wire: httpx.AsyncClient,
) -> None:
    newer = BODY.replace(b"accepted", b"completed")
    for id_, body in (("m-1", BODY), ("m-1", BODY), ("m-2", newer)):
        taken = await wire.post("/310120-union", content=body, headers=signed(id_, body))
        assert taken.status_code == 204

    shown = (await wire.get("/310120-union")).json()

    assert [event["type"] for event in shown] == ["referral.completed", "referral.accepted"]


async def test_old_events_are_forgotten(wire: httpx.AsyncClient) -> None:
    for number in range(REMEMBERED + 1):
        await wire.post("/310120-union", content=BODY, headers=signed(f"m-{number}"))

    assert len((await wire.get("/310120-union")).json()) == REMEMBERED


async def test_a_forged_event_is_refused_and_not_remembered(wire: httpx.AsyncClient) -> None:
    headers = signing.headers(bytes(32), "m-1", NOW, BODY)

    refused = await wire.post("/310120-union", content=BODY, headers=headers)

    assert refused.status_code == 401
    assert (await wire.get("/310120-union")).json() == []


async def test_a_desk_without_a_secret_has_no_receiver(wire: httpx.AsyncClient) -> None:
    assert (await wire.post("/310120-court", content=BODY, headers=signed())).status_code == 404
    assert (await wire.get("/310120-court")).status_code == 404
