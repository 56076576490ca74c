from collections.abc import Iterator
from itertools import product
from typing import Final

import pytest

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests import rights
from tests.conftest import DeskOf
from tests.referrals.piece import OUTSIDER, RECEIVER, SENDER, STATION, Piece

A, S = ReferralAction, ReferralStatus

SIDES: Final = {
    SENDER: {"originator", "owner", "sender"},
    RECEIVER: {"receiver"},
    STATION: {"station"},
}
HOLDING: Final = {S.ACCEPTED, S.RETURN_REQUESTED}

STATES: Final[dict[A, S]] = {
    A.RECEIPT: S.SENT,
    A.ACCEPTANCE: S.SENT,
    A.REJECTION: S.SENT,
    A.SUPPLEMENT_REQUEST: S.SENT,
    A.SUPPLEMENT: S.SUPPLEMENT_REQUESTED,
    A.WITHDRAWAL: S.SENT,
    A.ASSIGNMENT: S.RECEIVED,
    A.RETURN_REQUEST: S.ACCEPTED,
    A.RETURN_CONFIRMATION: S.RETURN_REQUESTED,
    A.RETURN_REFUSAL: S.RETURN_REQUESTED,
    A.OBJECTION: S.REJECTED,
    A.STATION_RULING: S.DISPUTED,
    A.COMPLETION: S.ACCEPTED,
}


@pytest.mark.parametrize("action", A)
async def test_an_action_belongs_to_one_side_and_to_its_roles(
    at: DeskOf, piece: Piece, action: A
) -> None:
    # A triage opens the case to every member, and its referrals to the station alone.
    await (await piece.open_triage()).bring_to(STATES[action])
    answers = {
        (kind, role): (await piece.rehearse(action, by=at(kind, role))).status_code
        for kind, role in product((*SIDES, OUTSIDER), rights.AGENCY_ROLES)
    }

    allowed = {who for who, status in answers.items() if status == 200}
    assert allowed == set(rightful(action))
    assert {status for (kind, _), status in answers.items() if kind == OUTSIDER} == {404}
    assert {status for (kind, _), status in answers.items() if kind != OUTSIDER} == {200, 403}


def rightful(action: A) -> Iterator[tuple[str, str]]:
    """The sides and roles that take the action by contract, in the state of its test."""
    right = rights.to_take(action)
    for side, standings in SIDES.items():
        holds = side == RECEIVER and STATES[action] in HOLDING
        stands = standings | ({"holder"} if holds else set())
        yield from ((side, role) for role in right.roles if stands & set(right.standings))


@pytest.mark.parametrize(
    ("kind", "role", "factor"),
    [(SENDER, "officer", "standing"), (RECEIVER, rights.NEVER, "role")],
)
async def test_a_refusal_says_which_factor_refused(
    at: DeskOf, piece: Piece, kind: str, role: str, factor: str
) -> None:
    refused = await piece.take(A.ACCEPTANCE, by=at(kind, role))

    problem = refused.json()
    assert (problem["code"], problem["refused_by"]) == ("forbidden", factor)
    assert problem["permission"] == "answer-referral"


async def test_a_token_without_the_scope_changes_nothing(at: DeskOf, piece: Piece) -> None:
    desk = at(RECEIVER, "lead")
    token = desk.issuer.mint(
        desk.agency,
        "lead",
        scopes={"referrals:read"},
        client_id=f"{desk.agency}-portal",
        subject="lead-1",
        now=desk.clock(),
    )

    refused = await desk.http.post(
        f"/v1{piece.path}/acceptance",
        json={},
        headers={"Authorization": f"Bearer {token}", "If-Match": piece.etag},
    )

    assert (refused.status_code, refused.json()["refused_by"]) == (403, "scope")


@pytest.mark.parametrize("action", A)
async def test_to_an_outsider_a_referral_does_not_exist(
    at: DeskOf, piece: Piece, action: A
) -> None:
    await piece.bring_to(STATES[action])

    hidden = await piece.take(action, by=at(OUTSIDER, "lead"))

    assert (hidden.status_code, hidden.json()["code"]) == (404, "referral-not-found")
