"""A status changes in one shape only: to what `advance` of a lifecycle says."""

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from app.cases.lifecycle import CaseStatus, ClaimStatus, TriageStatus
from app.evidence.lifecycle import EvidenceRequestStatus
from app.referrals.lifecycle import ReferralStatus
from tests.architecture.sources import modules

PACKAGES: Final = ("app.cases", "app.evidence", "app.referrals")
MEMBERS: Final = {"status", "new_status"}
STATES: Final = {
    states.__name__
    for states in (CaseStatus, ClaimStatus, TriageStatus, EvidenceRequestStatus, ReferralStatus)
}
FIRST: Final = {
    "CaseStatus.OPEN",
    "ClaimStatus.OPEN",
    "TriageStatus.OPEN",
    "EvidenceRequestStatus.REQUESTED",
    "ReferralStatus.SENT",
}
"""The state in which each thing is made."""


def written(tree: ast.AST) -> Iterator[ast.expr]:
    """Every expression that becomes the status of a row, an event or a view."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (v for k, v in pairs if isinstance(k, ast.Constant) and k.value in MEMBERS)
        if isinstance(node, ast.Call) and _is_values(node):
            yield from (k.value for k in node.keywords if k.arg in MEMBERS)
        if isinstance(node, ast.Assign) and _is_member(node.targets[0]):
            yield node.value


def _is_member(target: ast.expr) -> bool:
    if not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Constant):
        return False
    return target.slice.value in MEMBERS


def _is_values(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in {"values", "update"}


def _advances(node: ast.AST) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "advance"
        and ast.unparse(call.func.value).endswith("_LIFECYCLE")
        for call in ast.walk(node)
    )


def advanced_names(tree: ast.Module) -> set[str]:
    """Names that hold what `advance` said, directly or through a function of the module."""
    functions = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _advances(node)
    }
    return {
        ast.unparse(node.targets[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and (
            _advances(node.value)
            or (isinstance(node.value, ast.Call) and ast.unparse(node.value.func) in functions)
        )
    }


def strangers(tree: ast.Module) -> list[str]:
    """Statuses that come from anywhere else."""
    advanced = advanced_names(tree)
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in written(tree)
        if not (
            ast.unparse(node) in FIRST | advanced
            or _advances(node)
            # A move carries what `advance` said when it began, in the same module.
            or (ast.unparse(node) == "move.status" and advanced)
            or _is_a_condition_or_parameter(node)
        )
    ]


def _is_a_condition_or_parameter(node: ast.expr) -> bool:
    """A filter of a list compares a status, and a prepared statement has a place for one."""
    return isinstance(node, ast.Lambda) or ast.unparse(node).startswith("bindparam(")


@pytest.mark.parametrize("name", [n for n in modules() if n.startswith(PACKAGES)])
def test_a_status_is_what_advance_says(name: str) -> None:
    assert strangers(modules()[name]) == []


@pytest.mark.parametrize(
    "careless",
    [
        "values = {'status': ReferralStatus.ACCEPTED}",
        "values = {'status': body.status}",
        "update.values(status='closed')",
        "row['status'] = 'sent'",
        "status = body.status\nvalues = {'new_status': status}",
        "values = {'status': move.status}",
    ],
)
def test_and_the_test_would_see_any_other_way(careless: str) -> None:
    assert strangers(ast.parse(careless)) != []


def test_no_text_of_sql_sets_the_status_of_a_thing_with_a_lifecycle() -> None:
    tables = ("case_file", "claim", "triage", "evidence_request", "referral")
    texts = [
        (name, node.value)
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    found = [
        name
        for name, said in texts
        if any(f"update {table} " in " ".join(said.lower().split()) for table in tables)
    ]
    assert found == []


def test_every_state_class_of_a_lifecycle_is_watched() -> None:
    states = {
        node.name
        for name, tree in modules().items()
        if name.endswith(".lifecycle") and name.startswith(PACKAGES)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Status")
    }

    assert states == STATES
