"""A replayed scenario for a person to read: its timeline as a table, and what diverged."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from app.agencies.kinds import Kind, Unit
from app.cases.lifecycle import CaseStatus, ClaimStatus, TriageStatus
from app.core.languages import Code
from app.deadlines.lifecycle import DeadlineStatus
from app.devtools.desks import Desk
from app.devtools.replay.checks import Answer
from app.devtools.replay.references import MISSING
from app.devtools.replay.running import Outcome
from app.devtools.replay.scenario import Scenario
from app.evidence.lifecycle import EvidenceRequestStatus
from app.referrals.lifecycle import ReferralStatus

_HEADS: Final = ("步", "机关", "角色", "事项", "回答", "状态", "责任机关", "")
_STATES: Final[dict[str, type[Code]]] = {
    "purpose": ReferralStatus,
    "positions": TriageStatus,
    "worker_id": ClaimStatus,
    "number": CaseStatus,
    "items": EvidenceRequestStatus,
    "rule_code": DeadlineStatus,
}
"""The states of each kind of thing, by a member that only its views have."""
_KINDS: Final[dict[str, str]] = {str(kind): kind.zh for kind in Kind}


def lines(scenario: Scenario, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The whole report of one file."""
    yield f"■ {scenario.title}（{scenario.path}）"
    yield from _table([_HEADS, *map(_row, outcomes)])
    for outcome in outcomes:
        yield from _faults(scenario, outcome)
    if not outcomes[-1].divergences:
        count = len(outcomes)
        yield f"✓ 全部 {count} 步符合预期 · all {count} steps held"


def width(text: str) -> int:
    """Columns on a terminal: Chinese characters and full-width signs take two."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = zip(row, widths, strict=True)
        yield "  ".join(cell + " " * (wide - width(cell)) for cell, wide in cells).rstrip()
        if number == 0:
            yield "  ".join("─" * wide for wide in widths)


def _row(outcome: Outcome) -> tuple[str, ...]:
    answer, step = outcome.answer, outcome.step
    responsible = answer.at("responsible")
    return (
        str(step.number),
        _agency(step.desk),
        step.desk.role.zh,
        step.name,
        _answered(outcome),
        _state(outcome.answer),
        "" if responsible is MISSING else _kind(str(responsible)),
        "✗" if outcome.divergences else "✓",
    )


def _answered(outcome: Outcome) -> str:
    code = outcome.answer.at("code")
    refused = code is not MISSING and not outcome.answer.is_success
    return f"{outcome.answer.status} {code}" if refused else str(outcome.answer.status)


def _state(answer: Answer) -> str:
    for member, states in _STATES.items():
        if answer.state is not MISSING and answer.at(member) is not MISSING:
            return states(answer.state).zh
    return ""


def _agency(desk: Desk) -> str:
    return Unit(desk.unit).zh if desk.unit else _kind(desk.agency)


def _kind(agency: str) -> str:
    kind = agency.partition("-")[2]
    return _KINDS.get(kind, kind)


def _faults(scenario: Scenario, outcome: Outcome) -> Iterator[str]:
    step = outcome.step
    place = f"{scenario.path}:{step.line}"
    for divergence in outcome.divergences:
        yield f"{place}: 第 {step.number} 步「{step.name}」：{divergence.text.zh}"
        yield f"{place}: step {step.number} “{step.name}”: {divergence.text.en}"
    if outcome.divergences and not outcome.answer.is_success:
        yield f"  {outcome.answer.status} {outcome.answer.at('detail')}"
