"""Safety copies: a dump of everything as of one instant, and its checked return."""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory
from pydantic import ValidationError
from sqlalchemy import make_url

from app.core import copy_contents, dump_programs, migrations
from app.core.copy_contents import Contents, CopyRefused, Manifest
from app.core.languages import Text

DUMP: Final = "database.dump"
MANIFEST: Final = "manifest.json"


def backup(
    url: str, directory: Path, created_at: datetime, binaries: Path | None = None
) -> Manifest:
    """Make the directory with a whole copy in it, or leave nothing behind.

    The URL is the schema owner's. Requests and the worker go on meanwhile.
    """
    if directory.exists():
        raise CopyRefused(
            f"{directory} 已存在；请为每份备份另取目录名。",
            f"{directory} exists; give each copy a directory of its own.",
        )
    if not os.access(directory.parent, os.W_OK):
        raise CopyRefused(
            f"无法在 {directory.parent} 中写入；请先建立该目录并授予写权限。",
            f"{directory.parent} is not there or cannot be written to.",
        )
    with tempfile.TemporaryDirectory(prefix=f".{directory.name}-", dir=directory.parent) as staging:
        copy = Path(staging) / directory.name
        copy.mkdir(mode=0o700)
        dump, manifest_file = copy / DUMP, copy / MANIFEST
        dump.touch(mode=0o600)
        contents = asyncio.run(_dump(url, dump, binaries))
        manifest = Manifest(
            created_at=created_at,
            dump_sha256=_sha256(dump),
            dump_bytes=dump.stat().st_size,
            contents=contents,
        )
        manifest_file.write_text(manifest.model_dump_json(indent=2) + "\n")
        for path in (dump, manifest_file, copy):
            _sync(path)
        copy.rename(directory)
    _sync(directory.parent)
    return manifest


def restore(url: str, directory: Path, binaries: Path | None = None) -> tuple[Text, ...]:
    """Fill the empty database of the schema's owner; the answer says what is left to do.

    Nothing is changed before the copy has been found whole and the database fit for it.
    """
    manifest = read(directory)
    if manifest.contents.schema_revision not in _known_revisions():
        raise CopyRefused(
            "此备份的数据库版本不属于本版本软件；请使用制作备份时的版本或更新的版本。",
            "This release does not know the schema of the copy; use the release that made it, "
            "or a later one.",
        )
    asyncio.run(copy_contents.require_room(url, manifest.contents))
    target = f"--dbname={make_url(url).database}"
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-password", target]
    dump_programs.run("pg_restore", [*options, directory / DUMP], url=url, binaries=binaries)
    is_reordered = asyncio.run(copy_contents.settle(url, manifest.contents))
    newest = migrations.newest_revision()
    return tuple(next_steps(manifest, newest=newest, is_reordered=is_reordered))


def read(directory: Path) -> Manifest:
    """The manifest of a copy, once the dump beside it has been found unchanged."""
    try:
        manifest = Manifest.model_validate_json((directory / MANIFEST).read_bytes())
        found = _sha256(directory / DUMP)
    except (OSError, ValidationError) as error:
        raise CopyRefused(
            f"{directory} 不是完整的备份。", f"{directory} does not hold a whole copy."
        ) from error
    if found != manifest.dump_sha256:
        raise CopyRefused(
            f"{directory} 中的备份与其清单不符，已损坏或被改动；请改用另一份备份。",
            f"The dump in {directory} is not the one of its manifest: it is damaged or was "
            "changed. Use another copy.",
        )
    return manifest


def next_steps(manifest: Manifest, *, newest: str, is_reordered: bool) -> Iterator[Text]:
    """What the operator does after a return."""
    if manifest.contents.schema_revision != newest:
        yield Text(
            "备份来自较早的版本：请先运行 liandong migrate。",
            "The copy is of an earlier release: run `liandong migrate` first.",
        )
    if is_reordered:
        yield Text(
            "数据已移入新的数据库集群：请更换 LIANDONG_CURSOR_KEY，使旧的事件游标被拒绝"
            "而不是漏掉新事件；各接入方须从头读取事件。",
            "The data moved to another cluster: change LIANDONG_CURSOR_KEY, so that old cursors "
            "of the event feed are refused instead of missing new events; readers start again.",
        )
    yield Text(
        "启动服务，并确认 /readyz 返回 200。",
        "Start the service and see that /readyz answers 200.",
    )


async def _dump(url: str, file: Path, binaries: Path | None) -> Contents:
    async with copy_contents.transaction(url) as connection:
        contents = await copy_contents.read(connection)
        snapshot = await copy_contents.exported_snapshot(connection)
        options = ["--format=custom", "--no-password", "--lock-wait-timeout=10s"]
        options += [f"--snapshot={snapshot}", f"--file={file}"]
        # The loop has nothing else to do, and the snapshot lives as long as this transaction.
        dump_programs.run("pg_dump", options, url=url, binaries=binaries)
    return contents


def _known_revisions() -> set[str]:
    scripts = ScriptDirectory.from_config(migrations.configuration())
    return {script.revision for script in scripts.walk_revisions()}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Make a file, or the names in a directory, survive a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
