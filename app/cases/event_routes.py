"""The endpoints that read the journal: the timeline of a case and the feed of an agency."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.auth.policy import Permission
from app.call import CallDep
from app.cases import feed, timeline
from app.cases.errors import CaseNotFound
from app.cases.feed import FeedFilters, FeedPage
from app.cases.timeline import Timeline
from app.core.operations import listing
from app.core.pages import CursorInvalid
from app.core.routing import StrictRoute
from app.listing import Paging
from app.work import Work

router = APIRouter(tags=["events"], route_class=StrictRoute)


@router.get(
    "/cases/{case_id:uuid}/timeline",
    response_model=Timeline,
    summary="案件时间线 · Get the timeline",
    **listing(Permission.READ_CASE, CaseNotFound, CursorInvalid),
)
async def get_timeline(
    case_id: UUID, paging: Annotated[Paging, Query()], call: CallDep
) -> Response:
    """案件的全部事件，按发生次序：何机关、何人、何时、做了什么、写了什么。

    Everything that happened on the case, in order: which agency, who, when, what was written.
    """
    return await call.page(lambda work: timeline.page(work, case_id, paging, call.cursors))


@router.get(
    "/events",
    response_model=FeedPage,
    summary="事件流 · Read the event feed",
    **listing(Permission.READ_EVENTS, CursorInvalid),
)
async def list_events(filters: Annotated[FeedFilters, Query()], call: CallDep) -> Response:
    """本机关可见的全部事件，与回调内容逐字相同；凭 next_cursor 续读，不漏不重。

    Every event that your agency may see, with the bodies of the webhooks; going on from
    `next_cursor` misses nothing and repeats nothing. `wait` holds the answer until there is news.
    """

    async def look(work: Work, *, after: str | None) -> FeedPage:
        return await feed.page(work, filters.model_copy(update={"after": after}), call.cursors)

    return await call.poll(look, filters.after, filters.wait)
