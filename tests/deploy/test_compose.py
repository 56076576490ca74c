import os
import re
import shutil
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from app import settings
from app.devtools.postgres import API, OWNER, WORKER
from tests.databases import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ROLES = (DEPLOY / "postgres" / "10-roles.sql").read_text()


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The directory that the script makes."""
    shutil.copy(DEPLOY / "make-secrets", tmp_path)
    run([tmp_path / "make-secrets"], check=True)
    return tmp_path / "secrets"


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_shut_in(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert all("noexec" in mount or "/run/" in mount for mount in service["tmpfs"])
    assert "cap_add" not in service
    assert "privileged" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_runs_as_root(name: str) -> None:
    service = SERVICES[name]

    assert "build" in service or re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])


@pytest.mark.parametrize("name", SERVICES)
def test_every_foreign_image_has_an_exact_version(name: str) -> None:
    service = SERVICES[name]

    assert "build" in service or re.search(r":\d+\.\d+(\.\d+)?(-\w+)?$", service["image"])


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == ["inside"]
    assert "inside" not in SERVICES["proxy"]["networks"]


@pytest.mark.parametrize("name", ["api", "worker"])
def test_the_service_starts_after_its_schema(name: str) -> None:
    assert SERVICES[name]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }


def test_secrets_come_as_files_and_the_owner_s_stay_with_who_migrates_and_copies() -> None:
    holders = {n for n, s in SERVICES.items() if "liandong_owner_database_url" in s["secrets"]}

    assert holders == {"migrate", "copies", "postgres"}
    for service in SERVICES.values():
        assert not re.search(r"URL|KEY|PASSWORD(?!_FILE)", " ".join(service.get("environment", {})))


def test_the_database_is_made_like_the_embedded_one() -> None:
    options = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()

    assert {"--builtin-locale=C.UTF-8", "--data-checksums", "--encoding=UTF8"} <= set(options)
    assert set(re.findall(r"CREATE ROLE (\w+)", ROLES)) == {OWNER, API, WORKER}


def test_the_script_makes_every_secret_but_the_certificate(secrets: Path) -> None:
    files = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}

    made = {file.name for file in secrets.iterdir()}

    assert made == files - {"tls_certificate.pem", "tls_key.pem"}
    assert secrets.stat().st_mode & 0o077 == 0


def test_secrets_that_exist_are_never_replaced(secrets: Path) -> None:
    before = (secrets / "liandong_keys").read_text()

    again = run([secrets.parent / "make-secrets"], capture_output=True, check=False)

    assert again.returncode != 0
    assert (secrets / "liandong_keys").read_text() == before


def test_the_settings_accept_what_the_script_makes(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [n for n in os.environ if n.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LIANDONG_ISSUERS", '[{"issuer": "https://login.station.example"}]')

    made = settings.read(secrets=secrets)

    assert made.environment == "production"
    assert made.keys is not None


def test_the_database_gets_the_passwords_of_the_urls(secrets: Path) -> None:
    for variable, command in re.findall(r"^\\set (\w+) `(.*)`$", ROLES, re.MULTILINE):
        file = secrets / command.rsplit("/", 1)[1]
        shown = run(
            ["/bin/sh", "-c", command.replace("/run/secrets", str(secrets))],
            capture_output=True,
            text=True,
            check=True,
        )
        url = make_url(file.read_text())
        assert shown.stdout.strip() == url.password
        assert f"CREATE ROLE {url.username} LOGIN PASSWORD :'{variable}'" in ROLES
