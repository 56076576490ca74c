from pathlib import Path

import pytest

from app.core import dump_programs
from app.core.copy_contents import CopyRefused

URL = "postgresql+asyncpg://owner:se%40cret@db.test:5433/liandong"


def program(directory: Path, script: str) -> Path:
    file = directory / "pg_dump"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    return directory


def test_a_program_finds_the_connection_in_its_environment_alone(tmp_path: Path) -> None:
    binaries = program(tmp_path, f'echo "$@ $PGUSER $PGPASSWORD $PGHOST $PGPORT" > {tmp_path}/seen')

    dump_programs.run("pg_dump", ["--file=copy"], url=URL, binaries=binaries)

    assert (tmp_path / "seen").read_text() == "--file=copy owner se@cret db.test 5433\n"


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(CopyRefused, match="There is no pg_dump"):
        dump_programs.run("pg_dump", [], url=URL, binaries=tmp_path)


def test_a_failure_shows_its_first_line_and_none_of_the_rows_after_it(tmp_path: Path) -> None:
    binaries = program(tmp_path, 'printf "error: duplicate key\\nKey (name)=(王小明)" >&2; exit 1')

    with pytest.raises(CopyRefused) as failure:
        dump_programs.run("pg_dump", [], url=URL, binaries=binaries)

    assert failure.value.text.en == "pg_dump failed: error: duplicate key"
    assert "王小明" not in str(failure.value)


@pytest.mark.parametrize(
    ("url", "host", "port", "others"),
    [
        ("postgresql+asyncpg://o:p@/liandong?host=%2Frun%2Fpg&port=5432", "/run/pg", "5432", {}),
        (
            "postgresql+asyncpg://o:p@/liandong?host=a:1&host=b:2&target_session_attrs=primary",
            "a,b",
            "1,2",
            {"PGTARGETSESSIONATTRS": "primary"},
        ),
        (
            "postgresql+asyncpg://o:p@db:5432/liandong?ssl=verify-full",
            "db",
            "5432",
            {"PGSSLMODE": "verify-full"},
        ),
    ],
)
def test_every_form_of_our_urls_has_an_environment(
    url: str, host: str, port: str, others: dict[str, str]
) -> None:
    assert dump_programs.environment(url) == {
        "PGHOST": host,
        "PGPORT": port,
        "PGUSER": "o",
        "PGPASSWORD": "p",
        "PGDATABASE": "liandong",
        **others,
    }
