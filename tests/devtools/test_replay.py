"""Scenario files are replayed through the public API: as written they hold, altered they do not."""

from pathlib import Path

import httpx
import pytest

from app.devtools.desks import Desk
from app.devtools.issuer import DevelopmentIssuer
from app.devtools.replay import running, scenario, table
from app.devtools.replay.running import Station
from tests.station import TestClock

SCENARIOS = sorted(Path("tests/scenarios").glob("*.yaml"))


@pytest.fixture
def station(http: httpx.AsyncClient, issuer: DevelopmentIssuer, clock: TestClock) -> Station:
    def token_of(desk: Desk) -> str:
        unit = desk.unit or ("inspection" if desk.agency.endswith("-hrss") else None)
        return issuer.mint(
            desk.agency,
            desk.role,
            unit=unit,
            client_id=f"{desk.agency}-{'system' if desk.role == 'system' else 'portal'}",
            subject=desk.subject,
            now=clock(),
        )

    return Station(http, token_of, clock)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
async def test_every_step_of_a_scenario_holds(file: Path, station: Station) -> None:
    told = scenario.read(file)

    outcomes = await running.run(told, station)

    report = "\n".join(table.lines(told, outcomes))
    assert len(outcomes) == len(told.steps), report
    assert not outcomes[-1].divergences, report
