"""Running a scenario: each step is a request of its desk, with ETag and key taken care of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx

from app.core.clock import Clock
from app.devtools.desks import Desk
from app.devtools.replay import checks, references
from app.devtools.replay.checks import Answer, Divergence
from app.devtools.replay.references import MISSING, Dangling
from app.devtools.replay.scenario import Scenario, Step
from app.devtools.replay.verbs import VERBS

PREFIX: Final = "/v1"
_SOMETHING: Final = "（有 something）"
_NO_VERSION: Final = '"0"'
"""Sent where the desk cannot read the resource, so that the refusal is about that."""


@dataclass(frozen=True, slots=True)
class Station:
    """Where scenarios are replayed: a client of the service, tokens for its desks, the time."""

    http: httpx.AsyncClient
    token_of: Callable[[Desk], str]
    clock: Clock


@dataclass(frozen=True, slots=True)
class Outcome:
    step: Step
    answer: Answer
    divergences: tuple[Divergence, ...]


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    body: Any

    @property
    def resource(self) -> str | None:
        """The path whose ETag a change needs."""
        if self.method != "POST":
            return self.path
        return self.path.rpartition("/")[0] if self.path.count("/") > 2 else None


async def run(scenario: Scenario, station: Station) -> list[Outcome]:
    """Every step up to the first that diverges: what follows would only repeat its fault."""
    replay = _Replay(station)
    outcomes: list[Outcome] = []
    for step in scenario.steps:
        outcomes.append(await _outcome(replay, step))
        if outcomes[-1].divergences:
            break
    return outcomes


async def _outcome(replay: "_Replay", step: Step) -> Outcome:
    try:
        return await replay.perform(step)
    except Dangling as dangling:
        nothing = Divergence(str(dangling), _SOMETHING, MISSING)
        return Outcome(step, Answer(0, None), (nothing,))


@dataclass(slots=True)
class _Replay:
    """What one run remembers: the answers that were saved, and where their things are."""

    station: Station
    saved: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    async def perform(self, step: Step) -> Outcome:
        request = self._request(step)
        response = await self._send(step.desk, request)
        answer = Answer(response.status_code, _body(response))
        if step.save is not None and answer.is_success:
            self.saved[step.save] = answer.body
            self.paths[step.save] = _place(request, response)
        expect = self._resolve(dict(step.expect))
        return Outcome(step, answer, tuple(checks.divergences(expect, answer)))

    def _request(self, step: Step) -> _Request:
        body = self._resolve(step.body)
        if step.call is not None:
            method, path = step.call
            return _Request(method, self._resolve(path), body)
        verb = VERBS[step.do or ""]
        it = self.paths.get(step.on or "", "")
        case = self._case_of(step.on) if step.on else ""
        if step.do == "refer" and case:
            body = {**body, "case_id": case.rpartition("/")[2]}
        return _Request(verb.method, verb.path.format(it=it, case=case), body)

    def _case_of(self, name: str) -> str:
        path = self.paths[name]
        if path.startswith("/cases/"):
            return "/".join(path.split("/")[:3])
        return f"/cases/{references.follow(self.saved[name], 'case_id')}"

    async def _send(self, desk: Desk, request: _Request) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.station.token_of(desk)}"}
        url = f"{PREFIX}{request.path}"
        if request.method == "GET":
            return await self.station.http.get(url, headers=headers)
        if request.resource is not None:
            shown = await self.station.http.get(f"{PREFIX}{request.resource}", headers=headers)
            headers["If-Match"] = shown.headers.get("etag", _NO_VERSION)
        headers["Idempotency-Key"] = str(uuid4())
        return await self.station.http.request(
            request.method, url, headers=headers, json=request.body or {}
        )

    def _resolve(self, written: Any) -> Any:  # noqa: ANN401 - any value of JSON
        return references.resolve(written, self.saved, self.station.clock())


def _body(response: httpx.Response) -> Any:  # noqa: ANN401 - any value of JSON
    try:
        return response.json()
    except ValueError:
        return None


def _place(request: _Request, response: httpx.Response) -> str:
    """Where the thing that was answered can be read."""
    location = response.headers.get("location")
    if location is not None:
        return str(location).removeprefix(PREFIX)
    return request.path if request.method == "GET" else request.resource or request.path
