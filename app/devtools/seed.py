"""Making the objects that the published examples speak of, through the API alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from uuid_utils.compat import uuid7

from app.auth.actor import Role
from app.devtools.desks import Desk
from app.examples import EXAMPLES, Example
from app.examples.objects import (
    CASE,
    DEADLINE_FEED,
    EVIDENCE_REQUEST,
    FACT,
    REFERRAL,
    WEBHOOK_ENDPOINT,
    object_id,
)
from app.main import create_app
from app.settings import Settings

TokenOf = Callable[[Desk], str]

_MAKING: Final = {
    CASE: "register_case",
    REFERRAL: "send_referral",
    EVIDENCE_REQUEST: "request_evidence",
    WEBHOOK_ENDPOINT: "register_webhook_endpoint",
    FACT: "record_fact",
    DEADLINE_FEED: "make_deadline_feed",
}
"""The operation that makes each kind of object."""

_VOICES: Final = (
    "310120-court",
    "310120-hrss/arbitration",
    "310120-hrss/inspection",
    "310120-justice",
    "310120-procuratorate",
    "310120-union",
)
_BEFORE: Final[dict[str, tuple[str, ...]]] = {
    "supplement_referral": ("request_supplement",),
    "assign_referral": ("receive_referral",),
    "request_return": ("accept_referral",),
    "confirm_return": ("accept_referral", "request_return"),
    "refuse_return": ("accept_referral", "request_return"),
    "object_to_rejection": ("reject_referral",),
    "rule_on_referral": ("reject_referral", "object_to_rejection"),
    "complete_referral": ("accept_referral",),
    "close_case": ("conclude_claim",),
    "reopen_case": (
        "accept_referral",
        "complete_referral",
        "conclude_claim",
        "close_case",
    ),
    "get_triage": ("open_triage",),
    "take_position": ("open_triage",),
    "decide_triage": ("open_triage", *(f"take_position {voice}" for voice in _VOICES)),
    "answer_evidence_request": ("accept_evidence_request",),
    "resume_deadline": ("pause_deadline",),
}
"""What must have happened to the object of an example, each as its own example says it."""

_WITH_REFERRAL: Final = frozenset({"reopen_case"})
"""The examples about a case that takes more than its owner."""


async def send(
    http: httpx.AsyncClient, app: FastAPI, operation: str, example: Example, token: str
) -> httpx.Response:
    """Send an example as it stands."""
    path = example.get("path", {})
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    if "if_match" in example:
        headers["If-Match"] = example["if_match"]
    return await http.request(
        _method(app, operation),
        app.url_path_for(operation, **path),
        headers=headers,
        params=example.get("query"),
        json=example.get("body"),
    )


def desk_of(example: Example) -> Desk:
    return Desk(example["agency"], example["unit"], Role(example["role"]))


async def sow(settings: Settings, token_of: TokenOf) -> None:
    """Make every object, in a database where none of them is."""
    ids = Ids()
    app = create_app(settings, new_id=ids)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://seed.test") as http:
        await Seed(http, app, token_of, ids).sow()
    await app.state.database.dispose()


class Ids:
    """New ids: after `start` one after the other from a fixed one, else the usual ones."""

    def __init__(self, usual: Callable[[], UUID] = uuid7) -> None:
        self._usual = usual
        self._next: int | None = None

    def __call__(self) -> UUID:
        if self._next is None:
            return self._usual()
        self._next += 1
        return UUID(int=self._next - 1)

    def start(self, at: str | None) -> None:
        self._next = UUID(at).int if at else None


@dataclass
class Seed:
    """One sowing into one application."""

    http: httpx.AsyncClient
    app: FastAPI
    token_of: TokenOf
    ids: Ids
    made: set[str] = field(default_factory=set)

    async def sow(self) -> None:
        for operation in EXAMPLES:
            if (about := _object(operation)) is not None:
                await self._prepare(operation, *about)

    async def _prepare(self, operation: str, kind: int, number: int) -> None:
        await self._make(kind, number)
        for deed in _BEFORE.get(operation, ()):
            await self._do(*deed.split(), number=number)

    async def _make(self, kind: int, number: int) -> None:
        """Make an object and, before it, the case that it belongs to."""
        made = object_id(kind, number)
        if made in self.made:
            return
        self.made.add(made)
        if kind in {REFERRAL, EVIDENCE_REQUEST, FACT}:
            await self._make(CASE, number)
        self.ids.start(made)
        await self._do(_MAKING[kind], number=number)
        self.ids.start(None)

    async def _do(self, operation: str, by: str | None = None, *, number: int) -> None:
        example = _of(operation, number)
        if by is not None:
            agency, _, unit = by.partition("/")
            example |= {"agency": agency, "unit": unit or None}
        response = await send(
            self.http, self.app, operation, example, self.token_of(desk_of(example))
        )
        if response.is_error:
            raise RuntimeError(f"{operation} was refused while seeding: {response.text}")


def _of(operation: str, number: int) -> Example:
    """The example of an operation, on the objects with another number."""
    example = EXAMPLES[operation]
    path = {name: _renumbered(written, number) for name, written in _path(example).items()}
    body = example.get("body")
    if operation == "send_referral":
        members = {name: value for name, value in example["body"].items() if name != "case"}
        body = members | {"case_id": object_id(CASE, number)}
    return {**example, "path": path, "body": body}


def _path(example: Example) -> dict[str, str]:
    path: dict[str, str] = example.get("path", {})
    return path


def _object(operation: str) -> tuple[int, int] | None:
    """Kind and number of the object that an example is about; parts of it have the same."""
    ids = [written for written in _path(EXAMPLES[operation]).values() if "-" in written]
    if not ids:
        return None
    # A part stands behind its case in the path, and is of a higher kind.
    kind = REFERRAL if operation in _WITH_REFERRAL else max(int(id_[4:8], 16) for id_ in ids)
    return kind, int(ids[0][24:28], 16)


def _renumbered(written: str, number: int) -> str:
    return f"{written[:24]}{number:04x}{written[28:]}"


def _method(app: FastAPI, operation: str) -> str:
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    (route,) = [r for r in routes if isinstance(r, APIRoute) and r.name == operation]
    return min(route.methods or ("GET",))
