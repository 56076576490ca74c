"""How a route gets the calendar by which days are counted."""

from typing import Annotated, cast

from fastapi import Depends, Request

from app.calendars.days import Calendar


def current_calendar(request: Request) -> Calendar:
    return cast("Calendar", request.app.state.calendar)


CalendarDep = Annotated[Calendar, Depends(current_calendar)]
