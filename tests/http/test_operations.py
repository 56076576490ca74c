from fastapi import FastAPI
from httpx import AsyncClient

from tests.conftest import DeskOf
from tests.referrals.piece import SENDER, Piece


async def test_who_is_alive_says_so_to_everybody(http: AsyncClient) -> None:
    answered = await http.get("/healthz")

    assert (answered.status_code, answered.text) == (200, "ok")


async def test_who_has_its_database_and_schema_is_ready(http: AsyncClient) -> None:
    answered = await http.get("/readyz")

    assert (answered.status_code, answered.text) == (200, "ready")


async def test_who_expects_another_schema_is_not_ready(http: AsyncClient, app: FastAPI) -> None:
    revision = app.state.schema_revision
    app.state.schema_revision = "9999"

    refused = await http.get("/readyz")

    app.state.schema_revision = revision

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert "retry-after" in refused.headers


async def test_metrics_count_by_route_and_status_and_know_no_object(
    at: DeskOf, piece: Piece
) -> None:
    desk = at(SENDER)
    await desk.get(piece.path)
    await desk.get("/nothing-here")
    await desk.http.request("BREW", "/v1/referrals")

    metrics = await desk.http.get("/metrics")

    assert metrics.headers["content-type"].startswith("text/plain")
    assert 'route="/referrals/{referral_id:uuid}",status="200"' in metrics.text
    assert 'method="OTHER"' in metrics.text
    for secret in (piece.id, "nothing-here", "BREW", "310120-justice"):
        assert secret not in metrics.text


async def test_the_contract_is_public(http: AsyncClient) -> None:
    assert (await http.get("/openapi.json")).json()["openapi"].startswith("3.")
