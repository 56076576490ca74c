"""What callers send and see of an evidence request."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.agencies.schemas import AgencyId
from app.cases.codes import Urgency
from app.cases.schemas import CaseSummary
from app.core.fields import Body, Identifier, LongText, ShortText, ShownAt, View
from app.core.pages import Page
from app.deadlines.schemas import ClockSummary
from app.evidence.lifecycle import AnswerKind, EvidenceRequestStatus

MOST_SOUGHT = 50


class SoughtBody(Body):
    """One piece of evidence: what it is, who may hold it, and what it should prove."""

    sought: ShortText
    holder: ShortText
    proves: ShortText


class EvidenceRequestBody(Body):
    """Everything that one agency asks of another at once; answered together as well."""

    to_agency: AgencyId
    items: Annotated[tuple[SoughtBody, ...], Field(min_length=1, max_length=MOST_SOUGHT)]
    note: LongText | None = None


class EvidenceAcceptanceBody(Body):
    """Nothing needs to be said: `{}`."""


class AnswerBody(Body):
    """What became of one entry.

    `explanation` says where the evidence is if it was supplied, why if it was refused, and what
    was tried if it could not be had.
    """

    item_id: Identifier
    kind: AnswerKind
    explanation: LongText


class EvidenceAnswersBody(Body):
    """One answer for every entry of the request, in any order."""

    answers: Annotated[tuple[AnswerBody, ...], Field(min_length=1, max_length=MOST_SOUGHT)]


class EvidenceWithdrawalBody(Body):
    """Why the request is no longer needed, or not waited for."""

    explanation: LongText


class AnswerView(View):
    kind: AnswerKind
    explanation: str


class SoughtView(View):
    """One piece of evidence that is sought; `answer` is null until the request is answered."""

    id: UUID
    sought: str
    holder: str
    proves: str
    answer: AnswerView | None


class EvidenceRequestView(View):
    id: UUID
    case_id: UUID
    version: int
    status: EvidenceRequestStatus
    sender: str
    sender_unit: str
    receiver: str
    receiver_unit: str
    responsible: str
    items: list[SoughtView]
    note: str | None
    requested_at: ShownAt
    accepted_at: ShownAt | None
    answered_at: ShownAt | None
    updated_at: ShownAt
    case: CaseSummary
    deadlines: list[ClockSummary]


class EvidenceRequestLine(View):
    """A request in a list: what a desk needs to choose the next one."""

    id: UUID
    case_id: UUID
    case_number: str
    employer: str
    urgency: Urgency
    version: int
    status: EvidenceRequestStatus
    sender: str
    receiver: str
    receiver_unit: str
    responsible: str
    item_count: int
    requested_at: ShownAt
    updated_at: ShownAt


class EvidenceRequestPage(Page[EvidenceRequestLine]):
    """One page of a box, newest first."""
