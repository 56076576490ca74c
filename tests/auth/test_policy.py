"""The policy says of every caller what the contract says."""

from itertools import product

import pytest

from app.agencies.kinds import Kind
from app.auth import policy
from app.auth.actor import Actor, Role
from app.auth.policy import Permission, Standing
from tests import rights


def actor(role: Role, kind: str, scopes: frozenset[str]) -> Actor:
    return Actor(f"310120-{kind}", "", role, scopes, "client", "subject")


def test_every_permission_is_in_the_contract() -> None:
    assert set(rights.RIGHTS) == {str(permission) for permission in Permission}
    assert {str(role) for role in Role} == set(rights.ALL)
    assert {str(standing) for standing in Standing} == set(rights.PARTY)


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_is_given_to_those_whom_the_contract_names(permission: Permission) -> None:
    right = rights.RIGHTS[permission]
    all_scopes = frozenset(rights.SCOPES)
    standings = [frozenset[Standing](), *(frozenset({standing}) for standing in Standing)]

    for role, kind, scopes, stands in product(
        Role, Kind, (all_scopes, all_scopes - {right.scope}), standings
    ):
        refusal = policy.refusal(actor(role, kind, scopes), permission, stands)
        is_allowed = right.allows(role, kind, scopes, stands)
        assert (refusal is None) == is_allowed, (role, kind, scopes, stands, refusal)


def test_who_does_no_casework_has_no_right_to_any_case() -> None:
    of_cases = [name for name, right in rights.RIGHTS.items() if right.standings]

    assert set(rights.of_role(rights.NEVER)).isdisjoint(of_cases)
