"""Puts the service together: one application from one set of settings."""

import base64
import gc
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from uuid_utils.compat import uuid7

from app import api, openapi
from app import settings as configuration
from app.agencies import directory
from app.auth import clients
from app.auth.dependencies import Authentication, check_permissions
from app.auth.issuers import IssuerProfile
from app.auth.keys import KeyCache
from app.auth.tokens import TokenVerifier, assert_backend
from app.calendars import imports
from app.core import database, health, migrations, problems
from app.core.clock import Clock, system_clock
from app.core.database import Database
from app.core.edge import Edge
from app.core.pages import CursorSealer
from app.core.snapshots import Snapshot
from app.deadlines import catalogue
from app.deadlines.clocks import Clocks
from app.deadlines.law import Lawbook
from app.settings import Settings

CURSOR_KEY_BYTES: Final = 32


def create_app(
    settings: Settings | None = None,
    *,
    db: Database | None = None,
    keys: KeyCache | None = None,
    clock: Clock = system_clock,
    new_id: Callable[[], UUID] = uuid7,
) -> FastAPI:
    """The application; the environment is read only when no settings are given."""
    settings = settings or configuration.read()
    _must_be_complete(settings)
    db = db or connect(settings)
    assert_backend()
    registry = Snapshot(clients.loader(db))
    members = Snapshot(directory.loader(db))
    verifier = TokenVerifier(keys or KeyCache(profiles(settings)), settings.audience)
    app = FastAPI(
        title="联动 Liandong",
        version="1.0.0",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        middleware=[
            Middleware(Edge, clock=clock),
            *_cors(settings),
            Middleware(
                Authentication,
                verifier=verifier,
                registry=registry,
                public_prefixes=("/docs",) if settings.is_development else (),
            ),
        ],
    )
    app.state.settings = settings
    app.state.database = db
    app.state.directory = members
    app.state.registry = registry
    app.state.new_id = new_id
    app.state.calendars = Snapshot(imports.loader(db))
    app.state.catalogue = catalogue.load()
    lawbook = Lawbook(app.state.catalogue, app.state.calendars, members)
    app.state.followers = (Clocks(lawbook).follow,)
    app.state.cursors = CursorSealer(_cursor_key(settings))
    app.state.schema_revision = migrations.newest_revision()
    problems.install(app)
    app.include_router(health.router)
    app.include_router(openapi.router)
    for router in api.ROUTERS:
        app.include_router(router, prefix=api.PREFIX)
    check_permissions(app)
    return app


def connect(settings: Settings) -> AsyncEngine:
    if settings.database_url is None:
        raise ValueError("LIANDONG_DATABASE_URL is not set.")
    return database.connect(
        settings.database_url.get_secret_value(), pool_size=settings.database_pool
    )


def profiles(settings: Settings) -> list[IssuerProfile]:
    return [
        IssuerProfile(
            issuer=issuer.issuer,
            jwks_url=issuer.jwks_url,
            jwks_file=issuer.jwks_file,
            algorithms=issuer.algorithms,
            max_lifetime=issuer.max_lifetime,
            development=settings.is_development,
            divisions=issuer.divisions,
        )
        for issuer in settings.issuers
    ]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # What start-up has built lives as long as the process: keep the collector away from it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    yield
    if isinstance(app.state.database, AsyncEngine):
        await app.state.database.dispose()


def _operation_id(route: APIRoute) -> str:
    return route.name


def _cors(settings: Settings) -> list[Middleware]:
    """Front-ends share the origin; where they cannot, exact origins are listed."""
    if not settings.cors_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-Match", "Idempotency-Key"],
            expose_headers=["ETag", "Location", "X-Request-ID", "Idempotency-Replayed"],
        )
    ]


def _must_be_complete(settings: Settings) -> None:
    """What every API process of a production site shares; the worker needs less."""
    shared = (settings.cursor_key, settings.keys, settings.issuers or None)
    if not settings.is_development and None in shared:
        raise ValueError("The API needs a cursor key, sealing keys and an issuer in production.")


def _cursor_key(settings: Settings) -> bytes:
    """All processes share one key; a development process without one makes its own."""
    if settings.cursor_key is None:
        return secrets.token_bytes(CURSOR_KEY_BYTES)
    return base64.b64decode(settings.cursor_key.get_secret_value(), validate=True)
