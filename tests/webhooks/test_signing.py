import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from app.core.clock import system_clock
from app.webhooks import signing


def test_a_signature_equals_the_published_example() -> None:
    headers = signing.headers(
        base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(st.dictionaries(st.text(), st.text()))
def test_a_receiver_verifies_with_the_secret_it_was_shown(event: dict[str, str]) -> None:
    secret, body = (
        signing.new_secret(),
        json.dumps(event, ensure_ascii=False).encode("utf-8", "replace"),
    )

    headers = signing.headers(secret, "an-id", system_clock(), body)

    Webhook(signing.shown(secret)).verify(body, headers, json_parse=False)


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body", "secret"])
def test_a_receiver_notices_whatever_was_changed(changed: str) -> None:
    secret, body = signing.new_secret(), b'{"a":1}'
    headers = signing.headers(secret, "1", system_clock(), body)
    forged = {
        "webhook-id": {"headers": headers | {"webhook-id": "2"}},
        "webhook-timestamp": {
            "headers": headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}
        },
        "body": {"body": b'{"a":2}'},
        "secret": {"secret": signing.new_secret()},
    }[changed]
    received = {"headers": headers, "body": body, "secret": secret} | forged

    with pytest.raises(WebhookVerificationError):
        Webhook(signing.shown(received["secret"])).verify(received["body"], received["headers"])


def test_a_request_that_is_played_again_later_is_refused() -> None:
    secret = signing.new_secret()
    headers = signing.headers(secret, "1", system_clock() - timedelta(minutes=6), b"{}")

    with pytest.raises(WebhookVerificationError):
        Webhook(signing.shown(secret)).verify(b"{}", headers)


def test_no_two_endpoints_share_a_secret() -> None:
    assert len({signing.new_secret() for _ in range(100)}) == 100
