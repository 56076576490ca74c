"""Tests of the table by which an evidence request moves, over every state and action."""

from itertools import product

import pytest

from app.core.lifecycle import TransitionNotAllowed
from app.evidence.lifecycle import (
    EVIDENCE_REQUEST_LIFECYCLE,
    is_open,
    receiver_is_responsible,
)
from app.evidence.lifecycle import EvidenceRequestAction as A
from app.evidence.lifecycle import EvidenceRequestStatus as S

LEGAL = {
    (S.REQUESTED, A.ACCEPTANCE): S.ACCEPTED,
    (S.ACCEPTED, A.ANSWERS): S.ANSWERED,
    (S.REQUESTED, A.WITHDRAWAL): S.WITHDRAWN,
    (S.ACCEPTED, A.WITHDRAWAL): S.WITHDRAWN,
}


@pytest.mark.parametrize(("state", "action"), sorted(LEGAL))
def test_a_legal_move_leads_on(state: S, action: A) -> None:
    assert EVIDENCE_REQUEST_LIFECYCLE.advance(state, action) is LEGAL[state, action]


@pytest.mark.parametrize(("state", "action"), sorted(set(product(S, A)) - set(LEGAL)))
def test_any_other_move_is_refused_and_told_what_is_open(state: S, action: A) -> None:
    with pytest.raises(TransitionNotAllowed) as refused:
        EVIDENCE_REQUEST_LIFECYCLE.advance(state, action)

    allowed = [str(open_) for from_, open_ in LEGAL if from_ is state]
    assert refused.value.extra == {"state": str(state), "allowed_actions": allowed}


@pytest.mark.parametrize(
    ("state", "waits", "with_receiver"),
    [
        (S.REQUESTED, True, False),
        (S.ACCEPTED, True, True),
        (S.ANSWERED, False, False),
        (S.WITHDRAWN, False, False),
    ],
)
def test_the_case_waits_until_the_answers_and_the_receiver_carries_it_in_between(
    state: S, waits: bool, with_receiver: bool
) -> None:
    assert is_open(state) is waits
    assert receiver_is_responsible(state) is with_receiver
