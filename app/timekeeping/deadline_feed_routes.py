"""The endpoints of calendar feeds: managing them, and the calendar that a token opens."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app import answers
from app.agencies.dependencies import DirectoryDep
from app.auth.policy import Permission
from app.call import CallDep
from app.core import errors, etags, problems, sealing
from app.core.operations import changing, creating, listing, reading
from app.core.routing import StrictRoute
from app.core.sealing import Sealer
from app.deadlines.dependencies import CatalogueDep
from app.timekeeping import deadline_feeds, deadline_ics
from app.timekeeping.deadline_feed_errors import DeadlineFeedNotFound, TooManyDeadlineFeeds
from app.timekeeping.deadline_feed_schemas import (
    DeadlineFeedBody,
    DeadlineFeedGrant,
    DeadlineFeedPage,
    DeadlineFeedView,
)

router = APIRouter(prefix="/deadline-feeds", tags=["deadlines"], route_class=StrictRoute)
public = APIRouter(tags=["deadlines"])


def _sealer(request: Request) -> Sealer:
    return sealing.sealer(request.app.state.settings.keys)


SealerDep = Annotated[Sealer, Depends(_sealer)]


@router.post(
    "",
    response_model=DeadlineFeedGrant,
    summary="新建期限日历订阅 · Make a deadline feed",
    **creating(Permission.MANAGE_DEADLINE_FEEDS, TooManyDeadlineFeeds),
)
async def make_deadline_feed(body: DeadlineFeedBody, call: CallDep, sealer: SealerDep) -> Response:
    """新建一个日历订阅地址，供 Outlook、苹果或谷歌日历订阅；令牌只在此回答中出示一次，可随时撤销。

    Make an address to which Outlook, Apple or Google calendars subscribe; its token is shown in
    this answer only and can be revoked at any time.
    """
    command = answers.making("/v1/deadline-feeds", deadline_feeds.make, sealer, body)
    return _showing_token(await call.create(command), sealer)


@router.get(
    "",
    response_model=DeadlineFeedPage,
    summary="期限日历订阅清单 · List deadline feeds",
    **listing(Permission.MANAGE_DEADLINE_FEEDS),
)
async def list_deadline_feeds(call: CallDep) -> Response:
    """本机关（本内设机构）未撤销的日历订阅，一页给全；不含令牌。

    The feeds of your agency or unit that were not revoked, in one page; never their tokens.
    """
    return await call.page(deadline_feeds.page)


@router.get(
    "/{feed_id:uuid}",
    response_model=DeadlineFeedView,
    summary="查看期限日历订阅 · Get a deadline feed",
    **reading(Permission.MANAGE_DEADLINE_FEEDS, DeadlineFeedNotFound),
)
async def get_deadline_feed(feed_id: UUID, call: CallDep) -> Response:
    """一个日历订阅；不含令牌。

    One feed; never its token.
    """
    return await call.read(answers.showing(deadline_feeds.read, feed_id))


@router.delete(
    "/{feed_id:uuid}",
    response_model=DeadlineFeedView,
    summary="撤销期限日历订阅 · Revoke a deadline feed",
    **changing(Permission.MANAGE_DEADLINE_FEEDS, DeadlineFeedNotFound),
)
async def revoke_deadline_feed(feed_id: UUID, call: CallDep) -> Response:
    """撤销一个日历订阅；其地址立即失效。

    Revoke a feed; its address opens nothing from now on.
    """
    return await call.change(answers.changing(deadline_feeds.revoke, feed_id))


# Whatever cannot be a token is answered like one that opens nothing, so that no rule stands here.
_TOKEN: Final = {
    "name": "token",
    "in": "query",
    "required": True,
    "schema": {"type": "string"},
    "description": "新建订阅时出示的令牌。\n\nThe token that was shown when the feed was made.",
}
_ICALENDAR: Final = {"type": "string", "maxLength": 5_000_000}
_CALENDAR: Final[dict[str, Any]] = {
    "responses": {
        200: {"content": {"text/calendar": {"schema": _ICALENDAR}}},
        304: {"description": "未变化 · Not modified"},
        **problems.responses(
            DeadlineFeedNotFound, errors.Malformed, errors.Unexpected, errors.Unavailable
        ),
    },
    "openapi_extra": {"security": [], "parameters": [_TOKEN]},
}


@public.get(
    "/deadlines.ics",
    response_class=Response,
    summary="期限日历 · Subscribe to deadlines",
    **_CALENDAR,
)
async def get_deadline_calendar(
    request: Request, directory: DirectoryDep, rules: CatalogueDep
) -> Response:
    """凭订阅令牌读取的 iCalendar 日历：本机关负责、进行中的期限，只含案号与规则，不含姓名。

    The calendar that a feed's token opens: what the agency must see to and what still runs, with
    case numbers and rules, never a name. No other token is needed.
    """
    now, state = request.state.now, request.app.state
    registry = await state.registry.current(now)
    token = request.query_params.get("token", "")
    async with state.database.begin() as connection:
        feed = await deadline_ics.feed_of(connection, token, registry, directory, now)
        shown = await deadline_ics.clocks(connection, feed, now)
    headers = {"ETag": deadline_ics.etag(feed, shown, rules), "Cache-Control": "private, no-cache"}
    if etags.is_current(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    # Thousands of events take long enough to write that other callers would have to wait.
    body = await run_in_threadpool(deadline_ics.written, feed, shown, rules)
    return Response(body, media_type="text/calendar", headers=headers)


def _showing_token(response: Response, sealer: Sealer) -> Response:
    """The answer with its token opened, whether it is fresh or comes from the stored answers."""
    grant = DeadlineFeedGrant.model_validate_json(bytes(response.body))
    response.body = deadline_feeds.opened(sealer, grant).model_dump_json().encode()
    response.headers["content-length"] = str(len(response.body))
    return response
