"""How a route gets the directory: the reading that this process holds, at most seconds old."""

from typing import Annotated, cast

from fastapi import Depends, Request

from app.agencies.directory import Directory
from app.core.snapshots import Snapshot


async def current_directory(request: Request) -> Directory:
    directory = cast("Snapshot[Directory]", request.app.state.directory)
    return await directory.current(request.state.now)


DirectoryDep = Annotated[Directory, Depends(current_directory)]
