import re

import pytest

from app.cases.feed import LONGEST_WAIT
from app.core.errors import DomainError, NotFound, TooLarge, Unavailable
from app.core.json_body import BULK_LIMITS
from app.processes import KEEP_ALIVE_SECONDS
from tests.databases import ROOT

PROXY = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
UNITS = {"s": 1, "k": 1024, "m": 1024 * 1024}
UPSTREAM_KEEP_ALIVE_SECONDS = 60
"""How long nginx keeps an idle connection to an upstream, unless told otherwise."""


def directive(name: str) -> str:
    (found,) = re.findall(rf"^\s*{name} (.*);$", PROXY, re.MULTILINE)
    return str(found)


def amount(name: str) -> int:
    """Seconds or bytes."""
    written = directive(name)
    return int(written[:-1]) * UNITS[written[-1]]


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFound), (413, TooLarge), (503, Unavailable)]
)
def test_the_proxy_refuses_in_the_words_of_the_api(status: int, error: type[DomainError]) -> None:
    for language, title, advice in (
        ("zh-CN", error.title.zh, error.advice.zh),
        ("en", error.title.en, error.advice.en),
    ):
        (problem,) = re.findall(rf"'{status} {language}' '(.*)';", PROXY)
        assert f'"type":"urn:liandong:problem:{error.code}","code":"{error.code}"' in problem
        assert f'"title":"{title}","detail":"{advice}"' in problem


def test_the_proxy_lets_the_largest_body_through() -> None:
    assert amount("client_max_body_size") == BULK_LIMITS.size
    assert f'"limit_bytes":{BULK_LIMITS.size}' in PROXY


def test_the_proxy_outwaits_the_feed_and_never_the_api_s_idle_connection() -> None:
    assert amount("proxy_read_timeout") > LONGEST_WAIT
    assert KEEP_ALIVE_SECONDS > UPSTREAM_KEEP_ALIVE_SECONDS
    assert "keepalive_timeout" not in PROXY.split("upstream api", 1)[1]


@pytest.mark.parametrize(
    "name", ["client_header_timeout", "client_body_timeout", "send_timeout", "keepalive_timeout"]
)
def test_a_caller_cannot_hold_a_connection_for_long(name: str) -> None:
    assert 0 < amount(name) <= 30


@pytest.mark.parametrize("name", ["Client-Cert", "X-SSL-Client-Cert", "Forwarded", "X-Real-IP"])
def test_no_caller_can_say_what_only_a_proxy_may(name: str) -> None:
    assert f"proxy_set_header {name} '';" in PROXY
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in PROXY


def test_no_location_drops_the_headers_that_are_set_for_all() -> None:
    for location in re.findall(r"location [^@{]+\{(.*?)\}", PROXY, re.DOTALL):
        assert "proxy_set_header" not in location


def test_the_counters_are_not_published() -> None:
    assert re.search(r"location = /metrics \{\s*return 404;\s*\}", PROXY)


def test_neither_log_holds_paths_or_queries() -> None:
    (line,) = re.findall(r"log_format exchange.*?;", PROXY, re.DOTALL)

    assert not re.search(r"\$(request|request_uri|uri|args|arg_\w+|http_referer)\b", line)
    assert directive("error_log") == "stderr crit"


def test_only_current_versions_of_tls_are_spoken() -> None:
    assert directive("ssl_protocols") == "TLSv1.2 TLSv1.3"
    assert "http2" not in PROXY
