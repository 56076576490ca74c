"""What was measured, as the table that people read and the numbers that programs read."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

USUAL_CONNECTIONS: Final = 8
"""Costs and percentiles are compared at this number of connections."""

MOST_MEGABYTES: Final = 160
LEAST_SHARE_OF_P: Final = 0.25
MOST_H: Final = {"create": 22, "acceptance": 18, "get": 9, "inbox": 15}
FLAT: Final = ("get", "inbox")
"""Requests that take as long among many cases as among few."""

LEAST_SCATTER: Final = 1.1
"""By so much two runs of the same thing differ on a quiet machine."""


class Cell(NamedTuple):
    """One kind of request, at one number of cases, over one number of connections."""

    request: str
    cases: int
    connections: int


class Sighting(NamedTuple):
    """One measurement: milliseconds, of the processor for API and database, and H beside it."""

    per_second: float
    p50: float
    p95: float
    p99: float
    api: float
    database: float
    empty: float

    @property
    def cpu(self) -> float:
        return self.api + self.database


class Findings(NamedTuple):
    """Everything that one run has seen."""

    sightings: Mapping[Cell, list[Sighting]]
    empty: list[float]
    transactions: list[float]
    megabytes: float

    @property
    def sizes(self) -> list[int]:
        return sorted({cell.cases for cell in self.sightings})

    def middle(self, cell: Cell, quantity: str) -> float:
        values: list[float] = [getattr(seen, quantity) for seen in self.sightings[cell]]
        return median(values)

    def usual(self, request: str, cases: int | None = None) -> Cell:
        return Cell(request, cases or self.sizes[-1], USUAL_CONNECTIONS)

    def in_h(self, request: str) -> float:
        """The cost in empty routes, each compared with those measured next to it."""
        return median(s.cpu / s.empty for s in self.sightings[self.usual(request)])

    def in_p(self, request: str) -> float:
        """The best rate as a share of what the database alone can write."""
        cells = [c for c in self.sightings if c.request == request and c.cases == self.sizes[-1]]
        best = max(self.middle(cell, "per_second") for cell in cells)
        return best / median(self.transactions)

    def growth(self, request: str) -> tuple[float, float]:
        """How the p95 grows from few cases to many, and how far the measurements scatter."""
        few, many = (
            [seen.p95 for seen in self.sightings[self.usual(request, size)]]
            for size in (self.sizes[0], self.sizes[-1])
        )
        scatter = max(max(series) / min(series) for series in (few, many))
        return median(many) / median(few), max(scatter, LEAST_SCATTER)


def write(findings: Findings, file: Path, more: Mapping[str, object]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({**_numbers(findings), **more}, indent=2) + "\n")


def _numbers(findings: Findings) -> dict[str, object]:
    requests = {
        request: {
            "cpu_ms": round(findings.middle(findings.usual(request), "cpu"), 3),
            "H": round(findings.in_h(request), 1),
            "P": round(findings.in_p(request), 3),
            "p95_ms": {
                str(size): round(findings.middle(findings.usual(request, size), "p95"), 2)
                for size in findings.sizes
            },
        }
        for request in MOST_H
    }
    limits = {
        "H_ms": round(median(findings.empty), 4),
        "P_tps": round(median(findings.transactions)),
    }
    return {"limits": limits, "requests": requests, "memory_mb": round(findings.megabytes)}


def lines(findings: Findings) -> Iterator[str]:
    yield from _table(findings)
    yield ""
    yield f"H, an empty FastAPI route:      {median(findings.empty):.4f} CPU-ms"
    yield f"P, the rows of a create alone:  {median(findings.transactions):.0f} in a second"
    yield ""
    yield from _verdicts(findings)


def _table(findings: Findings) -> Iterator[str]:
    yield (
        f"{'':11}{'cases':>8}{'conns':>6}{'req/s':>8}{'p50 ms':>8}{'p95':>8}{'p99':>8}"
        f"{'CPU-ms':>8}{'API':>7}{'DB':>7}{'H':>7}"
    )
    for cell in sorted(findings.sightings):
        of_cell = {name: findings.middle(cell, name) for name in (*Sighting._fields, "cpu")}
        in_h = median(seen.cpu / seen.empty for seen in findings.sightings[cell])
        yield (
            f"{cell.request:11}{cell.cases:8}{cell.connections:6}{of_cell['per_second']:8.0f}"
            f"{of_cell['p50']:8.2f}{of_cell['p95']:8.2f}{of_cell['p99']:8.2f}"
            f"{of_cell['cpu']:8.3f}{of_cell['api']:7.3f}{of_cell['database']:7.3f}{in_h:7.1f}"
        )


def _verdicts(findings: Findings) -> Iterator[str]:
    for request, most in MOST_H.items():
        in_h = findings.in_h(request)
        yield verdict(f"{request}: {in_h:.1f} H", f"at most {most} H", is_met=in_h <= most)
    in_p = findings.in_p("create")
    yield verdict(
        f"create: {in_p:.2f} P", f"at least {LEAST_SHARE_OF_P} P", is_met=in_p >= LEAST_SHARE_OF_P
    )
    for request in FLAT if len(findings.sizes) > 1 else ():
        growth, scatter = findings.growth(request)
        yield verdict(
            f"{request}: p95 grows {growth:.2f} times to {findings.sizes[-1]} cases",
            f"not beyond the scatter of {scatter:.2f} times",
            is_met=growth <= scatter,
        )
    yield verdict(
        f"memory: {findings.megabytes:.0f} MB",
        f"at most {MOST_MEGABYTES} MB",
        is_met=findings.megabytes <= MOST_MEGABYTES,
    )


def verdict(measured: str, target: str, *, is_met: bool) -> str:
    return f"{'met   ' if is_met else 'MISSED'}  {measured} ({target})"
