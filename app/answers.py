"""What a command or query says, and how it is put into a response."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import BaseModel
from starlette.responses import Response

from app.core import etags
from app.core.idempotency import Key, StoredAnswer

_REPLAYED: Final = ("etag", "location")
"""The headers that a stored answer keeps."""


class Answer:
    """What a command says: a view, the version for its ETag, and for a create its address."""

    __slots__ = ("location", "status", "version", "view")

    def __init__(
        self, view: BaseModel, version: int, *, status: int = 200, location: str | None = None
    ) -> None:
        self.view = view
        self.version = version
        self.status = status
        self.location = location


def created(view: BaseModel, version: int, location: str) -> Answer:
    return Answer(view, version, status=201, location=location)


def shown(answer: Answer, body: bytes) -> Response:
    headers = {"ETag": etags.etag(answer.version, body)}
    if answer.location is not None:
        headers["Location"] = answer.location
    return _json(body, answer.status, headers)


def plain(body: bytes) -> Response:
    """A page, which has no version."""
    return _json(body, 200, {})


def unchanged(shown: Response) -> Response:
    """304 for a caller who holds this view already."""
    kept = {"ETag": shown.headers["etag"], "Cache-Control": shown.headers["cache-control"]}
    return Response(status_code=304, headers=kept)


def rehearsed(body: bytes) -> Response:
    return _json(body, 200, {"Preference-Applied": "dry-run"})


def stored(key: Key, response: Response, now: datetime) -> dict[str, object]:
    """The row that gives this response again."""
    headers = response.headers
    return {
        "id": key.id,
        "fingerprint": key.fingerprint,
        "status": response.status_code,
        "headers": {name: headers[name] for name in _REPLAYED if name in headers},
        "body": bytes(response.body).decode(),
        "stored_at": now,
    }


def replayed(answer: StoredAnswer) -> Response:
    headers = {**answer.headers, "Idempotency-Replayed": "true"}
    return _json(answer.body.encode(), answer.status, headers)


def _json(body: bytes, status: int, headers: Mapping[str, str]) -> Response:
    return Response(
        body,
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store", **headers},
    )
