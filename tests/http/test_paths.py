import pytest

from tests.conftest import DeskOf
from tests.station import Desk

ID = "01890a5d-ac96-774b-bcce-b302099a8057"


async def ask(desk: Desk, method: str, path: str) -> object:
    headers = {"Authorization": f"Bearer {desk.token}"}
    return await desk.http.request(method, path, headers=headers)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/v1", "/v2/referrals", "/v1/nothing", "/v1/referrals/", f"/v1/referrals/{ID}/",
        "/v1/referrals/1", "/v1/referrals/..%2f..%2fetc", "//v1/referrals", "/v1//referrals",
        "/V1/referrals", "/v1/referrals.json", f"/v1/referrals/{ID}/accept", "/redoc", "/admin",
    ],
)  # fmt: skip
async def test_an_unknown_path_is_not_found_once_the_caller_is_known(at: DeskOf, path: str) -> None:
    desk = at("court")

    known = await ask(desk, "GET", path)
    unknown = await desk.http.get(path)

    assert (known.status_code, known.json()["code"]) == (404, "not-found")
    assert "location" not in known.headers
    assert (unknown.status_code, unknown.json()["code"]) == (401, "unauthenticated")
    assert unknown.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/referrals", "GET, POST"),
        ("PUT", f"/v1/referrals/{ID}", "GET"),
        ("PATCH", f"/v1/referrals/{ID}", "GET"),
        ("GET", f"/v1/referrals/{ID}/acceptance", "POST"),
        ("HEAD", f"/v1/referrals/{ID}", "GET"),
        ("OPTIONS", "/v1/referrals", "GET, POST"),
        ("TRACE", "/v1/referrals", "GET, POST"),
        ("BREW", "/v1/referrals", "GET, POST"),
        ("POST", "/healthz", "GET"),
        ("DELETE", "/metrics", "GET"),
    ],
)
async def test_a_method_that_a_path_does_not_have_is_refused_with_those_that_it_has(
    at: DeskOf, method: str, path: str, allowed: str
) -> None:
    refused = await ask(at("court"), method, path)

    assert refused.status_code == 405
    assert refused.headers["allow"] == allowed


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "bearer x.y.z", "Token abc", "Bearer a b"],
)
async def test_without_a_good_token_nobody_comes_in(at: DeskOf, authorization: str) -> None:
    http = at("court").http

    refused = await http.get("/v1/referrals", headers={"Authorization": authorization})

    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")


async def test_two_tokens_are_no_token(at: DeskOf) -> None:
    desk = at("court")
    headers = [("authorization", f"Bearer {desk.token}")] * 2

    refused = await desk.http.get("/v1/referrals", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (400, "malformed-request")


async def test_a_stranger_is_refused_before_a_byte_of_the_body_is_read(at: DeskOf) -> None:
    async def body() -> object:
        raise AssertionError("The body was read.")
        yield b""

    refused = await at("court").http.post("/v1/referrals", content=body())

    assert refused.status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        "?page=2", "?limit=1&limit=2", "?LIMIT=1", "?sort=sent_at;drop", "?status[]=sent", "?x",
        "?limit=1&fields=identity_number", "?expand=workers", "?q%00=1",
    ],
)  # fmt: skip
async def test_a_parameter_that_the_route_does_not_know_is_refused(at: DeskOf, query: str) -> None:
    refused = await at("court").get(f"/referrals{query}")

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "invalid-request")
    assert [fault["pointer"] for fault in problem["fields"]] == ["?*"]


async def test_commands_take_no_parameters(at: DeskOf) -> None:
    refused = await at("court").create("/referrals?dry_run=true", {})

    assert [fault["pointer"] for fault in refused.json()["fields"]] == ["?*"]


@pytest.mark.parametrize("accept", ["text/html", "text/csv", "application/xml", "image/*"])
async def test_only_json_is_answered(at: DeskOf, accept: str) -> None:
    refused = await at("court").get("/referrals", headers={"Accept": accept})

    assert (refused.status_code, refused.json()["code"]) == (406, "not-acceptable")


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/*",
        "application/json",
        "text/html, application/json;q=0.9",
        "",
        "*/*;q=0.1",
    ],
)
async def test_whoever_takes_json_among_others_is_answered(at: DeskOf, accept: str) -> None:
    answered = await at("court").get("/referrals", headers={"Accept": accept})

    assert answered.status_code == 200
