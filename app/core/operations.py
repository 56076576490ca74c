"""What a route declares about itself: permission, headers and every refusal it may answer with."""

from typing import Any, Final

from app.core import errors, etags, idempotency, problems
from app.core.errors import DomainError
from app.core.lifecycle import TransitionNotAllowed

PERMISSION: Final = "x-permission"
"""The OpenAPI member by which a route declares its permission; the document publishes it."""

HEADER_LENGTH: Final = 500
"""Characters of a conditional or preference header; longer ones are refused."""

_ALWAYS: Final[tuple[type[DomainError], ...]] = (
    errors.Malformed,
    errors.Unauthenticated,
    errors.Forbidden,
    errors.NotAcceptable,
    errors.Invalid,
    errors.Unexpected,
    errors.Unavailable,
)
_CONTENT: Final[tuple[type[DomainError], ...]] = (
    errors.LengthRequired,
    errors.TooLarge,
    errors.UnsupportedMediaType,
)
_BODY: Final[tuple[type[DomainError], ...]] = (
    *_CONTENT,
    idempotency.IdempotencyKeyMalformed,
    idempotency.IdempotencyKeyReused,
    idempotency.RequestInFlight,
)
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]{1,128}$"},
}
_REQUIRED_KEY: Final = {
    **_KEY,
    "required": True,
    "description": "为每次新建生成的唯一键，重试沿用；七天内有效。\n\n"
    "A unique key for each create, the same on a retry; kept for seven days.",
}
_OPTIONAL_KEY: Final = {
    **_KEY,
    "required": False,
    "description": "可选：带键重试时返回首次的回答。\n\n"
    "Optional: a retry with the same key gets the first answer again.",
}
_IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": etags.IF_MATCH, "maxLength": HEADER_LENGTH},
    "description": "对象的当前 ETag；缺少时回答 428。\n\n"
    "The current ETag of the object; without it the answer is 428.",
}
_IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": HEADER_LENGTH},
    "description": "已持有的 ETag；未变化时回答 304。\n\n"
    "An ETag that is held already; 304 when nothing has changed.",
}
_PREFER: Final = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": HEADER_LENGTH},
    "example": "dry-run",
    "description": "dry-run：完成全部检查，不作任何写入；其他取值忽略。\n\n"
    "dry-run: every check is made and nothing is written; other preferences are ignored.",
}


def reading(permission: str, *refusals: type[DomainError]) -> dict[str, Any]:
    """A route that shows one thing, with its ETag."""
    return _operation(permission, (*_ALWAYS, *refusals), [_IF_NONE_MATCH])


def listing(permission: str, *refusals: type[DomainError]) -> dict[str, Any]:
    """A route that shows a page of a list."""
    return _operation(permission, (*_ALWAYS, *refusals), [])


def asking(permission: str, *refusals: type[DomainError]) -> dict[str, Any]:
    """A question put in a body: it changes nothing, so it needs neither key nor version."""
    return _operation(permission, (*_ALWAYS, *_CONTENT, *refusals), [])


def creating(permission: str, *refusals: type[DomainError]) -> dict[str, Any]:
    """A route that makes something new; it needs an `Idempotency-Key`."""
    declared = (*_ALWAYS, *_BODY, idempotency.IdempotencyKeyRequired, *refusals)
    return _operation(permission, declared, [_REQUIRED_KEY, _PREFER]) | {"status_code": 201}


def changing(permission: str, *refusals: type[DomainError]) -> dict[str, Any]:
    """A route that changes a resource; it needs `If-Match`."""
    declared = (
        *_ALWAYS,
        *_BODY,
        errors.PreconditionRequired,
        errors.Stale,
        TransitionNotAllowed,
        *refusals,
    )
    return _operation(permission, declared, [_IF_MATCH, _OPTIONAL_KEY, _PREFER])


def _operation(
    permission: str, refusals: tuple[type[DomainError], ...], headers: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "responses": problems.responses(*refusals),
        "openapi_extra": {PERMISSION: str(permission), "parameters": headers},
    }
