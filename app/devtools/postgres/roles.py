"""The database, its roles, and their passwords, which one private file keeps."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from app.devtools.postgres.errors import PostgresUnusable

DATABASE = "liandong"

SUPERUSER = "postgres"
"""Only makes the others; the service never uses it."""
OWNER = "liandong_owner"
"""Owns the database and migrates it. It may create databases, which tests clone from templates."""
API = "liandong_api"
WORKER = "liandong_worker"

ROLES = (SUPERUSER, OWNER, API, WORKER)

PASSWORDS = "passwords.json"


def passwords_in(data_dir: Path, cluster: Path) -> dict[str, str]:
    """The passwords by role; new ones as long as no cluster exists that has others."""
    file = data_dir / PASSWORDS
    if file.exists():
        return dict(json.loads(file.read_text()))
    if cluster.exists():
        raise PostgresUnusable(
            f"{file} is gone, and with it the passwords of the database. "
            f"Restore it, or remove {data_dir} to begin with an empty database."
        )
    passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
    _write_private(file, json.dumps(passwords))
    return passwords


def statements(passwords: Mapping[str, str]) -> str:
    """What a new cluster is told, one statement a line; grants on tables belong to migrations."""
    return "\n".join((
        f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{passwords[OWNER]}'",
        f"CREATE ROLE {API} LOGIN PASSWORD '{passwords[API]}'",
        f"CREATE ROLE {WORKER} LOGIN PASSWORD '{passwords[WORKER]}'",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        "",
    ))


def _write_private(file: Path, text: str) -> None:
    fresh = file.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
