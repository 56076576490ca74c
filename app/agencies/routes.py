"""The read routes of the directory: members, the station, and who could take a piece of work."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.agencies.candidates import candidates
from app.agencies.dependencies import DirectoryDep
from app.agencies.powers import Purpose
from app.agencies.schemas import (
    AgencyView,
    CandidateView,
    StationView,
    agency_view,
    candidate_view,
    station_view,
)
from app.answers import Answer
from app.auth.policy import Permission
from app.call import CallDep
from app.core.errors import NotFound
from app.core.operations import listing, reading
from app.core.pages import Page
from app.core.routing import StrictRoute
from app.work import Work

router = APIRouter(route_class=StrictRoute, tags=["agencies"])


@router.get(
    "/agencies",
    response_model=Page[AgencyView],
    summary="查看本站成员机关 · List the members of your station",
    **listing(Permission.READ_DIRECTORY),
)
async def list_agencies(call: CallDep, directory: DirectoryDep) -> Response:
    """本站全部成员及其职权，含已退出的成员；一页给全。

    Every member of your station with its powers, former members included, in one page.
    """

    async def query(work: Work) -> Page[AgencyView]:
        await work.admit()
        of_station = (a for a in directory.agencies.values() if a.division == work.actor.division)
        views = [agency_view(directory, agency) for agency in of_station]
        return Page(items=views, next_cursor=None)

    return await call.page(query)


@router.get(
    "/stations/{division}",
    response_model=StationView,
    summary="查看本站 · Read your station",
    **reading(Permission.READ_DIRECTORY, NotFound),
)
async def get_station(
    call: CallDep,
    directory: DirectoryDep,
    division: Annotated[str, Path(pattern="^[0-9]{6}$", examples=["310120"])],
) -> Response:
    """服务站的成员、窗口与本地规则；其他区划的服务站视为不存在。

    The station with its members, windows and local rules; other stations are not found.
    """

    async def query(work: Work) -> Answer:
        station = directory.stations.get(division)
        if station is None or division != work.actor.division:
            raise NotFound
        await work.admit()
        return Answer(station_view(directory, station), station.revision)

    return await call.read(query)


@router.get(
    "/routing/candidates",
    response_model=Page[CandidateView],
    summary="查询有权承办的机关 · Find who could take a piece of work",
    **listing(Permission.READ_DIRECTORY),
)
async def list_candidates(
    call: CallDep,
    directory: DirectoryDep,
    purpose: Annotated[Purpose, Query(examples=[Purpose.EVIDENCE_ASSIST])],
) -> Response:
    """本站有权承办该事项的成员、承办单位、依据的规则与法律；一页给全。

    The members of your station with the power for the purpose, its unit, the rule that gives it
    and the law, in one page.
    """

    async def query(work: Work) -> Page[CandidateView]:
        await work.admit()
        found = candidates(directory, work.actor.division, purpose)
        return Page(items=[candidate_view(candidate) for candidate in found], next_cursor=None)

    return await call.page(query)
