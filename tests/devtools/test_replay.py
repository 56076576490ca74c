"""Scenario files are replayed through the public API: as written they hold, altered they do not."""

from datetime import datetime
from pathlib import Path

import httpx
import pytest

from app.devtools.desks import Desk
from app.devtools.issuer import DevelopmentIssuer
from app.devtools.replay import running, scenario, table
from app.devtools.replay.running import Outcome, Station
from app.devtools.replay.verbs import VERBS
from tests import rights
from tests.devtools.demonstration import ROOT
from tests.station import TestClock

FOLDER = ROOT / "tests" / "scenarios"
SCENARIOS = sorted(FOLDER.glob("*.yaml"))
FIRST = FOLDER / "01-over-age-worker.yaml"
AWKWARD = [
    "2026-02-13T23:59:59+08:00",
    "2026-10-01T00:00:00+08:00",
    "2027-12-31T23:30:00+08:00",
]
"""Before a long holiday with working days moved, within one, and past every notice."""


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


async def replay(file: Path, station: Station) -> tuple[list[Outcome], str]:
    told = scenario.read(file)
    outcomes = await running.run(told, station)
    return outcomes, "\n".join(table.lines(told, outcomes))


def altered(tmp_path: Path, old: str, new: str) -> Path:
    text = FIRST.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "altered.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def written_at(file: Path, name: str) -> int:
    """The line on which the step of this name begins."""
    return file.read_text(encoding="utf-8").partition(f"name: {name}")[0].count("\n") + 1


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
async def test_every_step_of_a_scenario_holds(file: Path, station: Station) -> None:
    outcomes, report = await replay(file, station)

    steps = len(scenario.read(file).steps)
    assert len(outcomes) == steps, report
    assert not outcomes[-1].divergences, report
    assert f"全部 {steps} 步符合预期 · all {steps} steps held" in report


@pytest.mark.parametrize("moment", AWKWARD)
@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
async def test_a_scenario_holds_on_any_day_at_any_hour(
    file: Path, moment: str, station: Station, clock: TestClock
) -> None:
    clock.now = datetime.fromisoformat(moment)

    outcomes, report = await replay(file, station)

    assert not outcomes[-1].divergences, report


async def test_the_example_of_the_guide_holds(tmp_path: Path, station: Station) -> None:
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")
    file = tmp_path / "example.yaml"
    file.write_text(guide.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")

    outcomes, report = await replay(file, station)

    assert len(outcomes) == 3
    assert not outcomes[-1].divergences, report


def test_the_guide_names_every_verb() -> None:
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert [verb for verb in VERBS if f"`{verb}`" not in guide] == []


async def test_an_altered_expectation_ends_the_file_with_a_clear_line(
    tmp_path: Path, station: Station
) -> None:
    file = altered(tmp_path, "expect: {state: received,", "expect: {state: accepted,")
    line = written_at(file, "监察签收")

    outcomes, report = await replay(file, station)

    assert len(outcomes) == 2
    assert f"{file}:{line}: 第 2 步「监察签收」：state 期望 accepted，实际 received" in report
    assert f"{file}:{line}: step 2 “监察签收”: state: expected accepted, got received" in report
    assert "符合预期" not in report


async def test_a_refusal_that_nobody_expected_says_what_the_service_advises(
    tmp_path: Path, station: Station
) -> None:
    file = altered(tmp_path, "as: hrss/officer", f"as: hrss/{rights.NEVER}")

    outcomes, report = await replay(file, station)

    assert [d.subject for d in outcomes[-1].divergences] == ["status", "state", "responsible"]
    assert "status 期望 2xx，实际 403" in report
    assert "state: expected received, got （无 none）" in report
    assert "  403 您可以看到它" in report
    assert "403 forbidden" in report


async def test_an_expected_refusal_must_be_the_one_that_comes(
    tmp_path: Path, station: Station
) -> None:
    file = altered(tmp_path, "code: referral-not-found", "code: case-not-found")

    _, report = await replay(file, station)

    assert "code 期望 case-not-found，实际 referral-not-found" in report


async def test_a_reference_that_leads_nowhere_is_a_divergence(
    tmp_path: Path, station: Station
) -> None:
    file = altered(tmp_path, "/cases/{suit.case_id}", "/cases/{suit.no_such_member}")

    outcomes, report = await replay(file, station)

    assert outcomes[-1].step.name == "检察院查看案件"
    assert "{suit.no_such_member}: expected （有 something）, got （无 none）" in report


async def test_an_answer_that_is_not_json_is_a_divergence(
    issuer: DevelopmentIssuer, clock: TestClock
) -> None:
    elsewhere = httpx.MockTransport(lambda _: httpx.Response(502, text="<h1>Bad Gateway</h1>"))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://proxy.test") as http:
        outcomes, report = await replay(FIRST, Station(http, lambda _: "token", clock))

    assert len(outcomes) == 1
    assert "status: expected 201, got 502" in report


async def test_the_table_shows_how_a_deadline_stands(station: Station) -> None:
    _, report = await replay(FOLDER / "08-model-suit.yaml", station)

    assert [state for state in ("进行中", "已中止") if state not in report] == []


def test_columns_are_aligned_by_the_width_of_chinese_characters() -> None:
    assert table.width("欠薪 case") == 9
    assert table.width("e\u0301") == 1
