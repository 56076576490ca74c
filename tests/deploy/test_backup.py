from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.core import migrations, safety_copies
from app.core.copy_contents import CopyRefused
from app.core.safety_copies import DUMP
from tests.deploy.conftest import execute
from tests.deploy.copies import NIGHT, copied


def left_in(directory: Path) -> list[Path]:
    return list(directory.iterdir())


def open_to_others(path: Path) -> int:
    return path.stat().st_mode & 0o077


async def test_the_manifest_tells_what_the_copy_holds(
    station_url: str, binaries: Path, tmp_path: Path
) -> None:
    manifest = await copied(station_url, tmp_path / "copy", binaries)

    agencies = await execute(station_url, "SELECT count(*) FROM agency")
    assert manifest.created_at == NIGHT
    assert manifest.contents.schema_revision == migrations.newest_revision()
    assert manifest.contents.roles == ("liandong_api", "liandong_worker")
    assert [(manifest.contents.rows["agency"],)] == agencies
    assert safety_copies.read(tmp_path / "copy") == manifest


async def test_only_its_owner_may_read_a_copy(
    station_url: str, binaries: Path, tmp_path: Path
) -> None:
    await copied(station_url, tmp_path / "copy", binaries)

    assert open_to_others(tmp_path / "copy") == 0
    assert open_to_others(tmp_path / "copy" / DUMP) == 0


async def test_a_directory_that_exists_is_never_written_to(
    station_url: str, binaries: Path, tmp_path: Path
) -> None:
    with pytest.raises(CopyRefused, match="exists"):
        await copied(station_url, tmp_path, binaries)

    assert left_in(tmp_path) == []


async def test_a_copy_needs_a_directory_that_it_can_stand_in(
    station_url: str, binaries: Path, tmp_path: Path
) -> None:
    with pytest.raises(CopyRefused, match="is not there"):
        await copied(station_url, tmp_path / "absent" / "copy", binaries)


@pytest.mark.parametrize("change", [{"database": "absent"}, {"password": "wrong"}])
async def test_a_database_out_of_reach_is_said_so_without_its_password(
    station_url: str, binaries: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    url = make_url(station_url).set(**change).render_as_string(hide_password=False)

    with pytest.raises(CopyRefused, match="cannot be reached") as refused:
        await copied(url, tmp_path / "copy", binaries)

    assert str(make_url(url).password) not in str(refused.value)
    assert left_in(tmp_path) == []


async def test_a_database_without_our_schema_is_not_copied(
    empty_url: str, binaries: Path, tmp_path: Path
) -> None:
    with pytest.raises(CopyRefused, match="never migrated"):
        await copied(empty_url, tmp_path / "copy", binaries)

    assert left_in(tmp_path) == []
