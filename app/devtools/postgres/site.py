"""One server's place: its directory, its account, and the programs that it runs."""

import os
from dataclasses import dataclass
from pathlib import Path

from app.devtools.postgres.account import Account, account_for
from app.devtools.postgres.binaries import Version, version_of, within_reach
from app.devtools.postgres.home import CLUSTER, home_of, settle


@dataclass(frozen=True)
class Site:
    home: Path
    account: Account
    binaries: Path
    """Programs that the account can execute; what is asked to run as us stands elsewhere."""
    version: Version

    @property
    def cluster(self) -> Path:
        return self.home / CLUSTER

    @property
    def socket(self) -> Path:
        """The directory of the socket; only the account, and root, may enter it."""
        return self.home / "socket"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def pid_file(self) -> Path:
        return self.cluster / "postmaster.pid"


def site_of(data_dir: Path, binaries: Path, refuge: Path) -> Site:
    """Find or make the place of the server of this directory."""
    version = version_of(binaries)
    account = account_for(home_of(data_dir) / CLUSTER, os.geteuid(), os.getegid())
    home = settle(data_dir, account, refuge)
    return Site(home, account, within_reach(binaries, account, home), version)
