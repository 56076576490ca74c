"""The whole document of this release, put together from the routes."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.events.types import EventType
from app.openapi import examples, limits, links
from app.openapi.shapes import BEARER, EVENT, PROBLEM
from app.openapi.words import DESCRIPTION, SERVER, TAGS


def document(app: FastAPI) -> dict[str, Any]:
    """The whole contract of this release."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary="欠薪案件跨部门移送 · Inter-agency referral of wage-arrears cases",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": f"{zh}\n\n{en}"} for name, zh, en in TAGS],
        servers=[SERVER],
        contact={"name": "Liandong maintainers", "url": "https://liandong.example"},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = made.setdefault("components", {})
    components.setdefault("schemas", {}).update(Problem=PROBLEM, CloudEvent=EVENT)
    components["securitySchemes"] = {"bearer": BEARER}
    made["security"] = [{"bearer": []}]
    made["webhooks"] = {event: _webhook(event) for event in EventType}
    for path in made["paths"].values():
        for operation in path.values():
            examples.complete(operation)
    links.link(made["paths"])
    limits.bound(made)
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
