"""Every published code list, with its names in both languages."""

from typing import Final

from app.agencies.kinds import Kind
from app.agencies.kinds import Unit as AgencyUnit
from app.agencies.powers import Purpose
from app.auth.actor import Role
from app.auth.policy import Permission, Standing
from app.calendars.steps import StepKind
from app.calendars.table import DayKind
from app.calendars.terms import Unit
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
from app.cases.lifecycle import CaseStatus, ClaimStatus, TriageStatus
from app.cases.triage_schemas import Stance
from app.core import problems
from app.core.field_codes import FIELD_TEXTS
from app.core.languages import Code
from app.deadlines.codes import Approver, Category, Certainty, Expiry, Obliged
from app.deadlines.lifecycle import DeadlineStatus
from app.events.procedure import FactKind
from app.events.types import EventType
from app.evidence.lifecycle import AnswerKind, EvidenceRequestStatus
from app.meta.schemas import CodeList, CodesView, CodeView, ErrorView
from app.referrals.codes import Outcome, RejectionReason, ReturnReason, Ruling
from app.referrals.lifecycle import ReferralAction, ReferralStatus

LISTS: Final[dict[str, type[Code]]] = {
    "admission": Admission,
    "agency_kind": Kind,
    "answer_kind": AnswerKind,
    "approver": Approver,
    "case_status": CaseStatus,
    "channel": Channel,
    "claim_kind": ClaimKind,
    "claim_status": ClaimStatus,
    "day_kind": DayKind,
    "deadline_category": Category,
    "deadline_certainty": Certainty,
    "deadline_expiry": Expiry,
    "deadline_status": DeadlineStatus,
    "event_type": EventType,
    "evidence_level": EvidenceLevel,
    "evidence_request_status": EvidenceRequestStatus,
    "identity_kind": IdentityKind,
    "industry": Industry,
    "obliged": Obliged,
    "outcome": Outcome,
    "party_role": PartyRole,
    "permission": Permission,
    "procedural_fact": FactKind,
    "purpose": Purpose,
    "referral_action": ReferralAction,
    "referral_status": ReferralStatus,
    "rejection_reason": RejectionReason,
    "return_reason": ReturnReason,
    "role": Role,
    "ruling": Ruling,
    "stance": Stance,
    "standing": Standing,
    "step_kind": StepKind,
    "term_unit": Unit,
    "triage_status": TriageStatus,
    "unit": AgencyUnit,
    "urgency": Urgency,
}


def published() -> CodesView:
    return CodesView(
        lists=[
            CodeList(name=name, codes=[CodeView(code=c, zh=c.zh, en=c.en) for c in codes])
            for name, codes in LISTS.items()
        ],
        errors=[
            ErrorView(
                code=error.code,
                status=problems.STATUS[error.kind],
                title_zh=error.title.zh,
                title_en=error.title.en,
                advice_zh=error.advice.zh,
                advice_en=error.advice.en,
            )
            for error in problems.catalogue()
        ],
        field_codes=[
            CodeView(code=code, zh=text.zh, en=text.en) for code, text in FIELD_TEXTS.items()
        ],
    )
