"""Errors as RFC 9457 problem documents: the only place that gives an error a status code."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from asyncpg import InterfaceError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Match

from app.core import fields
from app.core.errors import (
    ERRORS,
    DomainError,
    ErrorKind,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Unavailable,
    Unexpected,
)
from app.core.languages import Language, preferred

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = "1"

_OUTAGES: Final = frozenset({"08", "25", "28", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE: connection, login, rollback, resources, locks, shutdown, system."""

STATUS: Final = {
    ErrorKind.MALFORMED: HTTPStatus.BAD_REQUEST,
    ErrorKind.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    ErrorKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorKind.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    ErrorKind.NOT_ACCEPTABLE: HTTPStatus.NOT_ACCEPTABLE,
    ErrorKind.CONFLICT: HTTPStatus.CONFLICT,
    ErrorKind.LENGTH_REQUIRED: HTTPStatus.LENGTH_REQUIRED,
    ErrorKind.STALE: HTTPStatus.PRECONDITION_FAILED,
    ErrorKind.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ErrorKind.UNSUPPORTED_MEDIA: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ErrorKind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorKind.PRECONDITION_REQUIRED: HTTPStatus.PRECONDITION_REQUIRED,
    ErrorKind.UNEXPECTED: HTTPStatus.INTERNAL_SERVER_ERROR,
    ErrorKind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}


def render(
    error: DomainError,
    *,
    request_id: str,
    accept_language: str | None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    language = preferred(accept_language)
    status = STATUS[error.kind]
    document = {
        "type": f"urn:liandong:problem:{error.code}",
        "title": error.title.in_(language),
        "status": int(status),
        "detail": error.advice.in_(language),
        "code": error.code,
        "request_id": request_id,
        **error.extra,
    }
    if error.fields:
        document["fields"] = [
            {"pointer": f.pointer, "code": f.code, "message": f.text.in_(language)}
            for f in error.fields
        ]
    return Response(
        json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={**_headers(error, language), **(headers or {})},
    )


def _headers(error: DomainError, language: Language) -> dict[str, str]:
    headers = {"Content-Language": str(language), "Cache-Control": "no-store"}
    if error.kind is ErrorKind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    if error.kind is ErrorKind.UNAVAILABLE or error.code == "request-in-flight":
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    return headers


def translate(exc: Exception) -> DomainError:
    """The published error behind any exception that reached the edge."""
    match exc:
        case DomainError():
            return exc
        case RequestValidationError():
            return Invalid(fields=fields.faults(exc.errors()))
        case HTTPException():
            return MethodNotAllowed() if exc.status_code == 405 else NotFound()
        case ClientDisconnect():
            return Malformed()
        case _:
            return Unavailable() if _is_outage(exc) else Unexpected()


def _is_outage(exc: Exception) -> bool:
    """Whether PostgreSQL cannot serve now; whatever else it says is a mistake of ours."""
    if isinstance(exc, PoolTimeout | OSError | InterfaceError):
        return True
    if isinstance(exc, DBAPIError) and exc.connection_invalidated:
        return True
    sqlstate = getattr(getattr(exc, "orig", exc), "sqlstate", None) or ""
    return sqlstate[:2] in _OUTAGES


async def answer(request: Request, exc: Exception) -> Response:
    """The exception handler of everything that a route may raise."""
    return render(
        translate(exc),
        request_id=request.state.request_id,
        accept_language=request.headers.get("accept-language"),
        headers=_allow(request) if STATUS[translate(exc).kind] == 405 else None,
    )


def _allow(request: Request) -> dict[str, str]:
    """Every method of the path; a path may be served by several routes."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    return {"Allow": ", ".join(sorted(methods))}


def install(app: FastAPI) -> None:
    for exception in (DomainError, RequestValidationError, HTTPException):
        app.add_exception_handler(exception, answer)


def responses(*errors: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses of errors, grouped by status, each with an example of ours."""
    grouped: dict[int | str, dict[str, Any]] = {}
    for error in sorted(errors, key=lambda e: (STATUS[e.kind], e.code)):
        status = int(STATUS[error.kind])
        entry = grouped.setdefault(status, _response(status))
        entry["content"][MEDIA_TYPE]["examples"][error.code] = {
            "summary": f"{error.title.zh} · {error.title.en}",
            "value": {
                "type": f"urn:liandong:problem:{error.code}",
                "title": error.title.zh,
                "status": status,
                "detail": error.advice.zh,
                "code": error.code,
                "request_id": "01890a5d-ac96-774b-bcce-b302099a8057",
            },
        }
    # What is no HTTP at all is answered by the server, before there is a request of ours.
    if 400 in grouped:
        grouped[400]["content"]["text/plain"] = {"schema": {"type": "string"}}
    return grouped


def _response(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}},
    }


def catalogue() -> list[type[DomainError]]:
    """Every published error, by status and code."""
    return sorted(ERRORS.values(), key=lambda e: (STATUS[e.kind], e.code))
