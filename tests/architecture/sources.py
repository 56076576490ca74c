"""The program text, parsed once, for tests that read it instead of running it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2] / "app"


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the service by its dotted name."""
    return {_name(file): ast.parse(file.read_text()) for file in sorted(ROOT.rglob("*.py"))}


@cache
def lengths() -> dict[str, int]:
    return {_name(file): len(file.read_text().splitlines()) for file in ROOT.rglob("*.py")}


def _name(file: Path) -> str:
    steps = file.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(steps[:-1] if steps[-1] == "__init__" else steps)


def served() -> dict[str, ast.Module]:
    """What runs in production: everything but the development tools."""
    return {name: tree for name, tree in modules().items() if not name.startswith("app.devtools")}


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))
