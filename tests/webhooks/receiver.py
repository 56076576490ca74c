"""A receiver of an agency: a real HTTP server on the loopback interface that answers to order."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from app.core import json_body

PATIENCE = 20
"""Seconds after which a test gives up; no test waits for them to pass."""


@dataclass(frozen=True)
class Received:
    request_line: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> Any:
        return json_body.read(self.body)


class Receiver:
    """Keeps every request; answers with `status`, or with the raw `answer`, once it may."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.status = HTTPStatus.NO_CONTENT
        self.answer: bytes | None = None
        self.is_endless = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/events"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.may_answer.set()
        self._server.close()
        await self._server.wait_closed()

    @property
    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.requests]

    async def has(self, number: int) -> None:
        """Wait until that many requests have arrived."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.requests) >= number)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A sender that gives up hangs up; that is its right.
        try:
            await self._keep(await _read(reader))
            await self.may_answer.wait()
            await self._write(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.transport.abort()

    async def _keep(self, received: Received) -> None:
        self.requests.append(received)
        async with self._changed:
            self._changed.notify_all()

    async def _write(self, writer: asyncio.StreamWriter) -> None:
        writer.write(self.answer or answer(self.status))
        await writer.drain()
        while self.is_endless:
            writer.write(b" " * 65_536)
            await writer.drain()
        writer.close()
        await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request_line, *lines = head.strip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers["content-length"]))
    return Received(request_line, headers, body)


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP answer; header names are given with underscores."""
    named = {"Content_Length": str(len(body)), "Connection": "close", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    head = "\r\n".join([f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *lines, "", ""])
    return head.encode() + body
