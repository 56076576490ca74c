"""The webhook endpoints of an agency, and what was delivered to them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.answers import Answer, created
from app.auth.policy import Permission
from app.call import CallDep
from app.core.operations import creating, listing, reading
from app.core.pages import CursorInvalid
from app.core.routing import StrictRoute
from app.settings import Settings
from app.webhooks import commands, custody, errors, queries, signing
from app.webhooks.schemas import (
    DeliveryFilters,
    DeliveryPage,
    EndpointBody,
    EndpointPage,
    EndpointRegistration,
    EndpointView,
)
from app.work import Work

router = APIRouter(prefix="/webhook-endpoints", tags=["webhooks"], route_class=StrictRoute)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(_settings)]


@router.post(
    "",
    response_model=EndpointRegistration,
    summary="登记回调端点 · Register a webhook endpoint",
    **creating(Permission.MANAGE_WEBHOOKS, errors.WebhookUrlRefused, errors.TooManyEndpoints),
)
async def register_webhook_endpoint(
    body: EndpointBody, call: CallDep, settings: SettingsDep
) -> Response:
    """登记接收事件的网址；签名密钥 secret 仅在此回答中出示一次，请妥善保存。

    Register a URL for events; the signing secret is shown in this answer only: keep it safe.
    """

    async def run(work: Work) -> Answer:
        view = await commands.register(work, settings, body)
        return created(view, view.version, f"/v1/webhook-endpoints/{view.id}")

    return _showing_secret(await call.create(run), settings)


@router.get(
    "",
    response_model=EndpointPage,
    summary="列出回调端点 · List webhook endpoints",
    **listing(Permission.MANAGE_WEBHOOKS),
)
async def list_webhook_endpoints(call: CallDep) -> Response:
    """本机关（本内设机构）的全部回调端点，一页给全；不含密钥。

    Every endpoint of your agency or unit in one page; never their secrets.
    """
    return await call.page(queries.page)


@router.get(
    "/{endpoint_id:uuid}",
    response_model=EndpointView,
    summary="查看回调端点 · Get a webhook endpoint",
    **reading(Permission.MANAGE_WEBHOOKS, errors.WebhookEndpointNotFound),
)
async def get_webhook_endpoint(endpoint_id: UUID, call: CallDep) -> Response:
    """一个回调端点；不含密钥。

    One endpoint; never its secret.
    """

    async def run(work: Work) -> Answer:
        endpoint = await queries.get(work, endpoint_id)
        return Answer(EndpointView.model_validate(endpoint), endpoint.version)

    return await call.read(run)


@router.get(
    "/{endpoint_id:uuid}/deliveries",
    response_model=DeliveryPage,
    summary="查看投递 · List deliveries",
    **listing(Permission.MANAGE_WEBHOOKS, errors.WebhookEndpointNotFound, CursorInvalid),
)
async def list_webhook_deliveries(
    endpoint_id: UUID, filters: Annotated[DeliveryFilters, Query()], call: CallDep
) -> Response:
    """向一个端点的投递，新的在前：已送达、待投递或多次失败，及最近一次失败的原因。

    Deliveries to one endpoint, newest first: delivered, pending or exhausted, and what the last
    attempt failed for.
    """
    return await call.page(
        lambda work: queries.deliveries(work, endpoint_id, filters, call.cursors)
    )


def _showing_secret(response: Response, settings: Settings) -> Response:
    """The answer with its secret opened, whether it is fresh or comes from the stored answers."""
    view = EndpointRegistration.model_validate_json(bytes(response.body))
    secret = custody.secret_of(custody.sealer_of(settings), view.id, view.secret)
    shown = view.model_copy(update={"secret": signing.shown(secret)})
    response.body = shown.model_dump_json().encode()
    response.headers["content-length"] = str(len(response.body))
    return response
