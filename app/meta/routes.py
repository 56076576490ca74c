"""The endpoints by which the service explains itself."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from app.answers import Answer
from app.auth import policy
from app.auth.policy import Permission
from app.call import CallDep, Command
from app.core.fields import View
from app.core.operations import reading
from app.core.routing import StrictRoute
from app.meta import codes, lifecycles
from app.meta.schemas import CodesView, LifecyclesView, MeView
from app.work import Work

router = APIRouter(tags=["meta"], route_class=StrictRoute)

RELEASE = 1
"""The version in the ETag of what changes only with a release; the digest tells the rest."""


def _published(view_of: Callable[[Work], View]) -> Command:
    async def run(work: Work) -> Answer:
        policy.authorize(work.actor, work.permission)
        return Answer(view_of(work), RELEASE)

    return run


@router.get(
    "/me",
    response_model=MeView,
    summary="我是谁 · Who am I",
    **reading(Permission.READ_SELF),
)
async def get_me(call: CallDep) -> Response:
    """令牌代表的机关、机构、角色与实际可用的权限。

    The agency, unit, role and permissions that the token stands for.
    """
    return await call.read(_published(_me))


@router.get(
    "/meta/lifecycles",
    response_model=LifecyclesView,
    summary="状态机 · Published lifecycles",
    **reading(Permission.READ_SELF),
)
async def get_lifecycles(call: CallDep) -> Response:
    """各类对象的状态、可进行的操作与有权操作者；与程序运行所依据的表完全一致。

    States, actions and who may take them, from the very tables that the service runs on.
    """
    return await call.read(_published(lambda _: lifecycles.published()))


@router.get(
    "/meta/codes",
    response_model=CodesView,
    summary="代码表 · Code lists",
    **reading(Permission.READ_SELF),
)
async def get_codes(call: CallDep) -> Response:
    """全部代码表与错误码，含中英文名称。

    Every code list and every error code, with names in both languages.
    """
    return await call.read(_published(lambda _: codes.published()))


def _me(work: Work) -> MeView:
    actor = work.actor
    return MeView(
        agency=actor.agency,
        kind=actor.kind,
        unit=actor.unit,
        division=actor.division,
        role=actor.role,
        client_id=actor.client_id,
        subject=actor.subject,
        on_behalf_of=actor.on_behalf_of,
        scopes=sorted(actor.scopes),
        permissions=[p for p in Permission if policy.may_ever(actor, p)],
    )
