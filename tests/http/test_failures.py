import logging
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI
from sqlalchemy import pool, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from starlette.responses import Response, StreamingResponse

from app.answers import Answer, created
from app.auth.dependencies import check_permissions
from app.auth.keys import KeyCache
from app.auth.policy import Permission
from app.call import CallDep
from app.core import database, logs
from app.core.database import Database
from app.core.operations import creating, reading
from app.core.routing import StrictRoute
from app.devtools.issuer import DevelopmentIssuer
from app.main import create_app
from app.referrals.schemas import ReceiptBody
from app.settings import Settings
from app.work import Work
from tests.conftest import DeskOf
from tests.referrals.piece import SENDER
from tests.station import AUDIENCE, Desk, TestClock, TestDatabase

SECRET = "440524188001010014"

faulty = APIRouter(prefix="/v1/faulty", route_class=StrictRoute)


@faulty.get("/bug", **reading(Permission.READ_SELF))
async def run_into_a_bug(call: CallDep) -> Response:
    raise RuntimeError(SECRET)


@faulty.get("/mistake/{sqlstate}", **reading(Permission.READ_SELF))
async def hear_from_postgresql(sqlstate: str, call: CallDep) -> Response:
    async def run(work: Work) -> Answer:
        raising = f"DO $$ BEGIN RAISE EXCEPTION '{SECRET}' USING ERRCODE = '{sqlstate}'; END $$"
        await work.connection.execute(text(raising))
        raise AssertionError("PostgreSQL said nothing.")

    return await call.read(run)


@faulty.get("/torn", **reading(Permission.READ_SELF))
async def stop_in_the_middle(call: CallDep) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"{"
        raise RuntimeError(SECRET)

    return StreamingResponse(parts(), media_type="application/json")


@faulty.post("/mistaken", **creating(Permission.READ_SELF))
async def make_a_mistake_in_a_command(body: ReceiptBody, call: CallDep) -> Response:
    async def run(work: Work) -> Answer:
        await work.admit()
        await work.connection.execute(text("SELECT 1 / 0"))
        raise AssertionError("PostgreSQL divided by nought.")

    return await call.create(run)


@faulty.post("/unasked", **creating(Permission.READ_SELF))
async def forget_to_ask_the_policy(body: ReceiptBody, call: CallDep) -> Response:
    async def run(_: Work) -> Answer:
        return created(body, 1, "/v1/faulty")

    return await call.create(run)


@pytest.fixture(scope="session")
def faulty_application(
    issuer: DevelopmentIssuer, shared_database: TestDatabase, shared_clock: TestClock
) -> FastAPI:
    """An application that has a few faults built in."""
    application = _application(shared_database, issuer, shared_clock)
    application.include_router(faulty)
    return application


@pytest_asyncio.fixture
async def broken(
    app: FastAPI, faulty_application: FastAPI, issuer: DevelopmentIssuer, clock: TestClock
) -> AsyncIterator[Desk]:
    """A desk before it, on the connection of the test."""
    transport = httpx.ASGITransport(app=faulty_application)
    async with httpx.AsyncClient(transport=transport, base_url="http://station.test") as client:
        yield Desk(client, issuer, clock, f"310120-{SENDER}", "officer")


