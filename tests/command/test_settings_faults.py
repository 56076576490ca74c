"""A command that cannot do its work says what to set, and never what was set."""

import pytest

from app.__main__ import main
from tests.command.conftest import Setting


@pytest.mark.parametrize(
    ("command", "changes", "told"),
    [
        ("serve", {"LIANDONG_DATABASE_URL": None}, "Set LIANDONG_DATABASE_URL."),
        ("worker", {"LIANDONG_WORKER_DATABASE_URL": None}, "Set LIANDONG_WORKER_DATABASE_URL."),
        ("serve", {"LIANDONG_LOG_LEVEL": "loud"}, "LIANDONG_LOG_LEVEL: Input should be"),
        ("worker", {"LIANDONG_LOG_LEVELS": "INFO"}, "Unknown settings: LIANDONG_LOG_LEVELS."),
        ("serve", {"LIANDONG_ISSUERS": "{secret"}, "issuers"),
        ("serve", {"LIANDONG_CURSOR_KEY": None}, "needs a cursor key"),
        ("worker", {"LIANDONG_KEYS": None}, "LIANDONG_KEYS"),
        ("migrate", {}, "LIANDONG_OWNER_DATABASE_URL: Field required"),
        ("serve", {"LIANDONG_ENVIRONMENT": "development"}, "This is a production database"),
        ("worker", {"LIANDONG_ENVIRONMENT": "development"}, "This is a production database"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    command: str,
    changes: dict[str, str | None],
    told: str,
    setting: Setting,
    capsys: pytest.CaptureFixture[str],
) -> None:
    setting(**changes)

    status = main([command])

    said = capsys.readouterr().err
    assert status == 1
    assert told in said
    assert "secret" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["serve", "worker"])
@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://liandong_api:top-secret@127.0.0.1:1/liandong",
        "postgresql+asyncpg:///liandong?host=/nowhere&password=top-secret",
    ],
)
def test_a_database_that_cannot_be_read_is_named_without_its_password(
    command: str, url: str, setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    setting(LIANDONG_DATABASE_URL=url, LIANDONG_WORKER_DATABASE_URL=url)

    status = main([command])

    said = capsys.readouterr().err
    assert status == 1
    assert "The database cannot be read" in said
    assert "top-secret" not in said


@pytest.mark.parametrize("address", ["*", "10.0.0.0/8", "proxy"])
def test_only_exact_addresses_are_trusted_to_say_where_a_request_came_from(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--forwarded-allow-ips", address])

    assert "--forwarded-allow-ips" in capsys.readouterr().err
