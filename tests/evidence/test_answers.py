"""Tests of the rule that every entry of a request is answered exactly once."""

from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.answers import answered
from app.evidence.errors import AnswersIncomplete
from app.evidence.lifecycle import AnswerKind
from app.evidence.schemas import AnswerBody

ids = st.lists(st.uuids(), min_size=1, max_size=6, unique=True)


def entries(of: list[UUID]) -> list[dict[str, object]]:
    return [{"id": str(id_), "sought": f"证据 {n}", "answer": None} for n, id_ in enumerate(of)]


def answer(to: UUID) -> AnswerBody:
    return AnswerBody.model_validate({
        "item_id": str(to),
        "kind": AnswerKind.SUPPLIED,
        "explanation": f"存于 {to}",
    })


@given(ids, st.randoms(use_true_random=False))
def test_one_answer_each_is_enough_in_any_order(of: list[UUID], order: Random) -> None:
    answers = [answer(id_) for id_ in of]
    order.shuffle(answers)

    found = answered(entries(of), answers)

    assert [entry["id"] for entry in found] == [str(id_) for id_ in of]
    assert [entry["answer"]["explanation"] for entry in found] == [f"存于 {id_}" for id_ in of]


@given(ids, st.data())
def test_any_other_collection_of_answers_is_refused(of: list[UUID], data: st.DataObject) -> None:
    known_or_not = st.one_of(st.sampled_from(of), st.uuids())
    to = data.draw(
        st.lists(known_or_not, min_size=1, max_size=8).filter(
            lambda drawn: sorted(drawn) != sorted(of)
        )
    )

    with pytest.raises(AnswersIncomplete) as refused:
        answered(entries(of), [answer(id_) for id_ in to])

    assert refused.value.extra == {"unanswered": [str(id_) for id_ in of if id_ not in to]}
