"""Records what the service answers to its own examples, for the published contract.

Clock and ids stand still, so that recording again changes nothing unless the service has changed.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.agencies import loading
from app.auth.keys import KeyCache
from app.core import database, migrations
from app.devtools import desks, postgres, seed
from app.devtools.desks import Desk
from app.devtools.issuer import DevelopmentIssuer
from app.devtools.seed import Ids, Seed
from app.examples import EXAMPLES
from app.examples.answers import PATH
from app.main import create_app
from app.settings import Settings

NOW: Final = datetime.fromisoformat("2026-03-12T09:30:00+08:00")
FIRST_ID: Final = UUID("01900000-0000-7000-8000-000000000000")
LIST_LENGTH: Final = 2
RANDOM: Final = {
    "secret": "whsec_…",
    "token": "dlf_…",
    "path": "/v1/deadlines.ics?token=dlf_…",
    "next_cursor": "AXo…",
}
"""Members that are random by nature, and what stands for them."""


def record() -> dict[str, Any]:
    """The 2xx body of every example, by operation, from a fresh database."""
    with TemporaryDirectory() as directory:
        with postgres.start(Path(directory) / "postgres", durable=False) as server:
            migrations.upgrade(server.url())
            answers = asyncio.run(_answers(server.url()))
        postgres.erase(Path(directory) / "postgres")
    return answers


async def _answers(url: str) -> dict[str, Any]:
    engine = database.connect(url, pool_size=2)
    await loading.load(engine, desks.district(), confirm=lambda _: True)
    ids = Ids(_numbers())
    issuer = DevelopmentIssuer(Settings().audience, "http://127.0.0.1/jwks.json")
    app = _application(engine, issuer, ids)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://record.test") as http:
        sowing = Seed(http, app, _minting(issuer), ids)
        await sowing.sow()
        answers = {name: await _answer(sowing, name) for name in EXAMPLES}
    await engine.dispose()
    return answers


async def _answer(sowing: Seed, operation: str) -> Any:  # noqa: ANN401 - a JSON body
    example = EXAMPLES[operation]
    token = sowing.token_of(seed.desk_of(example))
    response = await seed.send(sowing.http, sowing.app, operation, example, token)
    if not response.is_success:
        raise RuntimeError(f"{operation} was refused while recording: {response.text}")
    return _shortened(response.json())


def _shortened(body: Any) -> Any:  # noqa: ANN401 - a JSON body
    """Without what is random, and with no more of a list than shows what stands in it."""
    if isinstance(body, list):
        return [_shortened(element) for element in body[:LIST_LENGTH]]
    if not isinstance(body, dict):
        return body
    return {
        name: RANDOM[name] if name in RANDOM and value is not None else _shortened(value)
        for name, value in body.items()
    }


def _application(engine: AsyncEngine, issuer: DevelopmentIssuer, ids: Ids) -> FastAPI:
    return create_app(
        Settings(environment="development"),
        db=engine,
        keys=KeyCache([issuer.profile], issuer.published),
        clock=lambda: NOW,
        new_id=ids,
    )


def _minting(issuer: DevelopmentIssuer) -> seed.TokenOf:
    clients = desks.clients()

    def mint(desk: Desk) -> str:
        return issuer.mint(
            desk.agency,
            desk.role,
            unit=desk.unit,
            client_id=clients[desk],
            subject=desk.subject,
            now=NOW,
        )

    return mint


def _numbers() -> Callable[[], UUID]:
    numbers = count(FIRST_ID.int)
    return lambda: UUID(int=next(numbers))


if __name__ == "__main__":
    recorded = json.dumps(record(), ensure_ascii=False, indent=1, sort_keys=True)
    PATH.write_text(recorded + "\n", encoding="utf-8")
