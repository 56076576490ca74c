"""Who calls and what the route permits: authentication before the body, permission by route."""

from typing import Final

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.auth import clients
from app.auth.actor import Actor, Role
from app.auth.clients import Registry
from app.auth.policy import POLICY, Permission
from app.auth.tokens import TokenVerifier
from app.core.errors import Forbidden, Malformed, Unauthenticated
from app.core.operations import PERMISSION
from app.core.snapshots import Snapshot

PUBLIC: Final = frozenset({
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    # Calendar programs send no header of ours: a token in the address opens it.
    "/v1/deadlines.ics",
})

_PLATFORM: Final = frozenset({Role.OPERATOR, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class Authentication:
    """ASGI middleware: no caller, no body, no routing; only public paths are open."""

    def __init__(
        self,
        app: ASGIApp,
        verifier: TokenVerifier,
        registry: Snapshot[Registry],
        public_prefixes: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        self._verifier = verifier
        self._registry = registry
        self._public_prefixes = public_prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_public(scope["path"]):
            scope["state"]["actor"] = await self._authenticate(scope)
        await self._app(scope, receive, send)

    def _is_public(self, path: str) -> bool:
        return path in PUBLIC or path.startswith(self._public_prefixes)

    async def _authenticate(self, scope: Scope) -> Actor:
        now = scope["state"]["now"]
        claims = await self._verifier.verify(_bearer(Headers(scope=scope)), now)
        return clients.actor_of(claims, await self._registry.current(now))


def _bearer(headers: Headers) -> str:
    presented = headers.getlist("authorization")
    if len(presented) > 1:
        raise Malformed
    scheme, _, token = (presented or [""])[0].partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return token


def declared_permission(request: Request) -> Permission:
    """The permission that the route declares.

    Platform roles never read cases: they are refused here, before anything is looked up, so that
    the answer says nothing about what exists.
    """
    permission = permission_of(request.scope["route"])
    actor: Actor = request.state.actor
    if actor.role in _PLATFORM and actor.role not in POLICY[permission].roles:
        raise Forbidden(refused_by="role", permission=str(permission))
    return permission


def permission_of(route: APIRoute) -> Permission:
    return Permission((route.openapi_extra or {})[PERMISSION])


def check_permissions(app: FastAPI) -> None:
    """Refuse to start with a route that neither is public nor declares a permission."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or context.path in PUBLIC:
            continue
        if PERMISSION not in (route.openapi_extra or {}):
            raise RuntimeError(f"The route {context.path} declares no permission.")
        permission_of(route)
