"""What callers send and see of a case as a whole."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from app.cases.codes import Industry, Urgency
from app.cases.corrections import Correction, left_out
from app.cases.lifecycle import CaseStatus
from app.cases.party_schemas import LeadBody, LeadView, PartyBody, PartyView
from app.cases.worker_schemas import WorkerBody, WorkerView
from app.core.field_codes import field_code, refusal
from app.core.fields import (
    Body,
    CreditCode,
    DivisionCode,
    ExternalNumber,
    Fen,
    Flag,
    LongText,
    ShortText,
    ShownAt,
    View,
    Whole,
)
from app.deadlines.schemas import ClockSummary

WORKER_MISSING = field_code(
    "worker-missing",
    "请至少登记一名劳动者；匿名线索或只有估计人数时请注明",
    "Name a worker, or say that the report is anonymous or how many are owed by estimate",
)

Workers = Annotated[Whole, Field(ge=1, le=100_000)]


class ProjectBody(Body):
    name: ShortText
    address: ShortText | None = None
    division: DivisionCode | None = None
    industry: Industry | None = None
    permit_no: ExternalNumber | None = None


class CaseBody(Body):
    """The facts with which a lead becomes a case; `credit_code` is that of the employer.

    Without a worker the report must be anonymous or carry an estimate of how many are owed.
    """

    lead: LeadBody
    employer: ShortText
    summary: LongText
    urgency: Urgency = Urgency.NORMAL
    is_anonymous: Flag = False
    estimated_workers: Workers | None = None
    estimated_fen: Fen | None = None
    credit_code: CreditCode | None = None
    parties: Annotated[tuple[PartyBody, ...], Field(max_length=50)] = ()
    project: ProjectBody | None = None
    workers: Annotated[tuple[WorkerBody, ...], Field(max_length=1000)] = ()

    @model_validator(mode="after")
    def _somebody_is_owed(self) -> "CaseBody":
        if not self.workers and not self.is_anonymous and self.estimated_workers is None:
            raise refusal(WORKER_MISSING)
        return self


class CaseChange(Correction):
    """Facts of a case to correct; a project is replaced as a whole."""

    employer: ShortText = Field(default_factory=left_out)
    credit_code: CreditCode = Field(default_factory=left_out)
    summary: LongText = Field(default_factory=left_out)
    urgency: Urgency = Field(default_factory=left_out)
    estimated_workers: Workers = Field(default_factory=left_out)
    estimated_fen: Fen = Field(default_factory=left_out)
    project: ProjectBody = Field(default_factory=left_out)


class ReasonBody(Body):
    """Why; shown in the timeline."""

    reason: LongText


class ProjectView(View):
    name: str
    address: str | None
    division: str | None
    industry: Industry | None
    permit_no: str | None


class CaseSummary(View):
    """A case in lists and beside its referrals."""

    id: UUID
    number: str
    status: CaseStatus
    urgency: Urgency
    employer: str
    project_name: str | None
    workers: int
    claimed_fen: int
    first_received_at: ShownAt


class CaseView(View):
    id: UUID
    number: str
    division: str
    status: CaseStatus
    version: int
    originator: str
    owner: str
    owner_unit: str
    urgency: Urgency
    summary: str
    is_anonymous: bool
    estimated_workers: int | None
    estimated_fen: int | None
    employer: str
    credit_code: str | None
    project: ProjectView | None
    first_received_at: ShownAt
    registered_at: ShownAt
    handling_started_at: ShownAt | None
    ended_at: ShownAt | None
    worker_count: int
    claim_count: int
    open_claims: int
    claimed_fen: int
    paid_fen: int
    open_triages: int
    open_referrals: int
    open_requests: int
    deadlines: list[ClockSummary]
    leads: list[LeadView]
    parties: list[PartyView]
    workers: list[WorkerView]


class CaseLine(CaseSummary):
    """A case in a list: what a desk needs to choose the next one, and no worker's name."""

    version: int
    originator: str
    owner: str
    open_claims: int
    paid_fen: int
    open_referrals: int
    open_requests: int
    registered_at: ShownAt
    updated_at: ShownAt


class CasePage(View):
    items: list[CaseLine]
    next_cursor: str | None
