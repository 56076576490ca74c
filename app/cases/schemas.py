"""What callers send and see of a case; personal numbers leave masked."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, ValidationInfo, field_serializer, field_validator, model_validator

from app.cases import masks
from app.cases.codes import (
    Admission,
    Channel,
    ClaimKind,
    EvidenceLevel,
    IdentityKind,
    Industry,
    PartyRole,
    Urgency,
)
from app.cases.lifecycle import CaseStatus, ClaimStatus
from app.core.field_codes import field_code, refusal
from app.core.fields import (
    Body,
    CreditCode,
    Day,
    DivisionCode,
    ExternalNumber,
    Fen,
    Flag,
    Instant,
    LongText,
    PersonName,
    Phone,
    PositiveFen,
    ShortText,
    View,
    Whole,
)
from app.core.identity_numbers import checked_resident_id

PERIOD_REVERSED = field_code(
    "period-reversed", "起始日期晚于终止日期", "The period ends before it begins"
)
WORKER_MISSING = field_code(
    "worker-missing",
    "请至少登记一名劳动者；匿名线索或只有估计人数时请注明",
    "Name a worker, or say that the report is anonymous or how many are owed by estimate",
)

Workers = Annotated[Whole, Field(ge=1, le=100_000)]


class LeadBody(Body):
    """How the lead came in; `received_at` is the first receipt, from which the five days run."""

    channel: Channel
    received_at: Instant
    external_number: ExternalNumber | None = None
    window_id: ShortText | None = None


class PartyBody(Body):
    role: PartyRole
    name: ShortText
    credit_code: CreditCode | None = None
    contact_name: PersonName | None = None
    contact_phone: Phone | None = None
    address: ShortText | None = None


class ProjectBody(Body):
    name: ShortText
    address: ShortText | None = None
    division: DivisionCode | None = None
    industry: Industry | None = None
    permit_no: ExternalNumber | None = None


class IdentityBody(Body):
    """A number that identifies a worker; its check follows from its kind."""

    kind: IdentityKind
    number: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{5,18}$", max_length=18)]

    @field_validator("number")
    @classmethod
    def _checked(cls, number: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind is None or kind is IdentityKind.PASSPORT:
            return number.upper()
        return checked_resident_id(number)


class ClaimBody(Body):
    """One sum: the period is that for which it is owed."""

    kind: ClaimKind
    amount_fen: PositiveFen
    period_from: Day | None = None
    period_to: Day | None = None
    evidence_level: EvidenceLevel = EvidenceLevel.D
    admission: Admission = Admission.UNKNOWN

    @model_validator(mode="after")
    def _ordered(self) -> "ClaimBody":
        if self.period_from and self.period_to and self.period_from > self.period_to:
            raise refusal(PERIOD_REVERSED)
        return self


class WorkerBody(Body):
    name: PersonName
    identity: IdentityBody | None = None
    phone: Phone | None = None
    is_pensioner: Flag = False
    claims: Annotated[tuple[ClaimBody, ...], Field(max_length=50)] = ()


class CaseBody(Body):
    """The facts with which a lead becomes a case.

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


class CaseChange(Body):
    """Facts to correct; what is left out stays, and nothing can be set to nothing."""

    employer: ShortText | None = None
    summary: LongText | None = None
    urgency: Urgency | None = None
    estimated_workers: Workers | None = None
    estimated_fen: Fen | None = None
    project: ProjectBody | None = None


class WorkerChange(Body):
    name: PersonName | None = None
    identity: IdentityBody | None = None
    phone: Phone | None = None
    is_pensioner: Flag | None = None


class ClaimChange(Body):
    amount_fen: PositiveFen | None = None
    evidence_level: EvidenceLevel | None = None
    admission: Admission | None = None


class ConclusionBody(Body):
    """How a claim ends: its final state, what was paid in all, and why."""

    status: ClaimStatus
    paid_fen: Fen = 0
    reason: LongText


class ReasonBody(Body):
    """Why; shown in the timeline."""

    reason: LongText


class LeadView(View):
    id: UUID
    channel: Channel
    external_number: str | None
    window_id: str | None
    received_by: str
    received_at: datetime


class PartyView(View):
    id: UUID
    role: PartyRole
    name: str
    credit_code: str | None
    contact_name: str | None
    contact_phone: str | None
    address: str | None

    @field_serializer("contact_phone")
    def _masked(self, number: str | None) -> str | None:
        return masks.phone(number)


class ClaimView(View):
    id: UUID
    worker_id: UUID
    version: int
    kind: ClaimKind
    amount_fen: int
    paid_fen: int
    period_from: date | None
    period_to: date | None
    evidence_level: EvidenceLevel
    admission: Admission
    status: ClaimStatus
    concluded_at: datetime | None


class WorkerView(View):
    """One worker; the number and the phone are masked in every view."""

    id: UUID
    version: int
    name: str
    identity_kind: IdentityKind | None
    identity_number: str | None
    phone: str | None
    is_pensioner: bool
    claims: tuple[ClaimView, ...] = ()

    @field_serializer("identity_number")
    def _masked_number(self, number: str | None) -> str | None:
        return masks.identity_number(number)

    @field_serializer("phone")
    def _masked_phone(self, number: str | None) -> str | None:
        return masks.phone(number)


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
    first_received_at: datetime


class CaseView(View):
    id: UUID
    number: str
    division: str
    status: CaseStatus
    version: int
    originator: str
    owner: str
    urgency: Urgency
    summary: str
    is_anonymous: bool
    estimated_workers: int | None
    estimated_fen: int | None
    employer: str
    project: ProjectView | None
    first_received_at: datetime
    registered_at: datetime
    handling_started_at: datetime | None
    ended_at: datetime | None
    worker_count: int
    claim_count: int
    open_claims: int
    claimed_fen: int
    paid_fen: int
    open_referrals: int
    open_requests: int
    leads: list[LeadView]
    parties: list[PartyView]
    workers: list[WorkerView]


class CasePage(View):
    items: list[CaseSummary]
    next_cursor: str | None
