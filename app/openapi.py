"""The contract: the OpenAPI document, generated from the routes and kept in `openapi/`."""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from app.events.types import EventType
from app.examples import EXAMPLES

PATH: Final = Path(__file__).parents[1] / "openapi" / "openapi.json"

router = APIRouter(include_in_schema=False)

DESCRIPTION: Final = """\
联动：欠薪案件跨部门移送服务。法院、检察院、总工会、司法局、人力资源和社会保障局（及按配置加入的其他机关）
在同一份记录上登记、研判、移送、受理、补正、退回与办结；每件工作在任何时刻只有一个责任机关，每个法定期限自行起算。

Liandong: inter-agency referral of wage-arrears cases. Court, procuratorate, trade-union federation,
justice bureau and human-resources bureau, and further members by configuration, work on one record;
each piece of work has exactly one responsible agency at every instant, and clocks run by
themselves.

新建须带 `Idempotency-Key`，更改须带 `If-Match`；错误为 RFC 9457 文档，`code` 永不改变。

Creates need an `Idempotency-Key`, changes an `If-Match`; errors are RFC 9457 documents whose `code`
never changes.
"""

TAGS: Final = [
    ("referrals", "移送：一件工作从一个机关交到另一个机关。", "A piece of work handed over."),
    ("cases", "案件：线索、当事人、劳动者、请求与联合研判。", "The folder and the joint triage."),
    ("evidence", "取证请求：向有职权的机关逐项请求证据。", "Items that another agency can obtain."),
    ("deadlines", "期限：随事件起算、停止的时钟。", "Clocks that follow events."),
    ("events", "事件：案件时间线与机关事件流。", "The timeline and the feed."),
    ("webhooks", "回调：向本机关系统推送事件。", "Events pushed to your own system."),
    ("agencies", "机关：本站成员、窗口与职权。", "Members, windows and powers."),
    ("meta", "自述：身份、状态机与代码表。", "Identity, lifecycles and code lists."),
]

_SERVER: Final = {
    "url": "/",
    "description": "反向代理的同一来源 · The origin of the proxy (production, development or local)",
    "x-internal": True,
}
_PROBLEM: Final = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457；code 稳定，detail 说明下一步。\n\n"
    "RFC 9457; `code` is stable, `detail` says what to do next.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "format": "int32"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "current_etag": {"type": "string"},
        "allowed_actions": {"type": "array", "items": {"type": "string"}},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
    "additionalProperties": True,
}
_BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "RFC 9068 JWT, ES256",
    "description": "登记的签发方签发的访问令牌。\n\nAn access token of a registered issuer.",
}
_EVENT: Final = {
    "type": "object",
    "title": "CloudEvent",
    "description": "CloudEvents 1.0；只含编号、代码与金额，不含个人信息。\n\n"
    "CloudEvents 1.0; ids, codes and sums only, never personal data.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "sequence", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": {"type": "string", "format": "uri-reference"},
        "type": {"type": "string"},
        "subject": {"type": "string"},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "sequence": {"type": "string"},
        "data": {"type": "object", "additionalProperties": True},
    },
}


