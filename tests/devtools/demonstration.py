"""A demonstration as a newcomer starts it: the command in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
_DEMO = (sys.executable, "-m", "app", "demo", "--port", "0", "--json", "--data-dir")


@dataclass
class Demonstration:
    process: "subprocess.Popen[str]"
    directory: Path
    said: dict[str, Any]

    def token(self, agency: str, role: str) -> str:
        return str(self.said["tokens"][f"310120-{agency}"][role])

    def send(
        self, desk: tuple[str, str], method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        return httpx.request(
            method,
            f"{self.said['base_url']}{path}",
            json=body,
            headers={
                "Authorization": f"Bearer {self.token(*desk)}",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )


@contextmanager
def starting(directory: Path, *options: str, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """The process, which is told to stop in the end unless it has ended by then."""
    process = subprocess.Popen(
        [*_DEMO, directory, *options],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**_environment(), **settings},
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


@contextmanager
def running(directory: Path, *options: str) -> Iterator[Demonstration]:
    """A demonstration from its one line on."""
    with starting(directory, *options) as process:
        assert process.stdout is not None
        yield Demonstration(process, directory, json.loads(process.stdout.readline()))


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("LIANDONG_")}
