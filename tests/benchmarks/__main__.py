"""Measures the service against the limits of its database and its framework."""

import argparse
import sys
from pathlib import Path
from typing import Final

from tests.benchmarks import clock_rounds, report, sites
from tests.benchmarks.clock_rounds import ClockEffort, ClockFindings
from tests.benchmarks.report import Findings
from tests.benchmarks.rounds import QUICK, THOROUGH, Effort, Rounds

NUMBERS: Final = Path("build/bench.json")


MANY_CLOCKS: Final = ClockEffort(
    running=(10_000, 1_000_000), due=10_000, counted=100_000, requests=1_000, rounds=3
)
FEW_CLOCKS: Final = ClockEffort(
    running=(1_000, 10_000), due=500, counted=2_000, requests=300, rounds=1
)


def measured(effort: Effort, clocks: ClockEffort) -> tuple[Findings, ClockFindings]:
    with sites.prepared(effort.sizes) as grounds:
        found = Rounds(grounds, effort).run()
        return found, clock_rounds.run(grounds.server, grounds.desks, clocks)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a few seconds on 1,000 cases, and no build/bench.json"
    )
    is_quick = parser.parse_args().quick
    effort = (QUICK, FEW_CLOCKS) if is_quick else (THOROUGH, MANY_CLOCKS)
    findings, of_clocks = measured(*effort)
    sys.stdout.writelines(f"{line}\n" for line in report.lines(findings))
    for said, target, is_met in clock_rounds.verdicts(of_clocks):
        sys.stdout.write(f"{report.verdict(said, target, is_met=is_met)}\n")
    if not is_quick:
        report.write(findings, NUMBERS, {"clocks": clock_rounds.numbers(of_clocks)})


if __name__ == "__main__":
    main()
