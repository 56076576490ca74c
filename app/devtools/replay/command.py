"""The command `liandong replay`: files in, tables out."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx

from app.core.clock import system_clock
from app.core.languages import Text
from app.devtools.desks import Access
from app.devtools.replay import running, scenario, table
from app.devtools.replay.running import Station
from app.devtools.replay.scenario import Scenario
from app.devtools.replay.sources import ScenarioInvalid
from app.processes import Refused

TIMEOUT_SECONDS: Final = 30
INVALID: Final = 2

_NO_TOKEN: Final = Text("令牌文件中没有此机关与角色", "the tokens have no such agency and role")
_UNREACHABLE: Final = "无法连接 {url}。\n{url} cannot be reached."


def replay(files: Sequence[Path], access: Access) -> int:
    """0 if every step of every file held; nothing runs before all files are found well formed."""
    try:
        scenarios = [scenario.read(file) for file in files]
        _check_desks(scenarios, access)
        return asyncio.run(_replay(scenarios, access))
    except ScenarioInvalid as invalid:
        print(invalid)
        return INVALID
    except httpx.TransportError as error:
        raise Refused(_UNREACHABLE.format(url=access.base_url)) from error


def _check_desks(scenarios: Sequence[Scenario], access: Access) -> None:
    for path, step in ((one.path, step) for one in scenarios for step in one.steps):
        if step.desk.role not in access.tokens.get(step.desk.key, {}):
            raise ScenarioInvalid(path, step.line, _NO_TOKEN)


async def _replay(scenarios: Sequence[Scenario], access: Access) -> int:
    diverged = 0
    async with httpx.AsyncClient(
        base_url=access.base_url, timeout=TIMEOUT_SECONDS, trust_env=False
    ) as http:
        station = Station(http, access.token_of, system_clock)
        for one in scenarios:
            outcomes = await running.run(one, station)
            print(*table.lines(one, outcomes), "", sep="\n")
            diverged += bool(outcomes[-1].divergences)
    held = len(scenarios) - diverged
    print(f"{held}/{len(scenarios)} 个场景符合预期 · scenarios held")
    return 1 if diverged else 0
