from itertools import product

import pytest

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests import rights
from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.referrals.piece import ACTS, OUTSIDER, RECEIVER, SENDER, STATION, Piece
from tests.station import TestClock

A, S = ReferralAction, ReferralStatus
DESKS = list(product((SENDER, RECEIVER, STATION), ("window", "officer", "lead")))


async def hindrances(at: DeskOf, piece: Piece, kind: str, role: str) -> dict[str, list[str]]:
    """By action: why this desk is told that it cannot take it."""
    listed = await at(kind, role).get(f"{piece.path}/actions")
    assert listed.status_code == 200, listed.text
    return {
        each["action"]: [reason["code"] for reason in each["blocked_by"]]
        for each in listed.json()["items"]
    }


@pytest.mark.parametrize("days", [0, 20])
@pytest.mark.parametrize("status", S)
async def test_an_action_is_said_to_be_open_exactly_when_it_is(
    at: DeskOf, clock: TestClock, status: S, days: int
) -> None:
    piece = await (await (await pieces.send(at)).open_triage()).bring_to(status)
    clock.advance(days=days)

    for kind, role in DESKS:
        said = await hindrances(at, piece, kind, role)
        assert list(said) == list(A)
        for action in A:
            tried = await piece.rehearse(action, by=at(kind, role))
            told = (kind, role, action, said[action], tried.text)
            assert (tried.status_code == 200) == (said[action] == []), told


async def test_a_hindrance_names_the_factor_or_the_error_that_a_try_would_meet(
    at: DeskOf, piece: Piece
) -> None:
    await piece.take(A.SUPPLEMENT_REQUEST)

    for kind, role in ((SENDER, "officer"), (RECEIVER, "window"), (RECEIVER, "lead")):
        said = await hindrances(at, piece, kind, role)
        for action in filter(said.get, said):
            problem = (await piece.rehearse(A(action), by=at(kind, role))).json()
            assert said[action][0] == problem.get("refused_by", problem["code"])


async def test_an_action_says_who_may_take_it_and_what_it_needs(at: DeskOf, piece: Piece) -> None:
    listed = (await at(SENDER).get(f"{piece.path}/actions")).json()

    actions = {each["action"]: each for each in listed["items"]}
    assert listed["status"] == "sent"
    assert actions["assignment"]["allowed_roles"] == sorted(rights.to_take(A.ASSIGNMENT).roles)
    assert actions["assignment"]["allowed_standings"] == ["receiver"]
    assert actions["completion"]["required_fields"] == ["outcome", "explanation", "concluded_on"]
    assert actions["acceptance"]["required_fields"] == []
    assert actions["withdrawal"]["allowed"] is True
    assert set(actions) == {str(action) for action in ACTS}


async def test_an_outsider_is_told_of_no_actions(at: DeskOf, piece: Piece) -> None:
    assert (await at(OUTSIDER).get(f"{piece.path}/actions")).status_code == 404


async def test_an_objection_is_closed_once_the_work_was_sent_again(
    at: DeskOf, piece: Piece
) -> None:
    await piece.bring_to(S.REJECTED)
    await at(SENDER).create(
        "/referrals",
        {
            "to_agency": f"310120-{RECEIVER}",
            "purpose": "evidence_assist",
            "asked_action": "附补充说明，请再审查",
            "case_id": piece.case_id,
        },
    )

    assert (await hindrances(at, piece, SENDER, "lead"))["objection"] == ["already-referred"]


async def test_an_ended_case_and_a_second_supplement_request_are_hindrances(
    at: DeskOf, piece: Piece
) -> None:
    await piece.take(A.SUPPLEMENT_REQUEST)
    await piece.take(A.SUPPLEMENT)
    asked_before = await hindrances(at, piece, RECEIVER, "lead")
    await piece.take(A.REJECTION)
    withdrawn = await at(SENDER, "lead").change(
        f"/cases/{piece.case_id}/withdrawal", {"reason": "重复登记"}
    )

    assert withdrawn.status_code == 200, withdrawn.text
    assert asked_before["supplement-request"] == ["supplement-already-requested"]
    assert (await hindrances(at, piece, SENDER, "lead"))["objection"] == ["case-ended"]