async def test_a_bug_is_answered_with_a_fixed_text_and_the_id_to_ask_about(
    broken: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    answered = await broken.get("/faulty/bug")

    problem = answered.json()
    assert (answered.status_code, problem["code"]) == (500, "unexpected-error")
    assert set(problem) == {"type", "title", "status", "detail", "code", "request_id"}
    assert problem["request_id"] == answered.headers["x-request-id"]
    assert SECRET not in answered.text
    (logged,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    line = logs.Formatter().format(logged)
    assert problem["request_id"] in line
    assert "run_into_a_bug" in line
    assert SECRET not in line


@pytest.mark.parametrize(
    "sqlstate",
    [
        "08006",
        "25006",
        "28P01",
        "40001",
        "40P01",
        "53100",
        "53300",
        "55P03",
        "57014",
        "57P01",
        "58030",
    ],
)
async def test_a_database_that_cannot_serve_now_is_said_to_come_back(
    broken: Desk, caplog: pytest.LogCaptureFixture, sqlstate: str
) -> None:
    answered = await broken.get(f"/faulty/mistake/{sqlstate}")

    assert (answered.status_code, answered.json()["code"]) == (503, "unavailable")
    assert int(answered.headers["retry-after"]) >= 1
    assert SECRET not in answered.text
    assert [r.levelno for r in caplog.records if r.levelno >= logging.ERROR] == [logging.ERROR]


@pytest.mark.parametrize(
    "sqlstate", ["22012", "22003", "23505", "42P01", "42501", "P0001", "XX000"]
)
async def test_a_mistake_of_ours_is_no_outage(broken: Desk, sqlstate: str) -> None:
    answered = await broken.get(f"/faulty/mistake/{sqlstate}")

    assert (answered.status_code, answered.json()["code"]) == (500, "unexpected-error")
    assert "retry-after" not in answered.headers


async def test_a_mistake_in_a_command_is_not_tried_again(broken: Desk) -> None:
    answered = await broken.create("/faulty/mistaken", {})

    assert (answered.status_code, answered.json()["code"]) == (500, "unexpected-error")


async def test_an_answer_that_breaks_off_is_not_mistaken_for_a_whole_one(
    broken: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "liandong.requests"), pytest.raises(RuntimeError):
        await broken.get("/faulty/torn")

    assert [record.message for record in caplog.records] == ["unexpected-error", "request"]


async def test_a_command_that_never_asked_the_policy_is_not_committed(broken: Desk) -> None:
    answered = await broken.create("/faulty/unasked", {})

    assert answered.status_code == 500


def test_no_application_starts_with_a_route_that_declares_no_permission(
    application: FastAPI,
) -> None:
    check_permissions(application)
    careless = FastAPI()
    inner = APIRouter(prefix="/cases", route_class=StrictRoute)
    inner.add_api_route("/all", run_into_a_bug)
    outer = APIRouter(prefix="/v1")
    outer.include_router(inner)
    careless.include_router(outer)

    with pytest.raises(RuntimeError, match="/v1/cases/all declares no permission"):
        check_permissions(careless)


def _application(db: Database, issuer: DevelopmentIssuer, clock: TestClock) -> FastAPI:
    return create_app(
        Settings(environment="development", audience=AUDIENCE),
        db=db,
        keys=KeyCache([issuer.profile], issuer.published),
        clock=clock,
    )


def _desk_before(db: Database, issuer: DevelopmentIssuer, clock: TestClock) -> Desk:
    transport = httpx.ASGITransport(app=_application(db, issuer, clock))
    client = httpx.AsyncClient(transport=transport, base_url="http://station.test")
    return Desk(client, issuer, clock, f"310120-{SENDER}", "officer")


async def test_without_its_database_the_service_lives_is_not_ready_and_asks_to_come_back(
    issuer: DevelopmentIssuer, clock: TestClock
) -> None:
    nowhere = database.connect("postgresql+asyncpg://nobody:x@127.0.0.1:1/none", pool_size=1)
    desk = _desk_before(nowhere, issuer, clock)

    alive = await desk.http.get("/healthz")
    ready = await desk.http.get("/readyz")
    asked = await desk.get("/referrals")

    assert alive.status_code == 200
    for refused in (ready, asked):
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert int(refused.headers["retry-after"]) >= 1
    await desk.http.aclose()
    await nowhere.dispose()


async def test_when_connections_are_cut_the_service_recovers_by_itself(
    committed: FastAPI, committed_at: DeskOf
) -> None:
    desk, engine = committed_at(SENDER), committed.state.database
    assert (await desk.get("/referrals")).status_code == 200
    await _cut(engine)

    answers = [(await desk.get("/referrals")).status_code for _ in range(4)]

    assert set(answers) <= {200, 503}
    assert answers[-1] == 200


async def _cut(engine: AsyncEngine) -> None:
    """Let the database end every connection of the service."""
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    outside = create_async_engine(engine.url, poolclass=pool.NullPool)
    async with outside.connect() as connection:
        await connection.execute(others)


async def test_a_caller_who_hangs_up_is_no_error_of_the_service(
    app: FastAPI, at: DeskOf, caplog: pytest.LogCaptureFixture
) -> None:
    desk = at(SENDER)
    headers = {
        "authorization": f"Bearer {desk.token}",
        "content-type": "application/json",
        "content-length": "10",
        "idempotency-key": "hung-up",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/referrals",
        "raw_path": b"/v1/referrals",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "scheme": "http",
        "server": ("station.test", 80),
    }
    statuses: list[int] = []

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(int(str(message["status"])))

    await app(scope, receive, send)

    assert statuses == [400]
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []
