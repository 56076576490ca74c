"""The endpoint that imports a year's notice for the division of a station."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.answers import Answer
from app.auth.policy import Permission
from app.calendars.errors import NoSuchCalendar, OtherYear
from app.calendars.notices import Notice
from app.calendars.routes import Division, Year
from app.call import CallDep
from app.core.operations import changing
from app.core.routing import StrictRoute
from app.deadlines.dependencies import LawDep
from app.timekeeping import calendar_imports
from app.timekeeping.calendar_imports import Place
from app.timekeeping.calendar_schemas import CalendarImportView
from app.work import Work

router = APIRouter(prefix="/calendars", tags=["deadlines"], route_class=StrictRoute)


async def _place(division: Division, year: Year) -> Place:
    return Place(division, year)


async def _read_again(request: Request) -> AsyncIterator[None]:
    """Show at once here what was imported here; other processes do so within seconds."""
    yield
    request.app.state.calendars.forget()


@router.put(
    "/{division}/{year}",
    response_model=CalendarImportView,
    summary="导入放假安排 · Import a year's notice",
    dependencies=[Depends(_read_again)],
    **changing(Permission.IMPORT_CALENDAR, NoSuchCalendar, OtherYear),
)
async def import_calendar(
    place: Annotated[Place, Depends(_place)], body: Notice, call: CallDep, law: LawDep
) -> Response:
    """由代表服务站的机关的负责人导入本区划的放假安排；完整的即为确定；回答列出变化的日期和移动的期限。

    The notice of a year for the division of your own station, by a lead of an agency that acts for
    it. A complete one settles the year there. The answer shows the days that change and the running
    deadlines that move; with `dry-run`, that is all that happens. To import the same again changes
    nothing.
    """

    async def run(work: Work) -> Answer:
        return await calendar_imports.run(work, law, place, body)

    return await call.change(run)
