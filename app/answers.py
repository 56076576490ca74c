"""What a command or query says, and how it is put into a response."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Concatenate, Final, ParamSpec, Protocol
from uuid import UUID

from starlette.responses import Response

from app.core import etags
from app.core.idempotency import Key, StoredAnswer
from app.work import Work

P = ParamSpec("P")

_REPLAYED: Final = ("etag", "location")
"""The headers that a stored answer keeps."""


class Shown(Protocol):
    """A view."""

    def model_dump_json(self) -> str: ...


class Versioned(Shown, Protocol):
    """A view of something that changes."""

    @property
    def version(self) -> int: ...


class Identified(Versioned, Protocol):
    """A view of something that has an address of its own."""

    @property
    def id(self) -> UUID: ...


class Listed(Shown, Protocol):
    """A page of a list."""

    @property
    def items(self) -> Sequence[object]: ...

    @property
    def next_cursor(self) -> str | None: ...


class Answer:
    """What a command says: a view, the version for its ETag, and for a create its address."""

    __slots__ = ("location", "status", "version", "view")

    def __init__(
        self, view: Shown, version: int, *, status: int = 200, location: str | None = None
    ) -> None:
        self.view = view
        self.version = version
        self.status = status
        self.location = location


Answering = Callable[[Work], Awaitable[Answer]]
"""A command or query as a call runs it."""


def showing(
    query: Callable[Concatenate[Work, P], Awaitable[tuple[Shown, int]]],
    *arguments: P.args,
    **named: P.kwargs,
) -> Answering:
    """A query that gives a view and the version of what it shows."""

    async def run(work: Work) -> Answer:
        return Answer(*await query(work, *arguments, **named))

    return run


def changing(
    command: Callable[Concatenate[Work, P], Awaitable[Versioned]],
    *arguments: P.args,
    **named: P.kwargs,
) -> Answering:
    """A command that gives what it has changed."""

    async def run(work: Work) -> Answer:
        view = await command(work, *arguments, **named)
        return Answer(view, view.version)

    return run


def making(
    collection: str,
    command: Callable[Concatenate[Work, P], Awaitable[Identified]],
    *arguments: P.args,
    **named: P.kwargs,
) -> Answering:
    """A command that gives what it has made; its address is below that of the collection."""

    async def run(work: Work) -> Answer:
        view = await command(work, *arguments, **named)
        return created(view, view.version, f"{collection}/{view.id}")

    return run


def created(view: Shown, version: int, location: str) -> Answer:
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
