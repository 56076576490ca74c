"""The OpenAPI document before two linters that we did not write."""

import subprocess
from pathlib import Path

import pytest

from app.openapi import PATH

# Both want the tools in one folder, so one worker runs them.
pytestmark = [pytest.mark.gate, pytest.mark.xdist_group("linters")]

CHECKS = Path(__file__).parents[1] / "contract"


@pytest.fixture(scope="module")
def tools() -> Path:
    """Installed by lock file; the registry is the only thing that is asked."""
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=CHECKS, check=True, capture_output=True)
    return CHECKS / "node_modules" / ".bin"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=CHECKS, capture_output=True, text=True, check=False)


def test_spectral_with_the_owasp_ruleset_finds_no_error(tools: Path) -> None:
    lint = run(str(tools / "spectral"), "lint", "-r", "spectral.yaml", "-F", "error", str(PATH))

    assert lint.returncode == 0, lint.stdout


def test_the_recommended_rules_of_redocly_find_no_error(tools: Path) -> None:
    lint = run(str(tools / "redocly"), "lint", "--config", "redocly.yaml", str(PATH))

    assert lint.returncode == 0, lint.stdout + lint.stderr