def document(app: FastAPI) -> dict[str, Any]:
    """The whole contract of this release."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary="欠薪案件跨部门移送 · Inter-agency referral of wage-arrears cases",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": f"{zh}\n\n{en}"} for name, zh, en in TAGS],
        servers=[_SERVER],
        contact={"name": "Liandong maintainers", "url": "https://liandong.example"},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = made.setdefault("components", {})
    components.setdefault("schemas", {}).update(Problem=_PROBLEM, CloudEvent=_EVENT)
    components["securitySchemes"] = {"bearer": _BEARER}
    made["security"] = [{"bearer": []}]
    made["webhooks"] = {event: _webhook(event) for event in EventType}
    for path in made["paths"].values():
        for operation in path.values():
            _complete(operation)
    _bound(made)
    return made


def _webhook(event: EventType) -> dict[str, Any]:
    return {
        "post": {
            "operationId": "on_" + event.replace(".", "_"),
            "summary": f"{event.zh} · {event.en}",
            "description": f"{event.zh}。\n\n{event.en}.",
            "tags": ["webhooks"],
            "security": [],
            "requestBody": {
                "required": True,
                "content": {
                    "application/cloudevents+json": {
                        "schema": {
                            "allOf": [
                                {"$ref": "#/components/schemas/CloudEvent"},
                                {"properties": {"type": {"const": str(event)}}},
                            ]
                        }
                    }
                },
            },
            "responses": {
                "2XX": {"description": "已收到 · Received"},
                "4XX": {"description": "稍后重试 · Tried again later"},
            },
        }
    }


_ETAG: Final = {
    "description": "版本与视图摘要 · Version and digest of the view",
    "schema": {"type": "string", "maxLength": 64},
}
_LOCATION: Final = {
    "description": "新对象的地址 · Where the new object is",
    "schema": {"type": "string", "maxLength": 200},
}
_REQUEST_ID: Final = {
    "description": "请求编号，报障时提供 · Id of the request, for support",
    "schema": {"type": "string", "maxLength": 64},
}


def _complete(operation: dict[str, Any]) -> None:
    """Headers of the answers, and the examples of this operation."""
    for status, response in operation["responses"].items():
        headers = response.setdefault("headers", {})
        headers["X-Request-ID"] = _REQUEST_ID
        if status in {"200", "201"}:
            headers["ETag"] = _ETAG
        if status == "201":
            headers["Location"] = _LOCATION
    for parameter in operation.get("parameters", []):
        _flatten(parameter["schema"])
    _show(operation, EXAMPLES.get(operation["operationId"], {}))


def _flatten(schema: dict[str, Any]) -> None:
    """A parameter is there or not; it is never null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del schema["anyOf"]
        schema.update(choices[0])


LONGEST_TEXT: Final = 20_000
MOST_ITEMS: Final = 100_000
SAFE_INTEGER: Final = 2**53 - 1
"""No answer of ours exceeds these, and readers may size their buffers by them."""


def _bound(part: object) -> None:
    """Give every text, list and number a limit, and every integer its format."""
    if isinstance(part, list):
        for element in part:
            _bound(element)
    if isinstance(part, dict):
        for name in part.keys() - _SHOWN:
            _bound(part[name])
        _limit(part)


_SHOWN: Final = frozenset({"example", "examples", "value"})
_LIMITS: Final[dict[object, dict[str, object]]] = {
    "string": {"maxLength": LONGEST_TEXT},
    "array": {"maxItems": MOST_ITEMS},
    "integer": {"format": "int64", "minimum": -SAFE_INTEGER, "maximum": SAFE_INTEGER},
}


def _limit(schema: dict[str, Any]) -> None:
    """A closed list of values is its own limit."""
    kind = schema.get("type")
    if not isinstance(kind, str) or schema.keys() & {"enum", "const"}:
        return
    for name, limit in _LIMITS.get(kind, {}).items():
        schema.setdefault(name, limit)


def _show(operation: dict[str, Any], example: dict[str, Any]) -> None:
    values = {
        **example.get("path", {}),
        "If-Match": example.get("if_match"),
        "Idempotency-Key": example.get("key"),
    }
    for parameter in operation.get("parameters", []):
        if values.get(parameter["name"]) is not None:
            parameter["example"] = values[parameter["name"]]
    if "body" in example:
        content = operation["requestBody"]["content"]["application/json"]
        content["example"] = example["body"]


def text(app: FastAPI) -> str:
    return json.dumps(document(app), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(app: FastAPI, *, check: bool) -> int:
    """Write the committed document, or say whether it still is what the routes give."""
    made = text(app)
    if not check:
        PATH.write_text(made, encoding="utf-8")
        return 0
    if PATH.exists() and PATH.read_text(encoding="utf-8") == made:
        return 0
    sys.stderr.write("openapi/openapi.json is out of date: run `liandong openapi`.\n")
    return 1


@router.get("/openapi.json")
async def get_document(request: Request) -> Response:
    return Response(_bytes(request.app), media_type="application/json")


@cache
def _bytes(app: FastAPI) -> bytes:
    return text(app).encode()
