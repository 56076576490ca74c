"""The read route of the calendars."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.answers import Answer
from app.auth.policy import Permission
from app.calendars import days
from app.calendars.dependencies import CalendarsDep
from app.calendars.errors import NoSuchCalendar
from app.calendars.schemas import CalendarView, calendar_view
from app.calendars.table import YEARS
from app.call import CallDep
from app.core.fields import WRITTEN_WHOLE
from app.core.operations import reading
from app.core.routing import StrictRoute
from app.work import Work

router = APIRouter(prefix="/calendars", tags=["deadlines"], route_class=StrictRoute)

Division = Annotated[str, Path(pattern="^(?:CN|[0-9]{6})$", examples=["310120"])]
Year = Annotated[int, Path(ge=YEARS[0], le=YEARS[-1], examples=[2026]), WRITTEN_WHOLE]


@router.get(
    "/{division}/{year}",
    response_model=CalendarView,
    summary="查看工作日历 · Get a year of a calendar",
    **reading(Permission.READ_CALENDARS, NoSuchCalendar),
)
async def get_calendar(
    division: Division, year: Year, call: CallDep, calendars: CalendarsDep
) -> Response:
    """一个区划一年的放假与调休，含依据与版本；安排尚未公布的年份标为暂定。

    The days of rest and make-up working days of a division in a year, with what they rest on and
    the version that deadlines name. A year that no notice settles yet is provisional.
    """

    async def run(work: Work) -> Answer:
        await work.admit()
        if not days.is_known(division):
            raise NoSuchCalendar
        return Answer(calendar_view(calendars, division, year), calendars.of(division).serial)

    return await call.read(run)
