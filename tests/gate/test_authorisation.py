"""Every route, asked by every kind of caller, answers what the policy and the grants say."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Final
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from app.auth.policy import Permission
from app.devtools.issuer import SCOPES
from tests import rights
from tests.architecture.routes import Published, published
from tests.conftest import DeskOf
from tests.gate.conftest import OTHER_DIVISION
from tests.gate.model import MEMBERS, At
from tests.gate.reach import REACH, Reach
from tests.gate.world import Thing
from tests.station import DIVISION, Desk

pytestmark = pytest.mark.gate

STATION: Final = At("station")
WAYS: Final = [(name, way) for name, ways in REACH.items() for way in range(len(ways))]


@dataclass(frozen=True)
class Caller:
    """One kind of token."""

    at: At
    role: str
    division: str = DIVISION
    scopes: frozenset[str] = SCOPES

    @property
    def agency(self) -> str:
        return f"{self.division}-{self.at.kind}"

    def token(self, desk: Desk) -> str:
        kind = "system" if self.role == "system" else "portal"
        return desk.issuer.mint(
            self.agency,
            self.role,
            unit=self.at.unit or None,
            scopes=self.scopes,
            client_id=f"{self.agency}-{'console' if self.at == STATION else kind}",
            subject=f"{self.role}-1",
            now=desk.clock(),
            lifetime=timedelta(minutes=10),
        )


def callers(scope: str) -> Iterator[Caller]:
    """Agencies of two districts in every role, the platform, and leads without the scope."""
    for at, role in product(MEMBERS, rights.AGENCY_ROLES):
        yield Caller(at, role)
        yield Caller(at, role, division=OTHER_DIVISION)
    for role in rights.PLATFORM_ROLES:
        yield Caller(STATION, role)
    if scope:
        for at, role in product(MEMBERS, ("lead", "admin")):
            yield Caller(at, role, scopes=SCOPES - {scope})


def expected(reach: Reach, thing: Thing, permission: Permission, caller: Caller) -> frozenset[int]:
    """What the table of rights and the parties of the thing say, in the order of refusals."""
    if caller.at == STATION and caller.role not in rights.RIGHTS[permission].roles:
        return frozenset({403})
    parties = thing.parties
    standings = None if parties is None else parties.get(caller.at)
    is_hidden = parties is not None and (standings is None or caller.division != DIVISION)
    if is_hidden and not _sees_whole_district(thing, caller):
        return frozenset({404})
    asked = [permission, *([reach.asks_too] if reach.asks_too else [])]
    if not all(_allows(each, caller, standings) for each in asked):
        return frozenset({403})
    return reach.answers if _is_let(reach, caller) else frozenset({403})


def _is_let(reach: Reach, caller: Caller) -> bool:
    return reach.only_for is None or (caller.at in reach.only_for and caller.division == DIVISION)


def _sees_whole_district(thing: Thing, caller: Caller) -> bool:
    """The platform of the district sees what every member of it sees."""
    return "division" in thing.ids and caller.division == DIVISION


def _allows(permission: Permission, caller: Caller, standings: Collection[str] | None) -> bool:
    right = rights.RIGHTS[permission]
    stands = rights.PARTY if standings is None else standings
    is_rightful = right.allows(caller.role, caller.at.kind, caller.scopes, stands)
    return is_rightful and _is_registered(right.scope, caller)


def _is_registered(scope: str, caller: Caller) -> bool:
    """What the demonstration district registers: systems manage no webhooks, nobody the law."""
    return not (caller.role == "system" and scope == "webhooks:manage")


async def ask(
    desk: Desk, route: Published, reach: Reach, thing: Thing, caller: Caller
) -> httpx.Response:
    """The request as it would be made in earnest, but for the dry run of a command."""
    path, body = route.path, json.dumps(reach.body, ensure_ascii=False)
    for name, id_ in thing.ids.items():
        path = path.replace(f"{{{name}:uuid}}", id_).replace(f"{{{name}}}", id_)
        body = body.replace(f"{{{name}}}", id_)
    headers = {"Authorization": f"Bearer {caller.token(desk)}"}
    if route.method != "GET":
        headers |= {"Prefer": "dry-run", "If-Match": thing.etag, "Idempotency-Key": str(uuid4())}
    if reach.body is None:
        return await desk.http.request(route.method, path + reach.query, headers=headers)
    headers["Content-Type"] = "application/json"
    return await desk.http.request(route.method, path, content=body.encode(), headers=headers)


@pytest.fixture(scope="session")
def routes(application: FastAPI) -> dict[str, Published]:
    return {route.name: route for route in published(application)}


def test_every_route_says_here_how_it_is_reached(routes: dict[str, Published]) -> None:
    assert sorted(REACH) == sorted(routes)


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[f"{name}-{way}" for name, way in WAYS])
async def test_a_route_answers_each_caller_what_the_policy_says(
    at: DeskOf, routes: dict[str, Published], name: str, way: int
) -> None:
    route, reach = routes[name], REACH[name][way]
    thing = await reach.make(at)
    desk = at("justice")
    surprises = []
    for caller in callers(rights.RIGHTS[route.permission].scope):
        answer = await ask(desk, route, reach, thing, caller)
        wanted = expected(reach, thing, route.permission, caller)
        if answer.status_code not in wanted:
            surprises.append((caller, answer.status_code, wanted, answer.text))
    assert surprises == []


def _names_in(route: Published) -> list[str]:
    """The ids in the path of a route."""
    steps = [step for step in route.path.split("/") if step.endswith(":uuid}")]
    return [step.strip("{}").removesuffix(":uuid") for step in steps]


def _not_found(answer: httpx.Response) -> bool:
    return answer.status_code == 404 and answer.json()["code"].endswith("not-found")


async def test_what_does_not_exist_is_not_found_by_whoever_may_do_everything(
    at: DeskOf, routes: dict[str, Published]
) -> None:
    desk, lead = at("justice"), Caller(At("justice"), "lead")
    found = []
    asked = [(name, member) for name, route in routes.items() for member in _names_in(route)]
    for name, member in asked:
        reach = REACH[name][0]
        thing = await reach.make(at)
        elsewhere = replace(thing, ids={**thing.ids, member: str(uuid4())})
        if not _not_found(await ask(desk, routes[name], reach, elsewhere, lead)):
            found.append((name, member))
    assert found == []
    assert len(asked) > len(routes) / 2


async def test_a_part_of_one_case_is_not_found_under_another(
    at: DeskOf, routes: dict[str, Published]
) -> None:
    desk, lead = at("justice"), Caller(At("justice"), "lead")
    inner = {n: route for n, route in routes.items() if len(_names_in(route)) > 1}
    found = []
    for name, route in inner.items():
        reach = REACH[name][0]
        here, there = await reach.make(at), await reach.make(at)
        mixed = replace(there, ids={**there.ids, "case_id": here.ids["case_id"]})
        if not _not_found(await ask(desk, route, reach, mixed, lead)):
            found.append(name)
    assert found == []
    assert len(inner) >= 8
