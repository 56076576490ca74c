"""Every published route of the application with what it declares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.auth.dependencies import PUBLIC, permission_of
from app.auth.policy import Permission


@dataclass(frozen=True)
class Published:
    """One route that needs a token."""

    name: str
    method: str
    path: str
    route: APIRoute

    @property
    def permission(self) -> Permission:
        return permission_of(self.route)

    @property
    def headers(self) -> dict[str, dict[str, Any]]:
        """The declared header parameters by name."""
        parameters: Sequence[dict[str, Any]] = (self.route.openapi_extra or {})["parameters"]
        return {parameter["name"]: parameter for parameter in parameters}


def published(app: FastAPI) -> list[Published]:
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or context.path in PUBLIC:
            continue
        (method,) = context.methods or set()
        found.append(Published(str(context.name), method, str(context.path), route))
    return found
