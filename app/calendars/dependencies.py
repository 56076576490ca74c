"""How a route gets the calendars: the reading that this process holds, at most seconds old."""

from typing import Annotated, cast

from fastapi import Depends, Request

from app.calendars.days import Calendars
from app.core.snapshots import Snapshot


async def current_calendars(request: Request) -> Calendars:
    calendars = cast("Snapshot[Calendars]", request.app.state.calendars)
    return await calendars.current(request.state.now)


CalendarsDep = Annotated[Calendars, Depends(current_calendars)]
