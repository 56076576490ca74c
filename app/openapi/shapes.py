"""Parts of the document that no route declares: problems, events, headers, the bearer token."""

from typing import Final

PROBLEM: Final = {
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
BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "RFC 9068 JWT, ES256",
    "description": "登记的签发方签发的访问令牌。\n\nAn access token of a registered issuer.",
}
EVENT: Final = {
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


ETAG: Final = {
    "description": "版本与视图摘要 · Version and digest of the view",
    "schema": {"type": "string", "maxLength": 64},
}
LOCATION: Final = {
    "description": "新对象的地址 · Where the new object is",
    "schema": {"type": "string", "maxLength": 200},
}
REQUEST_ID: Final = {
    "description": "请求编号，报障时提供 · Id of the request, for support",
    "schema": {"type": "string", "maxLength": 64},
}
