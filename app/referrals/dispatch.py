"""One hand-over before it is written: whom it is addressed to, its row, its grants, its event."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.agencies.directory import Directory
from app.agencies.models import Agency
from app.agencies.powers import POWERS, Purpose
from app.auth.actor import WHOLE_AGENCY
from app.auth.policy import Standing
from app.cases.grants import Grant
from app.events.event import Event
from app.events.types import EventType
from app.referrals.errors import NotCompetent, SenderIsReceiver, UnknownAgency
from app.referrals.lifecycle import ReferralStatus
from app.work import Work


@dataclass(frozen=True, slots=True)
class Address:
    """An agency and the unit of it that deals with the matter."""

    agency: str
    unit: str


def receiver_of(directory: Directory, division: str, to_agency: str, purpose: Purpose) -> Address:
    """The unit that serves the purpose at this member; 422 names who has the power instead."""
    agency = directory.member(division, to_agency)
    if agency is None:
        raise UnknownAgency
    unit = directory.unit_for(purpose, agency)
    if unit is None:
        raise _not_competent(directory, division, purpose)
    return Address(agency.id, unit)


def _not_competent(directory: Directory, division: str, purpose: Purpose) -> NotCompetent:
    power = POWERS[purpose]
    return NotCompetent(
        competent=[_candidate(a, unit) for a, unit in directory.competent(division, purpose)],
        competent_kinds=sorted({holder.kind for holder in power.holders}),
        basis={"zh": power.basis.zh, "en": power.basis.en},
    )


def _candidate(agency: Agency, unit: str) -> dict[str, str]:
    return {"agency": agency.id, "kind": agency.kind, "unit": unit}


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A piece of work on its way; it always starts as `sent` and with the sender responsible."""

    work: Work
    case_id: UUID
    sender: Address
    receiver: Address
    purpose: Purpose
    asked_action: str
    legal_basis: str | None = None
    note: str | None = None
    preceded_by: UUID | None = None
    id: UUID = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", self.work.new_id())

    def must_leave_home(self) -> None:
        """A desk does not refer to itself; a decision of the station may address its own agency."""
        sender, receiver = self.sender, self.receiver
        if sender.agency == receiver.agency and receiver.unit in {WHOLE_AGENCY, sender.unit}:
            raise SenderIsReceiver

    def row(self) -> dict[str, Any]:
        now = self.work.now
        return {
            **dict.fromkeys(_UNSAID),
            "id": self.id,
            "case_id": self.case_id,
            "version": 1,
            "status": ReferralStatus.SENT,
            "purpose": self.purpose,
            "sender": self.sender.agency,
            "sender_unit": self.sender.unit,
            "receiver": self.receiver.agency,
            "receiver_unit": self.receiver.unit,
            "responsible": self.sender.agency,
            "is_held": False,
            "asked_action": self.asked_action,
            "legal_basis": self.legal_basis or POWERS[self.purpose].basis.zh,
            "note": self.note,
            "preceded_by": self.preceded_by,
            "sent_at": now,
            "updated_at": now,
        }

    def grants(self) -> list[Grant]:
        return [
            Grant(self.case_id, at.agency, at.unit, standing, EventType.REFERRAL_SENT, self.id)
            for at, standing in ((self.sender, Standing.SENDER), (self.receiver, Standing.RECEIVER))
        ]

    def sent(self) -> Event:
        return Event(
            EventType.REFERRAL_SENT,
            subject=self.id,
            version=1,
            case_id=self.case_id,
            piece_id=self.id,
            facts={
                "purpose": self.purpose,
                "sender": self.sender.agency,
                "receiver": self.receiver.agency,
                "receiver_unit": self.receiver.unit,
                "responsible": self.sender.agency,
                "status": ReferralStatus.SENT,
            },
            narrative={"asked_action": self.asked_action, "note": self.note},
        )


_UNSAID = (
    "officer",
    "expected_on",
    "reason_code",
    "explanation",
    "competent_agency",
    "missing",
    "supplement",
    "outcome",
    "paid_fen",
    "agreed_fen",
    "instrument",
    "concluded_on",
    "ruling",
    "redirected_to",
    "received_at",
    "accepted_at",
    "ended_at",
)
