"""What a process refuses to start with."""

import base64

import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError
from sqlalchemy import text

from app import settings as configuration
from app.auth.dependencies import check_permissions
from app.core import deployment
from app.main import connect, create_app
from app.settings import Issuer, Settings
from tests import rights
from tests.conftest import DeskOf
from tests.station import TestDatabase

ISSUER = Issuer(issuer="https://login.district.example", jwks_file="/run/secrets/jwks.json")
KEY = SecretStr(base64.b64encode(bytes(32)).decode())


@pytest.mark.parametrize(
    "issuer",
    [
        {"issuer": "http://login.district.example", "jwks_file": "/k"},
        {"issuer": "https://development-issuer.invalid", "jwks_file": "/k"},
        {"issuer": "https://login.example", "jwks_url": "http://login.example/keys"},
        {"issuer": "https://login.example", "jwks_url": "https://localhost/keys"},
        {"issuer": "https://login.example", "jwks_url": "https://127.0.0.1/keys"},
        {"issuer": "https://login.example", "jwks_url": "https://[::1]/keys"},
    ],
)
def test_production_refuses_an_issuer_that_is_no_real_https_host(issuer: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="real hosts"):
        Settings(issuers=(Issuer(**issuer),))

    assert Settings(environment="development", issuers=(Issuer(**issuer),)).issuers


@pytest.mark.parametrize("origin", ["*", "https://*.example", "http://desk.example"])
def test_production_refuses_a_cors_origin_that_is_not_exact_https(origin: str) -> None:
    with pytest.raises(ValidationError, match="exact https origins"):
        Settings(cors_origins=(origin,))


def test_an_issuer_cannot_be_given_an_algorithm_with_a_shared_secret() -> None:
    settings = Settings(
        issuers=(ISSUER.model_copy(update={"algorithms": ("HS256",)}),), cursor_key=KEY, keys=KEY
    )

    with pytest.raises(ValueError, match="ES256 or RS256"):
        create_app(settings, db=TestDatabase())


@pytest.mark.parametrize("missing", ["cursor_key", "keys", "issuers"])
def test_production_does_not_serve_without_what_all_processes_share(missing: str) -> None:
    given = {"issuers": (ISSUER,), "cursor_key": KEY, "keys": KEY}
    del given[missing]

    with pytest.raises(ValueError, match="in production"):
        create_app(Settings(**given), db=TestDatabase())


def test_production_serves_with_a_pinned_key_file() -> None:
    settings = Settings(
        issuers=(ISSUER,), cursor_key=KEY, keys=KEY, cors_origins=("https://desk.example",)
    )

    assert create_app(settings, db=TestDatabase()).state.settings is settings


def test_a_misspelt_setting_stops_the_process_instead_of_being_ignored() -> None:
    with pytest.raises(ValueError, match="LIANDONG_DATABSE_URL"):
        configuration.read({"LIANDONG_DATABSE_URL": "postgresql+asyncpg://db/liandong"})


def test_there_is_no_database_by_default() -> None:
    with pytest.raises(ValueError, match="LIANDONG_DATABASE_URL"):
        connect(Settings())


async def test_a_database_serves_only_the_kind_of_deployment_that_it_was_made_for(
    app: FastAPI, shared_database: TestDatabase
) -> None:
    await deployment.check(shared_database, "production")

    with pytest.raises(RuntimeError, match="production database"):
        await deployment.check(shared_database, "development")


async def test_the_kind_of_a_database_cannot_be_changed(
    app: FastAPI, shared_database: TestDatabase
) -> None:
    with pytest.raises(Exception, match="written once"):
        async with shared_database.begin() as connection:
            await connection.execute(text("UPDATE deployment SET kind = 'development'"))


async def test_a_route_without_a_declared_permission_stops_the_start_up(app: FastAPI) -> None:
    plain = FastAPI()

    @plain.get("/v1/secrets")
    async def reveal() -> str:
        return "no"

    with pytest.raises(RuntimeError, match="/v1/secrets declares no permission"):
        check_permissions(plain)
    check_permissions(app)


async def test_the_caller_learns_who_it_is_and_what_it_may_do(at: DeskOf) -> None:
    me = (await at("hrss").get("/me")).json()

    assert (me["agency"], me["unit"], me["role"]) == ("310120-hrss", "inspection", "officer")
    assert sorted(me["permissions"]) == rights.of_role("officer", "hrss")
