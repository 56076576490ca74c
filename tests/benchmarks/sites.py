"""Sites under measurement: a service in front of a database of a known number of cases."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.clock import system_clock
from app.devtools import postgres
from app.devtools.issuer import ISSUER, LIFETIME, DevelopmentIssuer
from tests import databases
from tests.benchmarks import client, sample, seeding
from tests.benchmarks.desks import AUDIENCE, Desks
from tests.benchmarks.processes import Served, serve
from tests.benchmarks.sample import Sample

RUN: Final = "bench"
PLACE: Final = databases.ROOT / "var" / RUN


@dataclass(frozen=True)
class Site:
    """A service, and the referrals in the inbox that is read."""

    cases: int
    served: Served
    inbox: list[str]


@dataclass(frozen=True)
class Grounds:
    """All that is measured in one run; `empty` serves the route that does nothing."""

    server: postgres.Server
    sample: Sample
    desks: Desks
    sites: list[Site]
    empty: Served

    @property
    def largest(self) -> Site:
        return self.sites[-1]


@contextmanager
def prepared(sizes: list[int]) -> Iterator[Grounds]:
    """Sites of these numbers of cases, fewest first, on one durable server."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with postgres.start(PLACE / "postgres", durable=True) as server, ExitStack() as services:
        databases.drop_all(server.url(role=postgres.SUPERUSER), RUN)
        databases.make_template(server.url(), RUN)
        yield _grounds(server, services, sizes)
        services.close()
        databases.drop_all(server.url(role=postgres.SUPERUSER), RUN)


def _grounds(server: postgres.Server, services: ExitStack, sizes: list[int]) -> Grounds:
    issuer = DevelopmentIssuer(AUDIENCE, "http://127.0.0.1/jwks.json")
    key_set = PLACE / "jwks.json"
    key_set.write_text(json.dumps(issuer.jwks()))
    desks = Desks(issuer, system_clock())
    served = [services.enter_context(_service(server, size, key_set)) for size in sizes]
    written = _samples(server, desks, sizes, served)
    sites = [
        Site(size, service, asyncio.run(seeding.fill(_dsn(server, size), written, size)))
        for size, service in zip(sizes, served, strict=True)
    ]
    empty = services.enter_context(
        serve("tests.benchmarks.empty:create_app", PLACE / "empty.log", {})
    )
    return Grounds(server, written, desks, sites, empty)


@contextmanager
def _service(server: postgres.Server, size: int, key_set: Path) -> Iterator[Served]:
    name = str(size)
    databases.copy(server.url(), RUN, name)
    issuer = {
        "issuer": ISSUER,
        "jwks_file": str(key_set),
        "max_lifetime_seconds": int(LIFETIME.total_seconds()),
    }
    settings = {
        "LIANDONG_ENVIRONMENT": "development",
        "LIANDONG_DATABASE_URL": server.url(database_of(size), postgres.API),
        "LIANDONG_AUDIENCE": AUDIENCE,
        "LIANDONG_ISSUERS": json.dumps([issuer]),
    }
    with serve("app.main:create_app", PLACE / f"service-{name}.log", settings) as served:
        yield served


def _samples(
    server: postgres.Server, desks: Desks, sizes: list[int], served: list[Served]
) -> Sample:
    """Let every site write one case, of which its others become copies."""
    for service in served:
        client.send(service.port, desks.samples(), 1, 201)
    return asyncio.run(sample.read(_dsn(server, sizes[0])))


def database_of(size: int) -> str:
    return f"{RUN}_{size}"


def _dsn(server: postgres.Server, size: int) -> str:
    """As a superuser, who alone may leave out the checks of foreign keys."""
    return server.url(database_of(size), postgres.SUPERUSER).replace("+asyncpg", "")
