"""What can be wrong with a webhook endpoint."""

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


@published
class WebhookEndpointNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "webhook-endpoint-not-found"
    title = Text("没有这个回调端点", "No such webhook endpoint")
    advice = Text(
        "请核对端点编号；其他机关或其他内设机构的端点与不存在的端点回答相同。",
        "Check the id; an endpoint of another agency or unit is answered like one that is not "
        "there.",
    )


@published
class WebhookUrlRefused(DomainError):
    kind = ErrorKind.INVALID
    code = "webhook-url-refused"
    title = Text("不能向此网址投递", "This URL cannot be delivered to")
    advice = Text(
        "请使用 https 网址，主机不能是本机；仅开发环境可用 http 投递到本机回环地址。",
        "Use an https URL of a host other than this one; only a development service delivers by "
        "http, and only to a loopback address.",
    )


@published
class TooManyEndpoints(DomainError):
    """409; `limit` is the number of endpoints that one unit may have."""

    kind = ErrorKind.CONFLICT
    code = "too-many-webhook-endpoints"
    title = Text("回调端点已达上限", "Too many webhook endpoints")
    advice = Text(
        "每个内设机构的端点数以 limit 为限；请沿用已有端点。",
        "A unit has at most limit endpoints; use one of those that are there.",
    )
