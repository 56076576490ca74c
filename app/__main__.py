"""The command `liandong`: the parts of the service, and more where development tools are there."""

import argparse
import importlib
import importlib.util
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
    command = commands.add_parser("worker", help="投递回调与清理 · deliver webhooks, tidy up")
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
    for name, run, text in (
        ("backup", ownership.backup, "制作安全备份 · make a safety copy"),
        ("restore", ownership.restore, "从备份恢复到空库 · restore one into an empty database"),
    ):
        command = commands.add_parser(name, help=text)
        command.set_defaults(run=run)
        command.add_argument("directory", type=Path, metavar="DIR")


def _write_contract(wanted: argparse.Namespace) -> int:
    nowhere = SecretStr("postgresql+asyncpg://nowhere/nothing")
    app = create_app(Settings(environment="development", database_url=nowhere))
    return openapi.main(app, check=wanted.check)


def _address(written: str) -> str:
    return str(ip_address(written))


if __name__ == "__main__":
    sys.exit(main())
