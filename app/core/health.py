"""Liveness and readiness: whether the process answers, and whether it can do its work."""

from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from app.core import metrics
from app.core.errors import Unavailable

router = APIRouter(include_in_schema=False)

_REVISION: Final = text("SELECT version_num FROM alembic_version")


@router.get("/healthz")
async def is_alive() -> Response:
    return Response("ok", media_type="text/plain")


@router.get("/readyz")
async def is_ready(request: Request) -> Response:
    """Ready means: the database answers and has the schema of this release."""
    state = request.app.state
    try:
        async with state.database.begin() as connection:
            revision = (await connection.execute(_REVISION)).scalar_one_or_none()
    except (SQLAlchemyError, OSError) as error:
        raise Unavailable from error
    if revision != state.schema_revision:
        raise Unavailable
    return Response("ready", media_type="text/plain")


@router.get("/metrics")
async def read_metrics() -> Response:
    return metrics.exposition()
