"""The database's own limit: the rows of one request, written by pgbench and nothing else."""

import re
import subprocess
from pathlib import Path
from typing import Final

from sqlalchemy import Column

from app.devtools import postgres
from tests.benchmarks.sample import Sample, type_of

_CLIENTS: Final = 16
_THREADS: Final = 2
_RUN_LENGTH: Final = 1_000_000_000
"""More transactions than one client ever makes in one run."""

_FIRST_HALF: Final = 10**15
_SECONDS_PER_RUN_LINE: Final = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


class Pgbench:
    """One prepared INSERT for each row, all of them in one transaction, as the role of the API.

    An id is 32 decimal digits: the first half counts the transactions of a client, the second
    names client and id. So ids rise in time, like those which the service makes.
    """

    def __init__(self, server: postgres.Server, database: str, sample: Sample, place: Path) -> None:
        self._server = server
        self._database = database
        self._ids = sample.ids
        self._number = sample.value("case_file", "number")
        self._script = place / "limit.sql"
        self._script.write_text("\n".join(self._lines(sample)) + "\n")
        self._runs = 0

    def per_second(self, seconds: int) -> float:
        """Transactions in a second."""
        self._runs += 1
        first = _FIRST_HALF + self._runs * _RUN_LENGTH
        command: list[str | Path] = [
            self._server.binaries / "pgbench",
            *("--no-vacuum", f"--client={_CLIENTS}", f"--jobs={_THREADS}", f"--time={seconds}"),
            *("--protocol=prepared", f"--define=turn={first}", f"--file={self._script}"),
        ]
        environment = self._server.libpq_environment(postgres.API, self._database)
        done = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)
        found = _SECONDS_PER_RUN_LINE.search(done.stdout)
        if found is None or done.returncode != 0:
            raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}")
        return float(found[1])

    def _lines(self, sample: Sample) -> list[str]:
        counting = [r"\set turn :turn + 1"]
        naming = [
            rf"\set id{k} {_FIRST_HALF} + :client_id * 1000 + {k}" for k in range(len(self._ids))
        ]
        inserts = []
        for row in sample.rows:
            values = row.expressions(self._expression)
            names = ", ".join(f'"{name}"' for name in values)
            inserts.append(
                f"INSERT INTO {row.table.name} ({names}) VALUES ({', '.join(values.values())});"
            )
        return [*counting, *naming, "BEGIN;", *inserts, "END;"]

    def _expression(self, column: Column[object], value: str) -> str | None:
        if value == self._number:
            return "'P-' || :turn || '-' || :client_id"
        if value not in self._ids:
            return None
        return f"CAST(:turn::text || :id{self._ids.index(value)}::text AS {type_of(column)})"
