"""The load: keep-alive connections that send the next request as soon as the last is answered."""

import asyncio
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, cast

import uvloop

_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass
class Load:
    """What came of a number of requests; heads are those of the answers, in order of arrival."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        """The nearest rank."""
        ordered = sorted(self.latencies)
        return ordered[math.ceil(len(ordered) * percent / 100) - 1] * 1000


class UnexpectedAnswer(RuntimeError):
    """The service refused what it should have done: there is nothing to measure."""


class _Connection(asyncio.Protocol):
    """One of them; `done` is set when no request is left."""

    def __init__(self, requests: Iterator[bytes], load: Load, expected: bytes) -> None:
        self._requests = requests
        self._load = load
        self._expected = expected
        self._buffer = b""
        self._sent_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send_next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(_END_OF_HEAD)
        if not found or len(body) < _length(head):
            return
        self._buffer = b""
        if head[9:12] != self._expected:
            self._finish(UnexpectedAnswer((head + _END_OF_HEAD + body).decode()))
            return
        self._load.latencies.append(perf_counter() - self._sent_at)
        self._load.heads.append(head)
        self._send_next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or UnexpectedAnswer("The connection was closed."))

    def _send_next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._finish(None)
            return
        self._sent_at = perf_counter()
        self._transport.write(request)

    def _finish(self, error: Exception | None) -> None:
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
        self._transport.close()


def _length(head: bytes) -> int:
    length = _LENGTH.search(head)
    return int(length[1]) if length else 0


def send(port: int, requests: Iterable[bytes], connections: int, expected: int) -> Load:
    """Send all requests, and raise `UnexpectedAnswer` at the first that has another status."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_send(port, iter(requests), connections, str(expected).encode()))


async def _send(port: int, requests: Iterator[bytes], connections: int, expected: bytes) -> Load:
    load, loop = Load(), asyncio.get_running_loop()
    started = perf_counter()
    opened = [
        await loop.create_connection(
            lambda: _Connection(requests, load, expected), "127.0.0.1", port
        )
        for _ in range(connections)
    ]
    await asyncio.gather(*(connection.done for _, connection in opened))
    load.seconds = perf_counter() - started
    return load
