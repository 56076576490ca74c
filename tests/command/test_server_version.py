"""On which PostgreSQL the service runs."""

import logging

import pytest
from fastapi import FastAPI

from app.__main__ import main
from app.core import server_version
from app.settings import Settings
from tests.command.conftest import Setting
from tests.station import TestDatabase


@pytest.fixture
def nothing_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A world in which the server of the tests has known holes, whichever it is."""
    monkeypatch.setattr(server_version, "FLOOR", dict.fromkeys(range(15, 60), 9_999))


@pytest.mark.parametrize(
    ("number", "is_sound"),
    [
        (140_025, False),
        (150_018, False),
        (150_019, True),
        (160_014, False),
        (170_011, True),
        (180_005, False),
        (180_006, True),
        (190_000, True),
    ],
)
def test_each_major_version_has_its_oldest_sound_release(number: int, is_sound: bool) -> None:
    assert server_version.is_sound(number) == is_sound


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_does_not_start_on_an_old_release(
    command: str, setting: Setting, nothing_is_sound: None, capsys: pytest.CaptureFixture[str]
) -> None:
    setting(LIANDONG_OLD_POSTGRES=None)

    status = main([command])

    said = capsys.readouterr().err
    assert status == 1
    assert "has known security holes: bring it to 15.9999" in said
    assert "Traceback" not in said


async def test_a_supplier_that_has_closed_the_holes_makes_it_a_warning(
    app: FastAPI,
    shared_database: TestDatabase,
    nothing_is_sound: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "app.core.server_version"):
        await server_version.check(shared_database, refuses=False)

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "has known security holes" in caplog.text


async def test_a_sound_release_is_passed_over_in_silence(
    app: FastAPI,
    shared_database: TestDatabase,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(server_version, "FLOOR", {9: 0})

    await server_version.check(shared_database, refuses=True)

    assert caplog.records == []


@pytest.mark.parametrize(
    ("settings", "refuses"),
    [
        (Settings(), True),
        (Settings(old_postgres="warn"), False),
        (Settings(environment="development"), False),
    ],
)
def test_only_production_refuses_and_only_unless_it_is_told_otherwise(
    settings: Settings, refuses: bool
) -> None:
    assert settings.refuses_old_postgres == refuses
