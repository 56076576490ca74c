"""The settings of one process, read from the environment; the README has the same table."""

import os
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "LIANDONG_"

SECRETS = Path("/run/secrets")
"""Where containers find settings as files, each named after its setting in lower case."""


class Issuer(BaseModel, extra="forbid", frozen=True):
    """One trusted token issuer; its keys come from a URL or from a pinned file."""

    issuer: str
    jwks_url: str | None = None
    jwks_file: Path | None = None
    algorithms: tuple[str, ...] = ("ES256",)
    max_lifetime_seconds: int = Field(default=900, gt=0, le=12 * 3600)
    divisions: frozenset[str] | None = None

    @property
    def max_lifetime(self) -> timedelta:
        return timedelta(seconds=self.max_lifetime_seconds)


class Settings(BaseSettings):
    """All of them start with `LIANDONG_`; `read` refuses unknown ones."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    environment: Literal["production", "development"] = "production"
    database_url: SecretStr | None = None
    owner_database_url: SecretStr | None = None
    worker_database_url: SecretStr | None = None
    listen_database_url: SecretStr | None = None
    database_pool: int = Field(default=8, ge=1, le=50)
    issuers: tuple[Issuer, ...] = ()
    audience: str = "https://liandong.example/api"
    cursor_key: SecretStr | None = None
    keys: SecretStr | None = None
    cors_origins: tuple[str, ...] = ()
    postgres_bin: Path | None = None
    old_postgres: Literal["refuse", "warn"] = "refuse"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _safe_in_production(self) -> "Settings":
        """What may stand in a development environment and never in front of real cases."""
        if self.is_development:
            return self
        for issuer in self.issuers:
            refuse_unsafe(issuer)
        if any("*" in origin or not origin.startswith("https://") for origin in self.cors_origins):
            raise ValueError("CORS origins are exact https origins.")
        return self

    @property
    def is_development(self) -> bool:
        return self.environment == "development"

    @property
    def refuses_old_postgres(self) -> bool:
        """A development environment runs on whatever is there, and says so."""
        return self.old_postgres == "refuse" and not self.is_development


_NOT_REAL = (".invalid", ".localhost", "localhost")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_unsafe(issuer: Issuer) -> None:
    """A production issuer is a real https host; the development issuer never is."""
    for url in (issuer.issuer, issuer.jwks_url):
        if url is None:
            continue
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" or host.endswith(_NOT_REAL) or _is_loopback(host):
            raise ValueError("Production issuers have https URLs of real hosts.")


def read(environment: Mapping[str, str] = os.environ, secrets: Path = SECRETS) -> Settings:
    """The settings of this process; a misspelt name stops it instead of being ignored.

    What the environment says goes before a file of the same name.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {*environment, *(file.name.upper() for file in secrets.glob(f"{PREFIX.lower()}*"))}
    unknown = sorted(n for n in given if n.startswith(PREFIX) and n not in known)
    if unknown:
        raise ValueError(f"Unknown settings: {', '.join(unknown)}.")
    return Settings(_secrets_dir=secrets if secrets.is_dir() else None)
