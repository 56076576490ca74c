"""What callers send and see of a referral."""

from datetime import date
from uuid import UUID

from pydantic import model_validator

from app.agencies.powers import Purpose
from app.agencies.schemas import AgencyId
from app.cases.schemas import CaseBody, CaseSummary
from app.core.field_codes import field_code, refusal
from app.core.fields import Body, Day, Fen, Identifier, LongText, ShortText, ShownAt, View
from app.deadlines.schemas import ClockSummary
from app.referrals.codes import Outcome, RejectionReason, ReturnReason, Ruling
from app.referrals.lifecycle import ReferralStatus

ONE_CASE = field_code(
    "one-case",
    "case_id 与 case 须且只能填一个",
    "Give either case_id or case, and not both",
)


class ReferralBody(Body):
    """A hand-over on an existing case, or with an inline `case` that is opened by the same call."""

    to_agency: AgencyId
    purpose: Purpose
    asked_action: LongText
    legal_basis: ShortText | None = None
    note: LongText | None = None
    case_id: Identifier | None = None
    case: CaseBody | None = None

    @model_validator(mode="after")
    def _one_case(self) -> "ReferralBody":
        if (self.case_id is None) == (self.case is None):
            raise refusal(ONE_CASE)
        return self


class ReceiptBody(Body):
    """Nothing needs to be said: `{}`."""


class AcceptanceBody(Body):
    """Who handles it and until when, where that is known: `{}` is a valid acceptance."""

    officer: ShortText | None = None
    expected_on: Day | None = None


class RejectionBody(Body):
    reason_code: RejectionReason
    explanation: LongText
    competent_agency: AgencyId | None = None


class SupplementRequestBody(Body):
    """Everything that is missing, said once and in full."""

    missing: LongText


class SupplementBody(Body):
    supplement: LongText


class WithdrawalBody(Body):
    explanation: LongText


class AssignmentBody(Body):
    officer: ShortText


class ReturnRequestBody(Body):
    reason_code: ReturnReason
    explanation: LongText


class ReturnConfirmationBody(Body):
    """Nothing needs to be said: `{}`."""


class RefusalBody(Body):
    explanation: LongText


class RulingBody(Body):
    """The station's word; it is final. `to_agency` belongs to a redirection alone."""

    ruling: Ruling
    explanation: LongText
    to_agency: AgencyId | None = None


class CompletionBody(Body):
    """What was achieved, by which instrument and when; a payment and an agreement name sums."""

    outcome: Outcome
    explanation: LongText
    concluded_on: Day
    instrument: ShortText | None = None
    paid_fen: Fen | None = None
    agreed_fen: Fen | None = None


class ReferralView(View):
    id: UUID
    case_id: UUID
    version: int
    status: ReferralStatus
    purpose: Purpose
    sender: str
    sender_unit: str
    receiver: str
    receiver_unit: str
    responsible: str
    asked_action: str
    legal_basis: str
    note: str | None
    officer: str | None
    expected_on: date | None
    reason_code: str | None
    explanation: str | None
    competent_agency: str | None
    missing: str | None
    supplement: str | None
    outcome: Outcome | None
    paid_fen: int | None
    agreed_fen: int | None
    instrument: str | None
    concluded_on: date | None
    ruling: Ruling | None
    redirected_to: UUID | None
    preceded_by: UUID | None
    sent_at: ShownAt
    received_at: ShownAt | None
    accepted_at: ShownAt | None
    ended_at: ShownAt | None
    updated_at: ShownAt
    case: CaseSummary
    deadlines: list[ClockSummary]


class ReferralLine(View):
    """A referral in a list: what a desk needs to choose the next one."""

    id: UUID
    case_id: UUID
    case_number: str
    employer: str
    urgency: str
    workers: int
    claimed_fen: int
    version: int
    status: ReferralStatus
    purpose: Purpose
    sender: str
    receiver: str
    receiver_unit: str
    responsible: str
    officer: str | None
    sent_at: ShownAt
    updated_at: ShownAt


class ReferralPage(View):
    items: list[ReferralLine]
    next_cursor: str | None
