"""What every route refuses before its own code runs, in the published order of refusals."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import JsonValue
from starlette.datastructures import Headers
from starlette.responses import Response

from app.core import field_codes, idempotency, json_body
from app.core.errors import (
    FieldFault,
    Invalid,
    LengthRequired,
    NotAcceptable,
    TooLarge,
    UnsupportedMediaType,
)
from app.core.json_body import BULK_LIMITS, DEFAULT_LIMITS, Limits

_JSON: Final = frozenset({"application/json", "application/json;charset=utf-8"})
_ACCEPTED: Final = frozenset({"*/*", "application/*", "application/json", ""})


class StrictRequest(Request):
    """A request whose body is read within limits and parsed by the strict reader."""

    limits: Limits = DEFAULT_LIMITS
    parsed: JsonValue = None

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            self._body = await self._read()
        return self._body

    async def _read(self) -> bytes:
        body = bytearray()
        async for chunk in self.stream():
            body += chunk
            if len(body) > self.limits.size:
                raise TooLarge(limit_bytes=self.limits.size)
        return bytes(body)

    async def json(self) -> JsonValue:
        return self.parsed


class StrictRoute(APIRoute):
    """A route that takes strict JSON, known query parameters and nothing else."""

    limits: Limits = DEFAULT_LIMITS

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = _query_names(self.dependant)
        takes_body = self.body_field is not None
        needs_key = _needs_key(self.openapi_extra)

        async def strict(request: Request) -> Response:
            _check_accept(request.headers)
            call = StrictRequest(request.scope, request.receive)
            call.limits = self.limits
            if takes_body:
                _check_content(request.headers, self.limits)
                call.parsed = json_body.read(await call.body(), self.limits)
            if needs_key is not None:
                idempotency.check(
                    request.headers.getlist(idempotency.HEADER), is_required=needs_key
                )
            _check_query(request, known)
            return await handle(call)

        return strict


class BulkRoute(StrictRoute):
    """A strict route whose body may name many people at once."""

    limits = BULK_LIMITS


def _query_names(dependant: Dependant) -> frozenset[str]:
    """The query parameters that a route declares, members of a parameter model included."""
    names: set[str] = set()
    for parameter in dependant.query_params:
        model = getattr(parameter.field_info.annotation, "model_fields", None)
        names |= set(model) if model else {parameter.alias}
    for inner in dependant.dependencies:
        names |= _query_names(inner)
    return frozenset(names)


def _needs_key(declared: Mapping[str, Any] | None) -> bool | None:
    """Whether the route declares its `Idempotency-Key` as required; None where it takes none."""
    parameters = (declared or {}).get("parameters", ())
    return next((p["required"] for p in parameters if p["name"] == idempotency.HEADER), None)


def _check_accept(headers: Headers) -> None:
    accept = headers.get("accept", "*/*")
    offers = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    if not offers & _ACCEPTED:
        raise NotAcceptable


def _check_content(headers: Headers, limits: Limits) -> None:
    length = headers.get("content-length")
    if length is None and "transfer-encoding" not in headers:
        raise LengthRequired
    if length is not None and length.isdecimal() and int(length) > limits.size:
        raise TooLarge(limit_bytes=limits.size)
    media_type = headers.get("content-type", "").replace(" ", "").lower()
    if media_type not in _JSON or headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaType


def _check_query(request: Request, known: frozenset[str]) -> None:
    names = [name for name, _ in request.query_params.multi_items()]
    if len(names) == len(set(names)) and known.issuperset(names):
        return
    code = field_codes.UNKNOWN_MEMBER
    raise Invalid(fields=[FieldFault("?*", code, field_codes.FIELD_TEXTS[code])])
