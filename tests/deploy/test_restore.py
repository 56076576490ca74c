import json
from pathlib import Path
from typing import Any

import pytest

from app.core import safety_copies
from app.core.copy_contents import CopyRefused
from app.core.safety_copies import DUMP, MANIFEST
from tests import bodies
from tests.conftest import DeskOf
from tests.deploy.conftest import ServedFrom, execute
from tests.deploy.copies import copied, restored

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
TRIGGERS = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
ORDER = "SELECT id FROM journal_entry ORDER BY xid, seq"
OF_THE_FUTURE = "SELECT id FROM journal_entry WHERE xid >= pg_current_xact_id()"


def edit(directory: Path, **changes: Any) -> None:
    manifest = directory / MANIFEST
    document = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(document | {"contents": document["contents"] | changes}))


async def test_what_was_copied_can_be_read_from_another_database(
    at: DeskOf,
    served_from: ServedFrom,
    station_url: str,
    empty_url: str,
    binaries: Path,
    tmp_path: Path,
) -> None:
    union, procuratorate = at("union", "window"), at("procuratorate")
    async with served_from(station_url):
        path = f"/referrals/{(await union.create('/referrals', bodies.referral())).json()['id']}"
        await procuratorate.change(f"{path}/acceptance", {})
        accepted = (await procuratorate.get(path)).json()

    await copied(station_url, tmp_path / "copy", binaries)
    await restored(empty_url, tmp_path / "copy", binaries)

    async with served_from(empty_url):
        assert (await procuratorate.get(path)).json() == accepted
        request = {"reason_code": "not_competent", "explanation": "无权办理"}
        assert (await procuratorate.change(f"{path}/return-request", request)).status_code == 200


async def test_what_is_written_during_the_dump_is_in_neither_dump_nor_manifest(
    station_url: str, empty_url: str, binaries: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "programs"
    slow.mkdir()
    (slow / "pg_dump").write_text(
        f'#!/bin/sh\n{binaries}/psql --command "CREATE TABLE late AS SELECT 1"'
        f' --command "DELETE FROM client" && exec {binaries}/pg_dump "$@"\n'
    )
    (slow / "pg_dump").chmod(0o700)

    await copied(station_url, tmp_path / "copy", slow)
    await restored(empty_url, tmp_path / "copy", binaries)

    assert ("late",) not in await execute(empty_url, TABLES)


async def test_a_damaged_dump_is_refused_before_anything_is_restored(
    station_url: str, empty_url: str, binaries: Path, tmp_path: Path
) -> None:
    await copied(station_url, tmp_path / "copy", binaries)
    with (tmp_path / "copy" / DUMP).open("r+b") as dump:
        dump.seek(-1, 2)
        dump.write(b"x")

    with pytest.raises(CopyRefused, match="damaged"):
        await restored(empty_url, tmp_path / "copy", binaries)

    assert await execute(empty_url, TABLES) == []


async def test_a_database_that_holds_anything_is_not_restored_into(
    station_url: str, binaries: Path, tmp_path: Path
) -> None:
    await copied(station_url, tmp_path / "copy", binaries)

    with pytest.raises(CopyRefused, match="not empty"):
        await restored(station_url, tmp_path / "copy", binaries)


@pytest.mark.parametrize("missing", [DUMP, MANIFEST])
async def test_half_a_copy_is_none(
    station_url: str, empty_url: str, binaries: Path, tmp_path: Path, missing: str
) -> None:
    await copied(station_url, tmp_path / "copy", binaries)
    (tmp_path / "copy" / missing).unlink()

    with pytest.raises(CopyRefused, match="whole copy"):
        await restored(empty_url, tmp_path / "copy", binaries)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schema_revision": "f00d"}, "does not know the schema"),
        ({"roles": ["liandong_api", "liandong_archive"]}, "no role liandong_archive"),
    ],
)
async def test_a_copy_that_does_not_fit_here_leaves_the_database_empty(
    station_url: str,
    empty_url: str,
    binaries: Path,
    tmp_path: Path,
    change: dict[str, Any],
    reason: str,
) -> None:
    await copied(station_url, tmp_path / "copy", binaries)
    edit(tmp_path / "copy", **change)

    with pytest.raises(CopyRefused, match=reason):
        await restored(empty_url, tmp_path / "copy", binaries)

    assert await execute(empty_url, TABLES) == []


async def test_other_rows_than_the_manifest_says_are_noticed(
    station_url: str, empty_url: str, binaries: Path, tmp_path: Path
) -> None:
    manifest = await copied(station_url, tmp_path / "copy", binaries)
    edit(tmp_path / "copy", rows=manifest.contents.rows | {"agency": 4})

    with pytest.raises(CopyRefused, match="not those of the manifest"):
        await restored(empty_url, tmp_path / "copy", binaries)


async def test_events_of_a_busier_cluster_keep_their_place_before_new_ones(
    at: DeskOf,
    served_from: ServedFrom,
    station_url: str,
    empty_url: str,
    binaries: Path,
    tmp_path: Path,
) -> None:
    union = at("union", "window")
    async with served_from(station_url):
        await union.create("/referrals", bodies.referral())
    await execute(station_url, "ALTER TABLE journal_entry DISABLE TRIGGER USER")
    await execute(station_url, "UPDATE journal_entry SET xid = '9000000000'")
    await execute(station_url, "ALTER TABLE journal_entry ENABLE TRIGGER USER")
    before = await execute(station_url, ORDER)

    await copied(station_url, tmp_path / "copy", binaries)
    advice = await restored(empty_url, tmp_path / "copy", binaries)
    async with served_from(empty_url):
        await union.create("/referrals", bodies.referral())

    assert "LIANDONG_CURSOR_KEY" in advice
    assert await execute(empty_url, OF_THE_FUTURE) == []
    assert (await execute(empty_url, ORDER))[: len(before)] == before
    assert await execute(empty_url, TRIGGERS) == await execute(station_url, TRIGGERS)


async def test_the_schema_is_migrated_after_the_return_of_an_older_copy(
    station_url: str, binaries: Path, tmp_path: Path
) -> None:
    manifest = await copied(station_url, tmp_path / "copy", binaries)

    steps = safety_copies.next_steps(manifest, newest="f00d", is_reordered=False)

    assert "liandong migrate" in next(steps).en
