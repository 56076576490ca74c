"""All deadline rules together: read from their files, found by code, by start and by stop."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text
from app.deadlines.rule import Rule

RULES = Path(__file__).with_name("rules")


class CatalogueInvalid(ValueError):
    """The rules cannot be used; the text names the file and the rule. It ends the start-up."""


@published
class RuleNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "deadline-rule-not-found"
    title = Text("没有该期限规则", "No such deadline rule")
    advice = Text(
        "请核对规则代码，以及该规则在所问日期是否有效。",
        "Check the code, and that the rule is in force on the day asked for.",
    )


@dataclass(frozen=True)
class Catalogue:
    """Every rule in every period. Without a day, a question is about the newest period."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        for versions in self._versions.values():
            _refuse_overlap(versions)

    @cached_property
    def _versions(self) -> Mapping[str, Sequence[Rule]]:
        """The periods of each code, oldest first."""
        versions = defaultdict(list)
        for rule in sorted(self.rules, key=attrgetter("in_force_from")):
            versions[rule.code].append(rule)
        return versions

    def rule(self, code: str, on: date | None = None) -> Rule:
        for rule in reversed(self._versions.get(code, ())):
            if on is None or rule.in_force(on):
                return rule
        raise RuleNotFound

    def started_by(self, event_type: str, on: date | None = None) -> tuple[Rule, ...]:
        return tuple(
            rule for rule in self.rules if event_type in rule.starts_on and self._applies(rule, on)
        )

    def stopped_by(self, event_type: str) -> tuple[Rule, ...]:
        """In any period: a clock is stopped by the rule that started it, amended or not."""
        return tuple(rule for rule in self.rules if event_type in rule.stops_on)

    def _applies(self, rule: Rule, on: date | None) -> bool:
        return rule.in_force(on) if on else rule is self._versions[rule.code][-1]


def load(directory: Path = RULES) -> Catalogue:
    """Read every rule file of a directory, in the order of their names."""
    files = sorted(directory.glob("*.toml"))
    if not files:
        raise CatalogueInvalid(f"There are no rule files in {directory.name}.")
    return Catalogue(tuple(rule for file in files for rule in _read(file)))


class _RuleFile(BaseModel, extra="forbid"):
    rule: tuple[Rule, ...]


def _read(file: Path) -> tuple[Rule, ...]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as unreadable:
        raise CatalogueInvalid(f"{file.name}: {unreadable}") from unreadable
    try:
        return _RuleFile.model_validate(content).rule
    except ValidationError as invalid:
        faults = "; ".join(_fault(content, fault) for fault in invalid.errors())
        raise CatalogueInvalid(f"{file.name}: {faults}") from invalid


def _fault(content: Mapping[str, Any], fault: ErrorDetails) -> str:
    table, *place = map(str, fault["loc"])
    if not place:
        return f"{table}: {fault['msg']}"
    number, *member = place
    rule = content["rule"][int(number)]
    code = rule.get("code", "no code") if isinstance(rule, dict) else "no table"
    return f"{' '.join(['rule', str(int(number) + 1), f'({code})', *member])}: {fault['msg']}"


def _refuse_overlap(versions: Sequence[Rule]) -> None:
    for earlier, later in pairwise(versions):
        if not earlier.in_force_until or later.in_force_from <= earlier.in_force_until:
            raise CatalogueInvalid(
                f"{later.code}: the period from {later.in_force_from} begins "
                f"before the one from {earlier.in_force_from} has ended."
            )
