"""From a request to one transaction and back: preconditions, stored answers, retries, answers."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, Final, Protocol, TypeVar, cast

from fastapi import Depends, Request
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.responses import Response

from app import answers
from app.answers import Answer, Listed, Shown
from app.auth.dependencies import declared_permission
from app.core import etags, field_codes, idempotency
from app.core.errors import FieldFault, Invalid, PreconditionRequired, Unavailable
from app.core.idempotency import Key
from app.core.operations import HEADER_LENGTH
from app.core.pages import CursorSealer
from app.work import Replay, Work

ATTEMPTS: Final = 3
"""How often a command is run when PostgreSQL asks for a retry."""

_RETRYABLE: Final = frozenset({"40001", "40P01"})
_STORED_ANSWER_KEY: Final = "pk_stored_answer"

GLANCE_SECONDS: Final = 0.5
"""How often a waiting reader looks again."""


V = TypeVar("V")

Command = Callable[[Work], Awaitable[Answer]]
Query = Callable[[Work], Awaitable[Shown]]


class Look(Protocol):
    """A query for the page after a cursor."""

    def __call__(self, work: Work, *, after: str | None) -> Awaitable[Listed]: ...


_DRY_RUN: Final = re.compile(r"(?:^|,)\s*dry-run\s*(?:[;,=]|$)", re.IGNORECASE)
"""The preference among others, in any case and with any parameter (RFC 7240)."""


class _DryRun(Exception):
    def __init__(self, response: Response) -> None:
        super().__init__("dry-run")
        self.response = response


class Call:
    """One request of an authenticated caller, as the routes see it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._if_match = ",".join(request.headers.getlist("if-match"))
        self._key = request.headers.get(idempotency.HEADER)
        self._is_dry_run = _DRY_RUN.search(_header(request, "Prefer") or "") is not None

    @property
    def cursors(self) -> CursorSealer:
        return cast("CursorSealer", self._request.app.state.cursors)

    async def create(self, command: Command) -> Response:
        """Run a command that makes something new; its route has asked for an `Idempotency-Key`."""
        return await self._run(command, await self._idempotency_key(), None)

    async def change(self, command: Command) -> Response:
        """Run a command on a resource: it needs `If-Match` and takes an `Idempotency-Key`."""
        if not self._if_match:
            raise PreconditionRequired
        if not etags.is_well_formed(self._if_match):
            raise _refused("If-Match", field_codes.ENTITY_TAG_FORMAT)
        versions = etags.versions(self._if_match)
        return await self._run(command, await self._idempotency_key(), versions)

    async def read(self, query: Command) -> Response:
        """Answer a query; a caller who holds the same view already gets 304."""
        held = _header(self._request, "If-None-Match")
        async with self._request.app.state.database.begin() as connection:
            answer = await query(self._work(connection))
        response = answers.shown(answer, answer.view.model_dump_json().encode())
        if etags.is_current(held, response.headers["etag"]):
            return answers.unchanged(response)
        return response

    async def page(self, query: Query) -> Response:
        """Answer a query for a page of a list, or a question that was put in a body."""
        return answers.plain((await self._ask(query)).model_dump_json().encode())

    async def poll(self, look: Look, after: str | None, seconds: int) -> Response:
        """Answer as soon as there is something to go on from, or when the caller has waited.

        A page without items whose cursor has moved is worth knowing: what was passed over is not
        looked at again. No connection is held between two glances.
        """
        for _ in range(int(seconds / GLANCE_SECONDS)):
            page = await self._ask(partial(look, after=after))
            if page.items or after not in {None, page.next_cursor}:
                return answers.plain(page.model_dump_json().encode())
            after = page.next_cursor
            await asyncio.sleep(GLANCE_SECONDS)
        return await self.page(partial(look, after=after))

    async def _ask(self, query: Callable[[Work], Awaitable[V]]) -> V:
        async with self._request.app.state.database.begin() as connection:
            return await query(self._work(connection))

    async def _run(
        self, command: Command, key: Key | None, versions: frozenset[int] | None
    ) -> Response:
        if self._is_dry_run:
            key = None
        for _ in range(ATTEMPTS):
            if (response := await self._attempt(command, key, versions)) is not None:
                return response
        raise Unavailable

    async def _attempt(
        self, command: Command, key: Key | None, versions: frozenset[int] | None
    ) -> Response | None:
        """One try; None when PostgreSQL asks for another."""
        try:
            return await self._commit(command, key, versions)
        except Replay as replay:
            return answers.replayed(replay.answer)
        except _DryRun as rehearsal:
            return rehearsal.response
        except DBAPIError as error:
            if not _asks_for_retry(error):
                raise
            return None

    async def _commit(
        self, command: Command, key: Key | None, versions: frozenset[int] | None
    ) -> Response:
        # The clocks read directory and calendars. A reading that has run out is renewed before the
        # command holds a connection, or many commands would wait for each other's.
        state, now = self._request.app.state, self._request.state.now
        await state.directory.current(now)
        await state.calendars.current(now)
        async with self._request.app.state.database.begin() as connection:
            work = self._work(connection)
            work.key, work.versions = key, versions
            answer = await command(work)
            if not work.is_admitted:
                raise RuntimeError("A command ended without asking the policy.")
            body = answer.view.model_dump_json().encode()
            response = answers.shown(answer, body)
            if self._is_dry_run:
                raise _DryRun(answers.rehearsed(body))
            if key is not None:
                await idempotency.store(connection, answers.stored(key, response, work.now))
        return response

    def _work(self, connection: Any) -> Work:  # noqa: ANN401 - the database decides
        state = self._request.app.state
        caller = self._request.state
        return Work(
            connection=connection,
            actor=caller.actor,
            permission=declared_permission(self._request),
            now=caller.now,
            request_id=caller.request_id,
            new_id=state.new_id,
            followers=state.followers,
        )

    async def _idempotency_key(self) -> Key | None:
        if self._key is None:
            return None
        request, actor = self._request, self._request.state.actor
        said = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
        return idempotency.key(
            self._key,
            caller=f"{actor.client_id}|{actor.agency}|{actor.unit}",
            route=f"{request.method} {request.scope['route'].path}",
            request=said + await request.body(),
        )


async def _call(request: Request) -> Call:
    """A class itself would be built in a thread, which costs more than all else about it."""
    return Call(request)


CallDep = Annotated[Call, Depends(_call)]


def _header(request: Request, name: str) -> str | None:
    """A header that callers choose freely, within the published length."""
    value = ",".join(request.headers.getlist(name)) or None
    if value is None or len(value) <= HEADER_LENGTH:
        return value
    raise _refused(name, field_codes.TOO_LONG)


def _refused(header: str, code: str) -> Invalid:
    text = field_codes.FIELD_TEXTS[code]
    return Invalid(fields=[FieldFault(f"header:{header}", code, text)])


def _asks_for_retry(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _RETRYABLE:
        return True
    # The same key was stored between our snapshot and our lock: the next attempt replays it.
    return isinstance(error, IntegrityError) and _STORED_ANSWER_KEY in str(error.orig)
