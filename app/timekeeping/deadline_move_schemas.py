"""What an agency says when it pauses, resumes or extends a clock."""

from typing import Annotated

from pydantic import Field

from app.core.fields import Body, Day, LongText, ShortText, Whole
from app.deadlines.codes import Approver


class PauseBody(Body):
    """On which day the time stopped running, today if nothing is said, and why."""

    on: Day | None = None
    reason: LongText
    document: ShortText | None = None


class ResumptionBody(Body):
    """On which day the cause fell away, today if nothing is said; that day is not counted."""

    on: Day | None = None
    note: LongText | None = None
    document: ShortText | None = None


class ExtensionBody(Body):
    """By how much, in the unit of the rule's extension, and who approved it when."""

    amount: Annotated[Whole, Field(ge=1, le=10_000)]
    approver: Approver
    approved_on: Day
    reason: LongText
    document: ShortText | None = None
