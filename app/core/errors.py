"""What can go wrong, independent of HTTP: a kind, a stable code, and a text that says what to do.

The texts are fixed. Nothing that the caller sent is ever put into them.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import ClassVar, NamedTuple

from app.core.languages import Text


class ErrorKind(Enum):
    """How a caller must read an error; `app.core.problems` alone knows the status code of each."""

    MALFORMED = auto()
    UNAUTHENTICATED = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    METHOD_NOT_ALLOWED = auto()
    NOT_ACCEPTABLE = auto()
    CONFLICT = auto()
    LENGTH_REQUIRED = auto()
    STALE = auto()
    TOO_LARGE = auto()
    UNSUPPORTED_MEDIA = auto()
    INVALID = auto()
    PRECONDITION_REQUIRED = auto()
    UNEXPECTED = auto()
    UNAVAILABLE = auto()


class FieldFault(NamedTuple):
    """One member of the request that cannot be accepted: where, a stable code, what is wrong."""

    pointer: str
    code: str
    text: Text


class DomainError(Exception):
    """The base of every error that reaches a caller.

    `code` is part of the API and never changes; `title` names the error, `advice` says what to do
    next. `extra` becomes members of the problem document and holds only values of ours.
    """

    kind: ClassVar[ErrorKind]
    code: ClassVar[str]
    title: ClassVar[Text]
    advice: ClassVar[Text]

    def __init__(self, *, fields: Sequence[FieldFault] = (), **extra: object) -> None:
        super().__init__(self.code)
        self.fields = tuple(fields)
        self.extra = extra


ERRORS: dict[str, type[DomainError]] = {}
"""Every published error by its code; filled by `published`."""


def published(error: type[DomainError]) -> type[DomainError]:
    """Enter an error into the published list; two errors may not share a code."""
    if error.code in ERRORS:
        raise ValueError(f"Two errors share the code {error.code}.")
    ERRORS[error.code] = error
    return error


@published
class Malformed(DomainError):
    kind = ErrorKind.MALFORMED
    code = "malformed-request"
    title = Text("请求无法解析", "The request cannot be read")
    advice = Text(
        "请发送单个 UTF-8 编码的 JSON 文档，不含重复成员、NaN、控制字符或过深的嵌套。",
        "Send one UTF-8 JSON document without duplicate members, NaN, control characters "
        "or deep nesting.",
    )


@published
class Unauthenticated(DomainError):
    kind = ErrorKind.UNAUTHENTICATED
    code = "unauthenticated"
    title = Text("身份未确认", "Not authenticated")
    advice = Text(
        "请在 Authorization 头中以 Bearer 方式携带由登记的签发方签发的有效访问令牌。",
        "Send a valid access token of a registered issuer as a Bearer Authorization header.",
    )


@published
class Forbidden(DomainError):
    kind = ErrorKind.FORBIDDEN
    code = "forbidden"
    title = Text("无权办理", "Not allowed")
    advice = Text(
        "您可以看到它，但您的机关、角色或授权范围不允许此操作；请查询 actions 了解谁可以办理。",
        "You may see this, but your agency, role or scopes do not allow the action; "
        "its actions say who may.",
    )


@published
class NotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "not-found"
    title = Text("不存在", "Not found")
    advice = Text(
        "请核对编号。您看不到的对象与不存在的对象回答相同。",
        "Check the id. What you may not see is answered like what does not exist.",
    )


@published
class MethodNotAllowed(DomainError):
    kind = ErrorKind.METHOD_NOT_ALLOWED
    code = "method-not-allowed"
    title = Text("此地址不支持该方法", "The path does not support this method")
    advice = Text("请查看 Allow 头列出的方法。", "See the methods in the Allow header.")


@published
class NotAcceptable(DomainError):
    kind = ErrorKind.NOT_ACCEPTABLE
    code = "not-acceptable"
    title = Text("无法按所要求的格式回答", "No acceptable representation")
    advice = Text("请接受 application/json。", "Accept application/json.")


@published
class LengthRequired(DomainError):
    kind = ErrorKind.LENGTH_REQUIRED
    code = "length-required"
    title = Text("缺少请求体长度", "The length of the body is missing")
    advice = Text(
        "请发送请求体并带上 Content-Length；没有内容时发送 {}。",
        "Send a body with Content-Length; send {} when there is nothing to say.",
    )


@published
class TooLarge(DomainError):
    kind = ErrorKind.TOO_LARGE
    code = "body-too-large"
    title = Text("请求体过大", "The body is too large")
    advice = Text("请拆分请求；上限见 limit_bytes。", "Split the request; see limit_bytes.")


@published
class UnsupportedMediaType(DomainError):
    kind = ErrorKind.UNSUPPORTED_MEDIA
    code = "unsupported-media-type"
    title = Text("不支持的内容类型", "Unsupported media type")
    advice = Text(
        "请以未压缩的 application/json（UTF-8）发送。",
        "Send application/json in UTF-8, not compressed.",
    )


@published
class Invalid(DomainError):
    kind = ErrorKind.INVALID
    code = "invalid-request"
    title = Text("请求内容不符合要求", "The request does not fit the contract")
    advice = Text(
        "请按 fields 逐项更正后重发；未作任何改动。",
        "Correct each entry of fields and send again; nothing was changed.",
    )


@published
class PreconditionRequired(DomainError):
    kind = ErrorKind.PRECONDITION_REQUIRED
    code = "if-match-required"
    title = Text("缺少 If-Match", "If-Match is missing")
    advice = Text(
        "请先读取对象，把它的 ETag 放入 If-Match 后重发。",
        "Read the object first and send its ETag as If-Match.",
    )


@published
class Stale(DomainError):
    kind = ErrorKind.STALE
    code = "stale-version"
    title = Text("对象已被他人更改", "The object has changed")
    advice = Text(
        "请重新读取对象并核对；当前 ETag 见 current_etag。",
        "Read the object again and check it; current_etag is its ETag now.",
    )


@published
class Unexpected(DomainError):
    kind = ErrorKind.UNEXPECTED
    code = "unexpected-error"
    title = Text("服务内部错误", "Internal error")
    advice = Text(
        "请以同一个键重试；仍然失败时，把 request_id 告知运维人员。",
        "Retry with the same key; if it fails again, give the request_id to the operators.",
    )


@published
class Unavailable(DomainError):
    kind = ErrorKind.UNAVAILABLE
    code = "unavailable"
    title = Text("服务暂不可用", "Temporarily unavailable")
    advice = Text(
        "未作任何改动或结果未知；请稍后以同一个键重试。",
        "Retry later with the same key; the key tells whether the first attempt took effect.",
    )
