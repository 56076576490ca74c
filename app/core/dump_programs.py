"""PostgreSQL's own programs for dumps, which learn from their environment how to connect."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from app.core.copy_contents import CopyRefused

_VARIABLES: Final = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
    "ssl": "PGSSLMODE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def run(
    program: str, arguments: Sequence[str | Path], *, url: str, binaries: Path | None = None
) -> None:
    """Run it against the database of this URL; `binaries` goes before the search path."""
    found = shutil.which(program, path=binaries)
    if found is None:
        raise CopyRefused(
            f"找不到 {program}；请安装不低于服务器版本的 PostgreSQL 客户端程序。",
            f"There is no {program}; install PostgreSQL's client programs, "
            "of the server's version or later.",
        )
    done = subprocess.run(  # noqa: S603 - the programs and arguments are written in this package.
        [found, *arguments],
        env=os.environ | environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        # What follows the first line may show rows, and with them personal data.
        said = done.stderr.partition("\n")[0]
        raise CopyRefused(f"{program} 未成功：{said}", f"{program} failed: {said}")


def environment(url: str) -> dict[str, str]:
    """The connection for libpq: arguments are shown to every user of the machine, this is not."""
    parts = make_url(url)
    _, options = parts.get_dialect()().create_connect_args(parts)
    return {name: _joined(options[key]) for key, name in _VARIABLES.items() if key in options}


def _joined(option: object) -> str:
    return ",".join(map(str, option)) if isinstance(option, list) else str(option)
