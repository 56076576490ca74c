"""What callers send and see of workers and their claims; personal numbers leave masked."""

import re
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import (
    Field,
    ValidationInfo,
    computed_field,
    field_serializer,
    field_validator,
    model_validator,
)

from app.cases import masks, warnings
from app.cases.codes import Admission, ClaimKind, EvidenceLevel, IdentityKind
from app.cases.corrections import Correction, left_out
from app.cases.lifecycle import ClaimStatus
from app.cases.warnings import WarningView
from app.core.field_codes import ID_NUMBER_FORMAT, field_code, refusal
from app.core.fields import (
    Body,
    Day,
    Fen,
    Flag,
    LongText,
    PersonName,
    Phone,
    PositiveFen,
    ShownAt,
    View,
)
from app.core.identity_numbers import checked_resident_id

PERIOD_REVERSED = field_code(
    "period-reversed", "起始日期晚于终止日期", "The period ends before it begins"
)

_CARD: Final = re.compile("[0-9]{17}[0-9Xx]")


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
        if _CARD.fullmatch(number) is None:
            raise refusal(ID_NUMBER_FORMAT)
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


class WorkerChange(Correction):
    """Facts of a worker to correct; the claims are corrected one by one."""

    name: PersonName = Field(default_factory=left_out)
    identity: IdentityBody = Field(default_factory=left_out)
    phone: Phone = Field(default_factory=left_out)
    is_pensioner: Flag = Field(default_factory=left_out)


class ClaimChange(Correction):
    """Facts of an open claim to correct; how it ends is its conclusion."""

    amount_fen: PositiveFen = Field(default_factory=left_out)
    evidence_level: EvidenceLevel = Field(default_factory=left_out)
    admission: Admission = Field(default_factory=left_out)


class ConclusionBody(Body):
    """How a claim ends: its final state, what was paid in all, and why."""

    status: ClaimStatus
    paid_fen: Fen = 0
    reason: LongText


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
    concluded_at: ShownAt | None


class WorkerView(View):
    """One worker; the number and the phone are masked in every view."""

    id: UUID
    version: int
    name: str
    identity_kind: IdentityKind | None
    identity_number: str | None
    phone: str | None
    is_pensioner: bool
    claims: list[ClaimView] = Field(default_factory=list)

    @computed_field  # type: ignore[prop-decorator]  # pydantic's documented order
    @property
    def warnings(self) -> list[WarningView]:
        """What was accepted but is rarely right."""
        return warnings.of_identity(self.identity_kind, self.identity_number)

    @field_serializer("identity_number")
    def _masked_number(self, number: str | None) -> str | None:
        return masks.identity_number(number)

    @field_serializer("phone")
    def _masked_phone(self, number: str | None) -> str | None:
        return masks.phone(number)
