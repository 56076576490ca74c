"""How a route gets the deadline rules, and with them all that decides when a clock ends."""

from typing import Annotated, cast

from fastapi import Depends, Request

from app.agencies.dependencies import DirectoryDep
from app.calendars.dependencies import CalendarsDep
from app.deadlines.catalogue import Catalogue
from app.deadlines.law import Law


async def current_catalogue(request: Request) -> Catalogue:
    return cast("Catalogue", request.app.state.catalogue)


CatalogueDep = Annotated[Catalogue, Depends(current_catalogue)]


async def current_law(
    catalogue: CatalogueDep, directory: DirectoryDep, calendars: CalendarsDep
) -> Law:
    return Law(catalogue, directory, calendars)


LawDep = Annotated[Law, Depends(current_law)]
