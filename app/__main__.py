"""The command `liandong`: the parts of the service, and more where development tools are there."""

import argparse
import importlib
import importlib.util
import re
import sys
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import SecretStr

from app import openapi, ownership, processes
from app.core.copy_contents import CopyRefused
from app.core.languages import Language
from app.main import create_app
from app.processes import Refused
from app.settings import Settings

DEVELOPMENT: Final = "app.devtools"
ABOUT: Final = "联动：欠薪案件跨部门移送 · inter-agency referral of wage-arrears cases"

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit status."""
    wanted = _parser().parse_args(arguments)
    try:
        return int(wanted.run(wanted))
    except (Refused, CopyRefused) as refused:
        print(refused, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="liandong", description=ABOUT)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_processes(commands)
    _add_ownership(commands)
    command = commands.add_parser("openapi", help="生成接口契约 · write the OpenAPI document")
    command.set_defaults(run=_write_contract)
    command.add_argument("--check", action="store_true", help="只核对 · only compare")
    if importlib.util.find_spec(DEVELOPMENT) is not None:
        importlib.import_module(f"{DEVELOPMENT}.commands").add(commands)
    return parser


def _add_processes(commands: Commands) -> None:
    command = commands.add_parser("serve", help="提供接口 · serve the API")
    command.set_defaults(run=processes.serve)
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--workers", type=int, default=1, help="进程数 · number of processes")
    command.add_argument(
        "--forwarded-allow-ips",
        type=_address,
        nargs="+",
        default=[],
        metavar="IP",
        help="可信反向代理的确切地址 · exact addresses of trusted proxies",
    )
    command = commands.add_parser("worker", help="回调、期限与清理 · webhooks, deadlines, tidying")
    command.set_defaults(run=processes.work)


def _add_ownership(commands: Commands) -> None:
    command = commands.add_parser("migrate", help="升级数据库结构 · bring the schema up to date")
    command.set_defaults(run=ownership.migrate)
    district = commands.add_parser("district", help="区县配置 · a district's configuration")
    actions = district.add_subparsers(required=True, metavar="ACTION")
    command = actions.add_parser("load", help="载入配置文件 · load a file")
    command.set_defaults(run=ownership.load_district)
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--yes", action="store_true", help="不再询问 · do not ask")
    command.add_argument(
        "--language", type=Language, choices=list(Language), default=Language.CHINESE
    )
    _add_law(commands)
    for name, run, text in (
        ("backup", ownership.backup, "制作安全备份 · make a safety copy"),
        ("restore", ownership.restore, "从备份恢复到空库 · restore one into an empty database"),
    ):
        command = commands.add_parser(name, help=text)
        command.set_defaults(run=run)
        command.add_argument("directory", type=Path, metavar="DIR")


def _add_law(commands: Commands) -> None:
    dry_run = "只演练，不改动 · only show what would change"
    calendar = commands.add_parser("calendar", help="放假安排 · days of rest")
    actions = calendar.add_subparsers(required=True, metavar="ACTION")
    command = actions.add_parser("import", help="导入一年的通知 · import a year's notice")
    command.set_defaults(run=ownership.import_calendar)
    command.add_argument("file", type=Path, metavar="FILE", help="JSON 或 TOML · JSON or TOML")
    command.add_argument(
        "--division", type=_division, default="CN", help="CN、31、3101 或 310120 · CN, 31, …"
    )
    command.add_argument("--dry-run", action="store_true", help=dry_run)
    deadlines = commands.add_parser("deadlines", help="期限 · deadlines")
    actions = deadlines.add_subparsers(required=True, metavar="ACTION")
    command = actions.add_parser("recalculate", help="按现行规则重算 · count them again")
    command.set_defaults(run=ownership.recalculate)
    command.add_argument("--dry-run", action="store_true", help=dry_run)


def _division(written: str) -> str:
    if not re.fullmatch("CN|(?:[0-9]{2}){1,3}", written):
        raise ValueError
    return written


def _write_contract(wanted: argparse.Namespace) -> int:
    nowhere = SecretStr("postgresql+asyncpg://nowhere/nothing")
    app = create_app(Settings(environment="development", database_url=nowhere))
    return openapi.main(app, check=wanted.check)


def _address(written: str) -> str:
    return str(ip_address(written))


if __name__ == "__main__":
    sys.exit(main())
