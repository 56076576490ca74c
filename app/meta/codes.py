"""Every published code list, with its names in both languages."""

from typing import Final

from app.agencies.kinds import Kind, Unit
from app.agencies.powers import Purpose
from app.auth.actor import Role
from app.auth.policy import Permission, Standing
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
from app.deadlines.models import DeadlineStatus
from app.events.types import EventType
from app.evidence.lifecycle import AnswerKind, EvidenceRequestStatus
from app.meta.schemas import CodeList, CodesView, CodeView, ErrorView
from app.referrals.codes import Outcome, RejectionReason, ReturnReason, Ruling
from app.referrals.lifecycle import ReferralAction, ReferralStatus

LISTS: Final[dict[str, type[Code]]] = {
    "admission": Admission,
    "agency_kind": Kind,
    "answer_kind": AnswerKind,
    "case_status": CaseStatus,
    "channel": Channel,
    "claim_kind": ClaimKind,
    "claim_status": ClaimStatus,
    "deadline_status": DeadlineStatus,
    "event_type": EventType,
    "evidence_level": EvidenceLevel,
    "evidence_request_status": EvidenceRequestStatus,
    "identity_kind": IdentityKind,
    "industry": Industry,
    "outcome": Outcome,
    "party_role": PartyRole,
    "permission": Permission,
    "purpose": Purpose,
    "referral_action": ReferralAction,
    "referral_status": ReferralStatus,
    "rejection_reason": RejectionReason,
    "return_reason": ReturnReason,
    "role": Role,
    "ruling": Ruling,
    "stance": Stance,
    "standing": Standing,
    "triage_status": TriageStatus,
    "unit": Unit,
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
