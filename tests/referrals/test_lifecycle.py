from itertools import product
from typing import Final

import pytest

from app.referrals.lifecycle import REFERRAL_LIFECYCLE, ReferralAction, ReferralStatus
from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.station import TestClock

A, S = ReferralAction, ReferralStatus

OPEN_FROM: Final[dict[A, dict[S, S]]] = {
    A.RECEIPT: {S.SENT: S.RECEIVED},
    A.ACCEPTANCE: dict.fromkeys([S.SENT, S.RECEIVED], S.ACCEPTED),
    A.REJECTION: dict.fromkeys([S.SENT, S.RECEIVED, S.SUPPLEMENT_REQUESTED], S.REJECTED),
    A.SUPPLEMENT_REQUEST: dict.fromkeys([S.SENT, S.RECEIVED], S.SUPPLEMENT_REQUESTED),
    A.SUPPLEMENT: {S.SUPPLEMENT_REQUESTED: S.RECEIVED},
    A.WITHDRAWAL: dict.fromkeys([S.SENT, S.RECEIVED, S.SUPPLEMENT_REQUESTED], S.WITHDRAWN),
    A.ASSIGNMENT: {S.RECEIVED: S.RECEIVED, S.ACCEPTED: S.ACCEPTED},
    A.RETURN_REQUEST: {S.ACCEPTED: S.RETURN_REQUESTED},
    A.RETURN_CONFIRMATION: {S.RETURN_REQUESTED: S.RETURNED},
    A.RETURN_REFUSAL: {S.RETURN_REQUESTED: S.DISPUTED},
    A.OBJECTION: {S.REJECTED: S.DISPUTED},
    A.STATION_RULING: dict.fromkeys(
        [S.DISPUTED, S.RETURN_REQUESTED, S.SUPPLEMENT_REQUESTED], S.RETURNED
    ),
    A.COMPLETION: {S.ACCEPTED: S.COMPLETED},
}
"""The published lifecycle: from which states each action is open, and where it leads."""

AFTER_A_TIME_LIMIT: Final = {
    (S.SUPPLEMENT_REQUESTED, A.REJECTION),
    (S.SUPPLEMENT_REQUESTED, A.STATION_RULING),
    (S.RETURN_REQUESTED, A.STATION_RULING),
}


@pytest.mark.parametrize(("status", "action"), list(product(S, A)))
async def test_an_action_is_open_from_its_states_and_from_no_other(
    at: DeskOf, clock: TestClock, status: S, action: A
) -> None:
    # The open triage lets the station see the referral in every state.
    piece = await (await (await pieces.send(at)).open_triage()).bring_to(status)
    if (status, action) in AFTER_A_TIME_LIMIT:
        clock.advance(days=14)

    taken = await piece.take(action)

    if status in OPEN_FROM[action]:
        assert taken.status_code == 200, taken.text
        assert taken.json()["status"] == OPEN_FROM[action][status]
    else:
        problem = taken.json()
        assert (taken.status_code, problem["code"]) == (409, "transition-not-allowed")
        assert (problem["status"], problem["state"]) == (409, status)
        assert problem["allowed_actions"] == [a for a in A if status in OPEN_FROM[a]]


def test_every_state_and_every_action_stands_in_the_published_table() -> None:
    led_to = {target for way in OPEN_FROM.values() for target in way.values()}

    assert set(OPEN_FROM) == set(A)
    assert led_to | {S.SENT, S.REDIRECTED} == set(S)


def test_no_action_leads_to_a_state_that_its_row_does_not_name() -> None:
    with pytest.raises(ValueError, match="never leads to withdrawn"):
        REFERRAL_LIFECYCLE.advance(S.DISPUTED, A.STATION_RULING, S.WITHDRAWN)
