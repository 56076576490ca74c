"""The running service against its own contract, by a fuzzer that we did not write."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.devtools.issuer import DevelopmentIssuer
from tests.serving import served
from tests.station import TestClock

CONTRACT = Path(__file__).parents[1] / "contract"


@pytest.mark.gate
def test_schemathesis_finds_nothing(
    committed: FastAPI, issuer: DevelopmentIssuer, clock: TestClock, tmp_path: Path
) -> None:
    with served(committed) as base_url:
        environment = {**os.environ, **tokens(issuer, clock)}
        run = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")),
                "--config-file",
                str(CONTRACT / "schemathesis.toml"),
                "run",
                f"{base_url}/openapi.json",
                "--checks=all",
                "--max-examples=20",
                "--no-color",
            ],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run.returncode == 0, run.stdout[-20_000:]


def tokens(issuer: DevelopmentIssuer, clock: TestClock) -> dict[str, str]:
    desks = {
        "LEAD_TOKEN": ("310120-union", "lead"),
        "ADMIN_TOKEN": ("310120-union", "admin"),
        "REOPENING_TOKEN": ("310120-procuratorate", "lead"),
    }
    return {
        name: issuer.mint(
            agency, role, client_id=f"{agency}-portal", subject=f"{role}-1", now=clock()
        )
        for name, (agency, role) in desks.items()
    }
