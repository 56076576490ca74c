"""The development commands of `liandong`: demo, token, replay and reset."""

import argparse
import logging.config
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

import httpx

from app.auth.actor import Role
from app.core import logs
from app.devtools import desks
from app.devtools.demo import loopback, running, welcome
from app.devtools.demo.place import Occupied, Place
from app.devtools.demo.running import Announce
from app.devtools.desks import Access, Desk, NoAccess
from app.devtools.postgres import PostgresUnusable
from app.devtools.replay import command as replaying
from app.processes import Refused
from app.settings import Settings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name

DATA_DIR: Final = Path("var/demo")
PORT: Final = 8000
INTERRUPTED: Final = 130


def add(commands: Commands) -> None:
    """Offer these commands beside those of production."""
    command = commands.add_parser("demo", help="运行完整演示 · run the whole demonstration")
    command.set_defaults(run=demo)
    command.add_argument("--port", type=int, default=PORT, help="0 为任一空闲端口 · 0: any free")
    command.add_argument("--json", action="store_true", help="就绪时输出一行 JSON · one JSON line")
    command.add_argument("--reset", action="store_true", help="清空后重来 · begin again")
    _add_data_dir(command)
    command = commands.add_parser("reset", help="清空演示数据 · forget the demonstration's data")
    command.set_defaults(run=reset)
    _add_data_dir(command)
    command = commands.add_parser("token", help="取得开发令牌 · get a development token")
    command.set_defaults(run=token)
    command.add_argument("--agency", required=True, help="310120-union")
    command.add_argument("--role", required=True, choices=list(Role), type=Role)
    command.add_argument("--unit")
    _add_data_dir(command)
    command = commands.add_parser("replay", help="重放场景 · replay scenarios")
    command.set_defaults(run=replay)
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--base-url", help="服务地址 · address of the service")
    command.add_argument("--tokens", type=Path, help="令牌文件 · file with tokens")
    _add_data_dir(command)


def _add_data_dir(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data-dir", type=Path, default=DATA_DIR, metavar="DIR")


def demo(wanted: argparse.Namespace) -> int:
    announce = _say_json if wanted.json else _say(wanted.data_dir)
    with _held(wanted.data_dir) as place, _listening(wanted.port) as api:
        if wanted.reset:
            place.empty()
        return _demonstrate(place, api, announce)


def _demonstrate(place: Place, api: socket.socket, announce: Announce) -> int:
    settings = Settings(environment="development")
    is_asked = "log_level" in settings.model_fields_set
    logging.config.dictConfig(logs.configuration(settings.log_level if is_asked else "WARNING"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        running.run(place, api, announce)
    except KeyboardInterrupt:
        return INTERRUPTED
    except PostgresUnusable as unusable:
        raise Refused(unusable) from unusable
    return 0


def reset(wanted: argparse.Namespace) -> int:
    with _held(wanted.data_dir) as place:
        place.empty()
    print("已清空；下次启动演示时重新生成。\nForgotten; the next start makes it afresh.")
    return 0


def token(wanted: argparse.Namespace) -> int:
    access = _access(Place(wanted.data_dir).tokens)
    unit = wanted.unit or desks.plain_unit(wanted.agency)
    client = desks.clients().get(Desk(wanted.agency, unit, wanted.role))
    if client is None:
        raise Refused(_NO_DESK)
    asked = {"agency": wanted.agency, "role": wanted.role, "unit": unit, "client_id": client}
    try:
        response = httpx.post(f"{access.issuer_url}/token", json=asked, trust_env=False)
    except httpx.TransportError as error:
        raise Refused(_NOT_RUNNING) from error
    print(response.raise_for_status().json()["access_token"])
    return 0


def replay(wanted: argparse.Namespace) -> int:
    access = _access(wanted.tokens or Place(wanted.data_dir).tokens)
    if wanted.base_url is not None:
        access = access.model_copy(update={"base_url": wanted.base_url})
    return replaying.replay(wanted.files, access)


def _say_json(access: Access, _: str) -> None:
    print(access.model_dump_json(include={"base_url", "tokens"}), flush=True)


def _say(directory: Path) -> Announce:
    return lambda access, receivers: print(welcome.text(access, receivers, directory), flush=True)


@contextmanager
def _held(directory: Path) -> Iterator[Place]:
    place = Place(directory.resolve())
    try:
        with place.held():
            yield place
    except Occupied as occupied:
        raise Refused(_OCCUPIED.format(directory=directory)) from occupied


def _listening(port: int) -> socket.socket:
    try:
        return loopback.listen(port)
    except OSError as error:
        raise Refused(_PORT_TAKEN.format(port=port)) from error


def _access(file: Path) -> Access:
    try:
        return desks.read(file)
    except NoAccess as error:
        raise Refused(_NOT_RUNNING) from error


_OCCUPIED: Final = (
    "{directory} 中已有一个演示在运行；请先停止它，或用 --data-dir 另选目录。\n"
    "A demonstration runs in {directory} already; stop it, or choose another --data-dir."
)
_PORT_TAKEN: Final = (
    "端口 {port} 已被占用；请用 --port 另选，0 为任一空闲端口。\n"
    "Port {port} is taken; choose another with --port, 0 for any that is free."
)
_NOT_RUNNING: Final = (
    "演示未在运行；请先运行 liandong demo（目录不同时加 --data-dir）。\n"
    "No demonstration runs; start `liandong demo` first, or give its --data-dir."
)
_NO_DESK: Final = (
    "演示区县没有这个机关、内设机构与角色的组合。\n"
    "The demonstration district has no such agency, unit and role together."
)
