from fastapi import FastAPI

from app.auth.dependencies import PUBLIC
from app.auth.policy import POLICY, Permission
from app.core.lifecycle import Lifecycle
from app.core.routing import StrictRoute
from app.meta.lifecycles import LIFECYCLES
from tests.architecture.routes import published


def moves_of(lifecycle: Lifecycle) -> set[str]:
    return {str(row.permission) for row in lifecycle.transitions.values()}


def test_every_permission_is_asked_for_and_every_one_asked_for_has_its_row(
    application: FastAPI,
) -> None:
    by_routes = {str(route.permission) for route in published(application)}
    by_moves = set().union(*(moves_of(lifecycle) for lifecycle, _ in LIFECYCLES))

    # A case is registered also by a referral with an inline case, whose route names the sending.
    assert by_routes | by_moves == {str(permission) for permission in Permission}
    assert set(POLICY) == set(Permission)


def test_the_route_of_a_move_asks_for_what_its_lifecycle_names(application: FastAPI) -> None:
    routes = {(route.path.rsplit("/", 1)[-1], route.permission) for route in published(application)}
    silent = {"start", "correction", "conclusion", "position", "answers"}

    rows = [row for lifecycle, _ in LIFECYCLES for row in lifecycle.transitions.values()]
    moves = {(str(r.action), Permission(r.permission)) for r in rows if str(r.action) not in silent}
    assert moves - routes == set()


def test_every_route_is_strict_and_bears_a_name_of_its_own(application: FastAPI) -> None:
    routes = published(application)

    assert [r.path for r in routes if not isinstance(r.route, StrictRoute)] == []
    assert len({r.name for r in routes}) == len(routes)
    assert {r.path[:4] for r in routes} == {"/v1/"}


def test_a_create_needs_a_key_and_answers_201(application: FastAPI) -> None:
    for route in published(application):
        key = route.headers.get("Idempotency-Key")
        assert (route.route.status_code == 201) == bool(key and key["required"]), route.path


def test_whatever_changes_something_needs_a_key_or_the_version_that_was_read(
    application: FastAPI,
) -> None:
    unguarded = [
        (route.method, route.path)
        for route in published(application)
        if route.method != "GET" and not {"Idempotency-Key", "If-Match"} & set(route.headers)
    ]

    # A question in a body, which changes nothing.
    assert unguarded == [("POST", "/v1/deadline-calculations")]


def test_a_path_id_is_a_uuid_before_any_code_runs(application: FastAPI) -> None:
    loose = [
        route.path
        for route in published(application)
        if any("_id}" in step for step in route.path.split("/"))
    ]

    assert loose == []


def test_what_is_open_to_everybody_is_a_short_list() -> None:
    assert sorted(PUBLIC) == [
        "/healthz",
        "/metrics",
        "/openapi.json",
        "/readyz",
        "/v1/deadlines.ics",
    ]
