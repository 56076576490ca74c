"""Every published example, sent as it stands to a fresh demonstration, is accepted."""

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.auth.dependencies import PUBLIC
from app.devtools import seed
from app.devtools.desks import Desk
from app.devtools.issuer import DevelopmentIssuer
from app.devtools.seed import Ids, Seed
from app.examples import EXAMPLES
from tests.station import TestClock


def token_of(issuer: DevelopmentIssuer, clock: TestClock) -> seed.TokenOf:
    def mint(desk: Desk) -> str:
        return issuer.mint(
            desk.agency,
            desk.role,
            unit=desk.unit,
            client_id=f"{desk.agency}-{'system' if desk.role == 'system' else 'portal'}",
            subject=desk.subject,
            now=clock(),
        )

    return mint


def operations(app: FastAPI) -> set[str]:
    contexts = [each for each in iter_route_contexts(app.routes) if each.path not in PUBLIC]
    routes = [context.original_route for context in contexts]
    return {r.name for r in routes if isinstance(r, APIRoute) and r.include_in_schema}


@pytest.fixture
async def seeded(
    app: FastAPI, http: httpx.AsyncClient, issuer: DevelopmentIssuer, clock: TestClock
) -> FastAPI:
    clock.advance(days=10)
    ids, usual = Ids(), app.state.new_id
    app.state.new_id = ids
    await Seed(http, app, token_of(issuer, clock), ids).sow()
    app.state.new_id = usual
    return app


def test_every_operation_has_an_example(application: FastAPI) -> None:
    assert operations(application) == set(EXAMPLES)


async def test_every_example_is_accepted_as_it_stands(
    seeded: FastAPI, http: httpx.AsyncClient, issuer: DevelopmentIssuer, clock: TestClock
) -> None:
    mint = token_of(issuer, clock)
    refused = {}

    for operation, example in EXAMPLES.items():
        response = await seed.send(http, seeded, operation, example, mint(seed.desk_of(example)))
        if not response.is_success:
            refused[operation] = response.text

    assert refused == {}


async def test_what_the_service_refuses_while_seeding_is_said(
    seeded: FastAPI, http: httpx.AsyncClient, issuer: DevelopmentIssuer, clock: TestClock
) -> None:
    clock.advance(days=-30)

    with pytest.raises(RuntimeError, match="register_case was refused while seeding"):
        await Seed(http, seeded, token_of(issuer, clock), Ids()).sow()
