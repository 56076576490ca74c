"""A command never waits for a connection while it holds one."""

import httpx
from fastapi import FastAPI

from app.auth.keys import KeyCache
from app.core import database
from app.devtools.issuer import DevelopmentIssuer
from app.main import create_app
from app.settings import Settings
from tests import bodies
from tests.station import AUDIENCE, DIVISION, Desk, TestClock


async def test_one_connection_is_enough_for_a_command_after_the_directory_has_aged(
    committed_url: str, issuer: DevelopmentIssuer, clock: TestClock
) -> None:
    engine = database.connect(committed_url, pool_size=1)
    app: FastAPI = create_app(
        Settings(environment="development", audience=AUDIENCE),
        db=engine,
        keys=KeyCache([issuer.profile], issuer.published),
        clock=clock,
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://station.test") as http:
        desk = Desk(http, issuer, clock, f"{DIVISION}-union", "window")
        first = await desk.create("/cases", bodies.case())
        clock.advance(seconds=60)
        second = await desk.create("/cases", bodies.case())
    await engine.dispose()

    assert (first.status_code, second.status_code) == (201, 201), second.text
