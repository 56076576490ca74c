"""Measures the service against the limits of its database and its framework."""

import argparse
import sys
from pathlib import Path
from typing import Final

from tests.benchmarks import report, sites
from tests.benchmarks.report import Findings
from tests.benchmarks.rounds import QUICK, THOROUGH, Effort, Rounds

NUMBERS: Final = Path("build/bench.json")


def measured(effort: Effort) -> Findings:
    with sites.prepared(effort.sizes) as grounds:
        return Rounds(grounds, effort).run()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a few seconds on 1,000 cases, and no build/bench.json"
    )
    is_quick = parser.parse_args().quick
    findings = measured(QUICK if is_quick else THOROUGH)
    sys.stdout.writelines(f"{line}\n" for line in report.lines(findings))
    if not is_quick:
        report.write(findings, NUMBERS)


if __name__ == "__main__":
    main()
