import pytest

from app.webhooks import target
from app.webhooks.errors import WebhookUrlRefused

LOOPBACK = [
    "http://127.0.0.1:8001/events",
    "http://127.9.9.9/",
    "http://localhost:8001/events",
    "http://[::1]:8001/events",
    "http://[::ffff:127.0.0.1]/",
]


@pytest.mark.parametrize("is_development", [True, False])
@pytest.mark.parametrize(
    "url",
    [
        "https://cases.court.example/events",
        "https://cases.court.example:8443/events?token=a",
        "https://10.20.30.40/events",
        "https://[fd00::1]/events",
    ],
)
def test_events_go_by_https_also_to_private_networks(url: str, is_development: bool) -> None:
    target.check(url, is_development=is_development)


@pytest.mark.parametrize("url", LOOPBACK)
def test_a_development_service_delivers_to_its_own_machine(url: str) -> None:
    target.check(url, is_development=True)


@pytest.mark.parametrize(
    "url",
    [
        *LOOPBACK,
        *(url.replace("http:", "https:") for url in LOOPBACK),
        "http://cases.court.example/events",
        "https://localhost./",
        "https://api.localhost/",
        "https://0.0.0.0/",
        "https://[::]/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.0.0.1./",
        "https://0x7f000001/",
    ],
)
def test_production_delivers_neither_openly_nor_to_itself(url: str) -> None:
    with pytest.raises(WebhookUrlRefused):
        target.check(url, is_development=False)


def test_a_development_service_sends_nothing_openly_to_others() -> None:
    with pytest.raises(WebhookUrlRefused):
        target.check("http://cases.court.example/events", is_development=True)
