"""Where a server keeps its files, and the lock under which starts take turns."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.devtools.postgres.account import Account
from app.devtools.postgres.errors import PostgresUnusable

LOCK = "lock"
CLUSTER = "cluster"
ELSEWHERE = "elsewhere"


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the directory, made if need be, against every other start."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise PostgresUnusable(
            f"{data_dir} cannot hold a database: {error.strerror}. "
            "Choose another directory, or start as the user to whom it belongs."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def home_of(data_dir: Path) -> Path:
    """Where the files are: the directory itself, or the place to which its link leads."""
    link = data_dir / ELSEWHERE
    if not link.is_symlink():
        return data_dir
    if not link.exists():
        raise PostgresUnusable(
            f"The database of {data_dir} was kept in {link.readlink()}, which is gone. "
            f"Restore it, or remove {data_dir} to begin with an empty database."
        )
    return link.resolve()


def shelter(*, durable: bool) -> Path:
    """The directory for databases whose own directory the server's account cannot enter."""
    return Path("/var/lib") if durable else Path(tempfile.gettempdir())


def settle(data_dir: Path, account: Account, refuge: Path) -> Path:
    """The home, made fit for the account; it moves to `refuge` if a parent keeps the account out.

    No parent is ever opened up: a home directory or a test's directory stays as private as it was.
    """
    home = home_of(data_dir)
    if {path.name for path in home.iterdir()} <= {LOCK}:
        _admit(home, account)
    if account.may_pass(home):
        return home
    if home != data_dir or (home / CLUSTER).exists():
        raise PostgresUnusable(
            f"The account of the server (uid {account.uid}) cannot enter {home}. "
            "Choose a directory that it can reach, or start as an ordinary user."
        )
    (data_dir / ELSEWHERE).symlink_to(tempfile.mkdtemp(prefix="liandong-", dir=refuge))
    return settle(data_dir, account, refuge)


def erase(data_dir: Path) -> None:
    """Remove a database with all its files; its server must have been stopped."""
    home = home_of(data_dir)
    shutil.rmtree(data_dir)
    shutil.rmtree(home, ignore_errors=True)


def _admit(home: Path, account: Account) -> None:
    """Let the account, and nobody else, through a directory that is empty and so ours alone."""
    os.chown(home, -1, account.gid)
    home.chmod(0o710 if account.is_foreign else 0o700)
