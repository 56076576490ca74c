"""What is measured, how often, and in which order: neighbours share whatever disturbs them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from tests.benchmarks import client, processes, sites
from tests.benchmarks.client import Load
from tests.benchmarks.limits import Pgbench
from tests.benchmarks.processes import Served
from tests.benchmarks.report import USUAL_CONNECTIONS, Cell, Findings, Sighting
from tests.benchmarks.sites import Grounds, Site


@dataclass(frozen=True)
class Effort:
    """How much is measured: rounds, requests in each, and seconds of pgbench."""

    sizes: list[int]
    connections: list[int]
    rounds: int
    requests: int
    seconds: int


THOROUGH: Final = Effort(
    sizes=[1_000, 100_000],
    connections=[1, USUAL_CONNECTIONS, 32],
    rounds=3,
    requests=2_000,
    seconds=5,
)
QUICK: Final = Effort(
    sizes=[1_000], connections=[USUAL_CONNECTIONS], rounds=1, requests=1_000, seconds=2
)


@dataclass
class Rounds:
    """One run; the costs of a request stand beside those of the empty route just before."""

    grounds: Grounds
    effort: Effort
    sightings: dict[Cell, list[Sighting]] = field(default_factory=lambda: defaultdict(list))
    empty: list[float] = field(default_factory=list)
    transactions: list[float] = field(default_factory=list)

    def run(self) -> Findings:
        """Reads go first, while there are as many cases as their sites say."""
        self._warm_up()
        for connections in self.effort.connections:
            for _ in range(self.effort.rounds):
                self._read(connections)
        pgbench = self._pgbench()
        for connections in self.effort.connections:
            for _ in range(self.effort.rounds):
                self._write(connections)
                self.transactions.append(pgbench.per_second(self.effort.seconds))
        megabytes = processes.megabytes_of(self.grounds.largest.served.pid)
        return Findings(self.sightings, self.empty, self.transactions, megabytes)

    def _warm_up(self) -> None:
        """Every connection to the database meets every statement."""
        desks, connections = self.grounds.desks, self.effort.connections[-1]
        for site in self.grounds.sites:
            port = site.served.port
            client.send(port, desks.gets(site.inbox), connections, 200)
            client.send(port, desks.inboxes(len(site.inbox)), connections, 200)
            created = client.send(port, desks.creates(len(site.inbox)), connections, 201)
            client.send(port, desks.acceptances(created), connections, 200)
        client.send(self.grounds.empty.port, _EMPTY * 1_000, connections, 200)

    def _pgbench(self) -> Pgbench:
        grounds = self.grounds
        database = sites.database_of(grounds.largest.cases)
        return Pgbench(grounds.server, database, grounds.sample, sites.PLACE)

    def _read(self, connections: int) -> None:
        number = self.effort.requests
        self._measure_empty()
        for site in self._sites(connections):
            every = (site.inbox * (number // len(site.inbox) + 1))[:number]
            gets, inboxes = self.grounds.desks.gets(every), self.grounds.desks.inboxes(number)
            self._measure("get", site, gets, connections)
            self._measure("inbox", site, inboxes, connections)

    def _write(self, connections: int) -> None:
        self._measure_empty()
        for site in self._sites(connections):
            creates = self.grounds.desks.creates(self.effort.requests)
            created = self._measure("create", site, creates, connections, 201)
            acceptances = self.grounds.desks.acceptances(created)
            self._measure("acceptance", site, acceptances, connections)

    def _sites(self, connections: int) -> list[Site]:
        """All of them over the usual connections, to be compared; else the largest."""
        return self.grounds.sites if connections == USUAL_CONNECTIONS else [self.grounds.largest]

    def _measure_empty(self) -> None:
        served = self.grounds.empty
        before = processes.seconds_of(served.pid)
        load = client.send(served.port, _EMPTY * 5_000, USUAL_CONNECTIONS, 200)
        spent = processes.seconds_of(served.pid) - before
        self.empty.append(_milliseconds(spent, load))

    def _measure(
        self, request: str, site: Site, requests: list[bytes], connections: int, expected: int = 200
    ) -> Load:
        api, database = self._spent(site.served)
        load = client.send(site.served.port, requests, connections, expected)
        api_after, database_after = self._spent(site.served)
        self.sightings[Cell(request, site.cases, connections)].append(
            Sighting(
                per_second=load.per_second,
                p50=load.percentile_ms(50),
                p95=load.percentile_ms(95),
                p99=load.percentile_ms(99),
                api=_milliseconds(api_after - api, load),
                database=_milliseconds(database_after - database, load),
                empty=self.empty[-1],
            )
        )
        return load

    def _spent(self, served: Served) -> tuple[float, float]:
        """Seconds of the processor for the service and for every process of the database."""
        server = self.grounds.server
        return processes.seconds_of(served.pid), processes.seconds_of_tree(server.pid)


def _milliseconds(seconds: float, load: Load) -> float:
    return seconds * 1000 / len(load.latencies)


_EMPTY: Final = [b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"]
