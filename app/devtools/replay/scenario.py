"""A scenario: who does what in which order, and what each step must lead to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from yaml.nodes import Node

from app.agencies.kinds import Unit
from app.auth.actor import Role
from app.devtools.desks import DIVISION, Desk
from app.devtools.replay import references
from app.devtools.replay.sources import Source, line
from app.devtools.replay.verbs import VERBS

_HEADS: Final = ("title", "source", "facts", "steps")
_CALL: Final = re.compile(r"(GET|POST|PATCH|DELETE) (/\S+)")
_DESK: Final = re.compile(f"([a-z_]+)(?:/({'|'.join(Unit)}))?/({'|'.join(Role)})")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Step:
    """One request: `do` with a verb, or `call` with method and path."""

    number: int
    line: int
    name: str
    desk: Desk
    do: str | None
    call: tuple[str, str] | None
    on: str | None
    body: Any
    save: str | None
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    path: Path
    title: str
    source: str
    facts: str
    steps: tuple[Step, ...]


def read(path: Path) -> Scenario:
    """The scenario in this file, or `ScenarioInvalid`."""
    source = Source(path)
    root = source.root()
    heads = source.members(root, _HEADS, ())
    return Scenario(
        path=path,
        title=source.text(heads["title"]),
        source=source.text(heads["source"]),
        facts=source.text(heads["facts"]),
        steps=tuple(_steps(source, heads["steps"])),
    )


def _steps(source: Source, node: Node) -> Iterator[Step]:
    known: set[str] = set(references.MOMENTS)
    for number, entry in enumerate(source.sequence(node), start=1):
        step = _step(source, entry, number)
        _check_names(source, entry, step, known)
        yield step
        known |= {step.save} if step.save else set()


def _step(source: Source, node: Node, number: int) -> Step:
    parts = source.members(node, ("name", "as"), ("do", "call", "on", "with", "save", "expect"))
    do, call = _deed(source, node, parts)
    return Step(
        number=number,
        line=line(node),
        name=source.text(parts["name"]),
        desk=_desk(source, parts["as"]),
        do=do,
        call=call,
        on=source.text(parts["on"]) if "on" in parts else None,
        body=source.value(parts["with"]) if "with" in parts else None,
        save=_save(source, parts["save"]) if "save" in parts else None,
        expect=_expect(source, parts["expect"]) if "expect" in parts else {},
    )


def _deed(
    source: Source, node: Node, parts: Mapping[str, Node]
) -> tuple[str | None, tuple[str, str] | None]:
    if ("do" in parts) == ("call" in parts):
        raise source.fault(node, "须有 do 或 call 之一", "needs either do or call")
    if "call" in parts:
        return None, _call(source, parts["call"])
    do = source.text(parts["do"])
    if do not in VERBS:
        listed = ", ".join(VERBS)
        raise source.fault(
            parts["do"], f"未知动作“{do}”；可用：{listed}", f"unknown verb {do!r}; use {listed}"
        )
    if VERBS[do].needs_subject and "on" not in parts:
        raise source.fault(node, f"“{do}”须以 on 指明对象", f"{do!r} needs on")
    return do, None


def _call(source: Source, node: Node) -> tuple[str, str]:
    match = _CALL.fullmatch(source.text(node))
    if match is None:
        zh, en = "须写作“POST /路径”", 'must be written as "POST /path"'
        raise source.fault(node, zh, en)
    return match[1], match[2]


def _desk(source: Source, node: Node) -> Desk:
    """Who acts: `union/window`, or `hrss/arbitration/officer` where an agency has walls."""
    match = _DESK.fullmatch(source.text(node))
    if match is None:
        zh = f"须写作“机关/角色”或“机关/内设机构/角色”；角色：{', '.join(Role)}"
        en = f"must be agency/role or agency/unit/role; roles: {', '.join(Role)}"
        raise source.fault(node, zh, en)
    return Desk(f"{DIVISION}-{match[1]}", match[2], Role(match[3]))


def _save(source: Source, node: Node) -> str:
    name = source.text(node)
    if _NAME.fullmatch(name) is None or name in references.MOMENTS:
        raise source.fault(node, "名称用小写字母、数字和下划线", "use small letters, digits, _")
    return name


def _expect(source: Source, node: Node) -> dict[str, Any]:
    return {name: source.value(part) for name, part in source.mapping(node).items()}


def _check_names(source: Source, node: Node, step: Step, known: set[str]) -> None:
    """A step may only refer to what an earlier one has saved, and a refusal saves nothing."""
    if step.save is not None and _is_refusal(step.expect):
        raise source.fault(node, "被拒绝的步骤没有可保存的内容", "a refusal leaves nothing to save")
    used = {step.on} if step.on else set()
    used |= set(references.names([step.body, step.expect, *(step.call or ())]))
    for name in sorted(used - known):
        zh, en = f"此前没有保存过“{name}”", f"nothing was saved as {name!r} before"
        raise source.fault(node, zh, en)


def _is_refusal(expect: Mapping[str, Any]) -> bool:
    return "code" in expect or expect.get("status", 200) not in range(200, 300)
