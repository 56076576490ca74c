"""Reading a scenario file as YAML of JSON's values, each of which knows its line."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.core.languages import Text

_TEXT: Final = "tag:yaml.org,2002:str"


class ScenarioInvalid(Exception):
    """A file that cannot be replayed: where, and what is wrong with it."""

    def __init__(self, path: Path, line: int, text: Text) -> None:
        super().__init__(f"{path}:{line}: {text.zh} · {text.en}")


class _Loader(yaml.SafeLoader):
    """A date stays a text and `on` stays a word: only JSON's scalars are anything else."""


_Loader.yaml_implicit_resolvers = {}
for _name, _pattern in {
    "null": r"null|~|",
    "bool": r"true|false",
    "int": r"-?(0|[1-9][0-9_]*)",
    "float": r"-?(0|[1-9][0-9_]*)\.[0-9]+",
}.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), None
    )


class Source:
    """One file, and the checks that name its lines."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def root(self) -> Node:
        try:
            node = yaml.compose(self.path.read_text(encoding="utf-8"), _Loader)
        except (OSError, UnicodeDecodeError) as error:
            raise ScenarioInvalid(self.path, 1, _UNREADABLE) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise ScenarioInvalid(self.path, mark.line + 1 if mark else 1, _NOT_YAML) from error
        if node is None:
            raise ScenarioInvalid(self.path, 1, _EMPTY)
        return node

    def fault(self, node: Node, zh: str, en: str) -> ScenarioInvalid:
        return ScenarioInvalid(self.path, line(node), Text(zh, en))

    def members(
        self, node: Node, required: Collection[str], optional: Collection[str]
    ) -> dict[str, Node]:
        """The members of a mapping that has all of the first and none but both."""
        known = sorted({*required, *optional})
        found = self.mapping(node)
        for name, member in found.items():
            if name not in known:
                listed = ", ".join(known)
                zh, en = f"没有“{name}”这一项；可用：{listed}", f"no member {name!r}; use {listed}"
                raise self.fault(member, zh, en)
        for name in required:
            if name not in found:
                raise self.fault(node, f"缺少“{name}”", f"{name!r} is missing")
        return found

    def mapping(self, node: Node) -> dict[str, Node]:
        if not isinstance(node, MappingNode):
            raise self.fault(node, "须为“键: 值”", "must be a mapping")
        found: dict[str, Node] = {}
        for key, member in node.value:
            name = self.text(key)
            if name in found:
                raise self.fault(key, f"“{name}”出现两次", f"{name!r} stands here twice")
            found[name] = member
        return found

    def sequence(self, node: Node) -> list[Node]:
        if not isinstance(node, SequenceNode) or not node.value:
            raise self.fault(node, "须为至少一项的列表", "must be a list with an entry")
        return list(node.value)

    def text(self, node: Node) -> str:
        if not isinstance(node, ScalarNode) or node.tag != _TEXT or not node.value.strip():
            raise self.fault(node, "须为文字", "must be text")
        return str(node.value).strip()

    def value(self, node: Node) -> Any:  # noqa: ANN401 - any value of JSON
        if isinstance(node, MappingNode):
            return {name: self.value(member) for name, member in self.mapping(node).items()}
        if isinstance(node, SequenceNode):
            return [self.value(entry) for entry in node.value]
        return _scalar(node)


def line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _scalar(node: Node) -> Any:  # noqa: ANN401 - any scalar of JSON
    match node.tag.rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return node.value == "true"
        case "int":
            return int(node.value)
        case "float":
            return float(node.value)
        case _:
            return node.value


_UNREADABLE: Final = Text("无法以 UTF-8 读取此文件", "cannot be read as UTF-8")
_NOT_YAML: Final = Text("不是合法的 YAML", "not valid YAML")
_EMPTY: Final = Text("文件为空", "the file is empty")
