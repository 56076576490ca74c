"""A real HTTP server on the loopback interface that publishes a key set, or misbehaves to order."""

import asyncio
import ssl
from http import HTTPStatus
from types import TracebackType
from typing import Self

from app.auth.issuers import IssuerProfile
from tests import tokens

ENDLESS = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


class KeyServer:
    """Gives the same prepared answer to every request and keeps the request lines."""

    def __init__(self, body: bytes = b"", tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[str] = []
        self.answer = answer(body)
        self.is_silent = False
        self.is_endless = False
        self._tls = tls
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/keys"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._server.close()
        await self._server.wait_closed()

    def publish(self, *signers: tokens.Signer, cache_control: str = "") -> None:
        body = tokens.key_set(*(each.jwk() for each in signers))
        self.answer = answer(body, Cache_Control=cache_control)

    def profile(self, **changes: object) -> IssuerProfile:
        return tokens.profile(jwks_url=self.url, development=True, **changes)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(head.decode("latin-1").partition("\r\n")[0])
        if self.is_silent:
            await self._closing.wait()
        # A client that refuses an answer hangs up early; that is its right.
        try:
            await self._write(writer)
        except ConnectionError:
            writer.transport.abort()

    async def _write(self, writer: asyncio.StreamWriter) -> None:
        writer.write(ENDLESS if self.is_endless else self.answer)
        await writer.drain()
        while self.is_endless:
            writer.write(b" " * 65_536)
            await writer.drain()
        writer.close()
        await writer.wait_closed()


def answer(body: bytes, status: int = 200, **headers: str) -> bytes:
    """A whole HTTP answer; header names are given with underscores."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body
