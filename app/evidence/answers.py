"""Which answer belongs to which entry: every entry is answered exactly once, or nothing is."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.evidence.errors import AnswersIncomplete
from app.evidence.schemas import AnswerBody

Entry = Mapping[str, Any]


def answered(entries: Sequence[Entry], answers: Sequence[AnswerBody]) -> list[dict[str, Any]]:
    """The entries with their answers, in the order in which they were asked for."""
    given = {str(answer.item_id): answer for answer in answers}
    unanswered = [entry["id"] for entry in entries if entry["id"] not in given]
    # As many answers as entries and no entry left out: none is unknown and none came twice.
    if unanswered or len(answers) != len(entries):
        raise AnswersIncomplete(unanswered=unanswered)
    return [
        {**entry, "answer": given[entry["id"]].model_dump(exclude={"item_id"})} for entry in entries
    ]
