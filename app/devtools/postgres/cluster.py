"""The cluster on disk: it is there with its roles and database, or it is not there at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.devtools.postgres.binaries import BUILTIN_LOCALES_SINCE
from app.devtools.postgres.errors import PostgresUnusable
from app.devtools.postgres.roles import SUPERUSER, statements
from app.devtools.postgres.site import Site

STAGING = "staging-"


def ensure_cluster(site: Site, passwords: Mapping[str, str], *, durable: bool) -> None:
    """Make the cluster unless it exists; what a killed start left behind is removed."""
    for abandoned in site.home.glob(f"{STAGING}*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    if site.cluster.exists():
        _require_same_major(site)
        return
    with _staging(site) as staging:
        _initialise(site, staging, passwords[SUPERUSER], durable=durable)
        _add_roles(site, staging, passwords, durable=durable)
        (staging / "cluster").rename(site.cluster)
    _sync(site.home)


def _require_same_major(site: Site) -> None:
    major = (site.cluster / "PG_VERSION").read_text().strip()
    if major != str(site.version.major):
        raise PostgresUnusable(
            f"{site.cluster} is of PostgreSQL {major}, but {site.binaries} is of "
            f"{site.version.major}. Name the programs of {major} in LIANDONG_POSTGRES_BIN, "
            "or choose another directory."
        )


@contextmanager
def _staging(site: Site) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=STAGING, dir=site.home) as name:
        staging = Path(name)
        site.account.take(staging)
        yield staging


def _initialise(site: Site, staging: Path, password: str, *, durable: bool) -> None:
    secret = staging / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    site.account.take(secret)
    options = [
        f"--pgdata={staging / 'cluster'}",
        f"--username={SUPERUSER}",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        *_locale(site.version.major),
        *([] if durable else ["--no-sync"]),
    ]
    _succeed(site, [site.binaries / "initdb", *options])


def _locale(major: int) -> list[str]:
    # pg_trgm goes by LC_CTYPE whoever provides the collation; under C it sees no Chinese letters.
    locale = ["--locale=C.UTF-8"]
    if major >= BUILTIN_LOCALES_SINCE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return locale


def _add_roles(site: Site, staging: Path, passwords: Mapping[str, str], *, durable: bool) -> None:
    """Tell the cluster its roles before anything can connect to it."""
    # A failing statement would otherwise be logged with its password.
    options: list[str | Path] = ["-c", "exit_on_error=on", "-c", "log_min_error_statement=panic"]
    options += ["-D", staging / "cluster", *([] if durable else ["-F"])]
    command = [site.binaries / "postgres", "--single", *options, SUPERUSER]
    _succeed(site, command, statements(passwords))


def _succeed(site: Site, command: Sequence[str | Path], text: str = "") -> None:
    done = site.account.run(command, text)
    if done.returncode != 0:
        raise PostgresUnusable(f"{command[0]} failed: {done.stderr[-2000:].strip()}")


def _sync(directory: Path) -> None:
    """Make a rename in this directory survive a power failure."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
