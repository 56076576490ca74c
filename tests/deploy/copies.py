"""Making and taking back safety copies beside the loop of the tests."""

import asyncio
from datetime import datetime
from pathlib import Path

from app.core import safety_copies
from app.core.copy_contents import Manifest

NIGHT = datetime.fromisoformat("2026-03-03T02:00:00+08:00")


async def copied(url: str, directory: Path, binaries: Path) -> Manifest:
    return await asyncio.to_thread(safety_copies.backup, url, directory, NIGHT, binaries)


async def restored(url: str, directory: Path, binaries: Path) -> str:
    """What is left to do after the return, in English."""
    steps = await asyncio.to_thread(safety_copies.restore, url, directory, binaries)
    return "\n".join(step.en for step in steps)
