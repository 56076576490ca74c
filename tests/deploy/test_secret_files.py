import os
from pathlib import Path

import pytest

from app import settings


@pytest.fixture(autouse=True)
def development(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches them."""
    for name in [n for n in os.environ if n.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LIANDONG_ENVIRONMENT", "development")


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "liandong_database_url").write_text("postgresql+asyncpg://api:p@db/liandong\n")

    read = settings.read(secrets=tmp_path).database_url

    assert read is not None
    assert read.get_secret_value() == "postgresql+asyncpg://api:p@db/liandong"


def test_the_environment_goes_before_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "liandong_audience").write_text("https://file.test")
    monkeypatch.setenv("LIANDONG_AUDIENCE", "https://environment.test")

    assert settings.read(secrets=tmp_path).audience == "https://environment.test"


def test_a_misspelt_file_stops_the_process(tmp_path: Path) -> None:
    (tmp_path / "liandong_databse_url").write_text("postgresql+asyncpg://api:p@db/liandong")

    with pytest.raises(ValueError, match="LIANDONG_DATABSE_URL"):
        settings.read(secrets=tmp_path)


def test_the_secrets_of_others_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "kubernetes.io").mkdir()

    assert settings.read(secrets=tmp_path).database_url is None


def test_a_machine_without_such_a_folder_uses_the_environment_alone(tmp_path: Path) -> None:
    assert settings.read(secrets=tmp_path / "absent").is_development
