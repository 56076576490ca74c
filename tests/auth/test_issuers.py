"""Which issuers may be configured at all, and for whom each may speak."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.tokens import profile


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"algorithms": ("ES256", "RS256")},
        {"jwks_url": None, "jwks_file": Path("keys.json")},
        {"jwks_url": "https://login.example.org:8443/keys?realm=court"},
        {"issuer": "http://localhost:8080/realms/x", "development": True},
        {"jwks_url": "http://127.0.0.1:8080/keys", "development": True},
        {"max_lifetime": timedelta(hours=12)},
        {"divisions": frozenset({"330106", "330109-court", "330106-station"})},
    ],
)
def test_a_proper_issuer_can_be_configured(changes: dict[str, object]) -> None:
    assert profile(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": ""},
        {"issuer": "login.example.org"},
        {"issuer": "http://login.example.org"},
        {"issuer": "https://"},
        {"issuer": "https://login.example.org/ realm"},
        {"issuer": "https://login.example.org/\n"},
        {"issuer": "https://登录.example.org"},
        {"issuer": "https://user:secret@login.example.org"},
        {"issuer": "https://login.example.org#fragment"},
        {"issuer": "https://login.example.org:99999"},
        {"issuer": "https://login.example.org/" + "x" * 256},
        {"jwks_url": "http://login.example.org/keys"},
        {"jwks_url": "file:///etc/keys.json"},
        {"jwks_url": "file:///etc/keys.json", "development": True},
        {"jwks_url": None},
        {"jwks_file": Path("keys.json")},
        {"algorithms": ()},
        {"algorithms": ("HS256",)},
        {"algorithms": ("ES256", "none")},
        {"algorithms": "ES256"},
        {"algorithms": ("PS256",)},
        {"max_lifetime": timedelta(0)},
        {"max_lifetime": timedelta(seconds=-1)},
        {"max_lifetime": timedelta(hours=12, seconds=1)},
        {"divisions": frozenset({"330106-Court"})},
        {"divisions": frozenset({"33010"})},
        {"divisions": frozenset({"*"})},
        {"divisions": frozenset({""})},
    ],
)
def test_an_improper_issuer_cannot_be_configured(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        profile(**changes)


@pytest.mark.parametrize(
    ("divisions", "agency", "may"),
    [
        (None, "330106-court", True),
        (frozenset(), "330106-court", False),
        (frozenset({"330106"}), "330106-court", True),
        (frozenset({"330106"}), "330106-station", True),
        (frozenset({"330106"}), "330109-court", False),
        (frozenset({"330106-court"}), "330106-court", True),
        (frozenset({"330106-court"}), "330106-union", False),
    ],
)
def test_an_issuer_speaks_only_for_its_own(
    divisions: frozenset[str] | None, agency: str, *, may: bool
) -> None:
    assert profile(divisions=divisions).speaks_for(agency) is may
