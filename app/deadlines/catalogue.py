"""All deadline rules together: read from their files, found by code, by start and by stop."""

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise, product
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.core.clock import CHINA
from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text
from app.deadlines.codes import Category, Certainty, Responsible
from app.deadlines.rule import Rule

OURS: Final = frozenset({Category.STATION, Category.REFERRAL, Category.EVIDENCE})
"""What the members have agreed among themselves."""

RULES = Path(__file__).with_name("rules")

_COUNTED_BY: Final = attrgetter(
    "code",
    "in_force_from",
    "in_force_until",
    "amount",
    "unit",
    "alternative_unit",
    "direction",
    "roll",
    "on_expiry",
)


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


class Touch(StrEnum):
    """What a trigger does to a clock; the value is the field of the rule that names the trigger."""

    STARTS = "starts_on"
    RESTARTS = "restarts_on"
    PAUSES = "pauses_on"
    RESUMES = "resumes_on"
    STOPS = "stops_on"


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

    @cached_property
    def version(self) -> str:
        """A digest of all by which a clock is counted and watched; words are not in it."""
        counted = sorted(str(each) for each in map(_COUNTED_BY, self.rules))
        return hashlib.blake2b("\n".join(counted).encode(), digest_size=4).hexdigest()

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(self._versions)

    @cached_property
    def rights(self) -> frozenset[str]:
        """The rules of law whose time is a right or a span, and no duty of an agency."""
        return frozenset(r.code for r in self.rules if r.lapses and r.category not in OURS)

    @property
    def watched_by_owner(self) -> frozenset[str]:
        return frozenset(r.code for r in self.rules if r.responsible is Responsible.OWNER)

    @property
    def settable(self) -> frozenset[str]:
        """What a station may settle for itself: all that the text of a law does not settle."""
        return frozenset(
            rule.code
            for rule in self.rules
            if rule.certainty is not Certainty.VERIFIED or rule.alternative_unit
        )

    def rule(self, code: str, on: date | None = None) -> Rule:
        for rule in reversed(self._versions.get(code, ())):
            if on is None or rule.in_force(on):
                return rule
        raise RuleNotFound

    def periods(self, code: str) -> Sequence[Rule]:
        """Every version of the rule, oldest first."""
        return self._versions.get(code, ())

    def rule_of_clock(self, code: str, starts_at: datetime) -> Rule:
        """The rule of a clock, as it stood on the first day of its count.

        A corrected catalogue may say that the rule was not in force yet; the clock stays, under the
        newest period of its rule.
        """
        day = starts_at.astimezone(CHINA).date()
        versions = self._versions.get(code, ())
        return next((rule for rule in versions if rule.in_force(day)), None) or self.rule(code)

    def touched_by(self, trigger: str) -> Sequence[tuple[Touch, Rule]]:
        """What a trigger does, to the rules of any period: who asks knows which day counts."""
        return self._touched.get(trigger, ())

    @cached_property
    def _touched(self) -> Mapping[str, Sequence[tuple[Touch, Rule]]]:
        touched = defaultdict(list)
        for rule, touch in product(self.rules, Touch):
            for trigger in getattr(rule, touch):
                touched[trigger].append((touch, rule))
        return touched


def load(directory: Path | None = None) -> Catalogue:
    """Read every rule file of a directory, by default of ours, in the order of their names."""
    directory = directory or RULES
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
