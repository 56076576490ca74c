"""The operating-system account of the server: ours, or another one for root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.devtools.postgres.errors import PostgresUnusable

# Nothing of our environment: it may hold keys, and PGPORT or LANG would change the server.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

UNPRIVILEGED = ("postgres", "nobody")


class Account(NamedTuple):
    uid: int
    gid: int

    @property
    def is_foreign(self) -> bool:
        return self.uid != os.geteuid()

    def run(
        self, command: Sequence[str | Path], text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, outside every directory of ours, with `text` as input."""
        return subprocess.run(  # noqa: S603 - the commands are written in this package.
            command,
            input=text,
            text=True,
            capture_output=True,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            user=self.uid if self.is_foreign else None,
            group=self.gid if self.is_foreign else None,
            extra_groups=[] if self.is_foreign else None,
        )

    def may_pass(self, path: Path) -> bool:
        """Whether it may execute this program or enter this directory; it is tried, not derived."""
        return self.run(["/bin/sh", "-c", 'test -x "$0"', path]).returncode == 0

    def take(self, path: Path) -> None:
        """Make it the owner of this file or directory of ours."""
        os.chown(path, self.uid, self.gid)


def account_for(cluster: Path, euid: int, egid: int) -> Account:
    """The account of a process with these ids; PostgreSQL refuses to run as root.

    A cluster belongs to the account that made it, so root keeps to its owner.
    """
    if euid != 0:
        return Account(euid, egid)
    if cluster.exists():
        return Account(cluster.stat().st_uid, cluster.stat().st_gid)
    return unprivileged(UNPRIVILEGED)


def unprivileged(names: Sequence[str]) -> Account:
    """The first of these accounts that the machine has; none is ever created."""
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in names:
        if name in known:
            return Account(known[name].pw_uid, known[name].pw_gid)
    raise PostgresUnusable(
        f"PostgreSQL refuses to run as root, and there is no account {' or '.join(names)}. "
        "Create one, or start as an ordinary user."
    )
