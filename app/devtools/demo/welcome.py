"""What a newcomer reads once a demonstration is ready, with lines to paste."""

import json
import shlex
import sys
from pathlib import Path
from typing import Final

from app.devtools.desks import Access
from app.examples import EXAMPLES

_REFER: Final = EXAMPLES["send_referral"]
_ACCEPT: Final = EXAMPLES["accept_referral"]
_KEY: Final = "$(date +%s)-$RANDOM"


def text(access: Access, receivers: str, directory: Path) -> str:
    refer, accept, look = commands(access, receivers, directory)
    return f"""
联动演示已就绪 · The Liandong demonstration is ready

  接口 API              {access.base_url}/v1
  文档 documentation    {access.base_url}/docs
  令牌 tokens           {directory / "tokens.json"}
  接收端 receivers      {receivers}/310120-union

试一试：逐行粘贴到另一个终端 · Try it: paste these lines into another terminal, one by one

# 1. 总工会窗口移送一件案件 · the union's window refers a case
{refer}

# 2. 检察院受理 · the procuratorate accepts it
{accept}

# 3. 总工会的系统收到的回调 · what reached the union's system
{look}

# 更多场景 · more scenarios
{_program()} replay tests/scenarios/*.yaml

按 Ctrl-C 停止，数据保留；liandong reset 清空。
Stop with Ctrl-C, the data stays; `liandong reset` forgets it.
"""


def commands(access: Access, receivers: str, directory: Path) -> tuple[str, str, str]:
    """Refer, accept, and look at what the webhooks brought: each one line for a shell."""
    refer = _curl(access, "/referrals", _REFER, directory, f"Idempotency-Key: {_KEY}")
    accept = _curl(
        access, "/referrals/$REFERRAL/acceptance", _ACCEPT, directory, 'If-Match: \\"1\\"'
    )
    keep = 'tee /dev/stderr | sed \'s/^{"id":"\\([^"]*\\).*/\\1/\''
    return f"REFERRAL=$({refer} | {keep})", accept, f"curl -sS {receivers}/{_REFER['agency']}"


def _curl(
    access: Access, path: str, example: dict[str, object], directory: Path, header: str
) -> str:
    body = json.dumps(example["body"], ensure_ascii=False, separators=(",", ":"))
    return " ".join((
        f'curl -sS "{access.base_url}/v1{path}"',
        f'-H "Authorization: Bearer $({_token(example, directory)})"',
        '-H "Content-Type: application/json"',
        f'-H "{header}"',
        f"-d '{body}'",
    ))


def _token(example: dict[str, object], directory: Path) -> str:
    """The command that prints a token; with whole paths, for a shell that stands anywhere."""
    desk = f"--agency {example['agency']} --role {example['role']}"
    return f"{_program()} token {desk} --data-dir {shlex.quote(str(directory.resolve()))}"


def _program() -> str:
    return shlex.quote(str(Path(sys.executable).with_name("liandong")))
