"""Opening a case: the rows of the folder, its people and its first grants, in one statement."""

from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.auth.policy import Standing
from app.cases.codes import IdentityKind
from app.cases.errors import BirthInFuture, ReceiptInFuture, TotalTooLarge
from app.cases.grants import Grant
from app.cases.lifecycle import CaseStatus, ClaimStatus
from app.cases.models import CASE_SERIAL, AccessGrant, Case, Claim, Lead, Party, Worker
from app.cases.schemas import CaseBody, ClaimBody, IdentityBody, LeadBody, PartyBody, WorkerBody
from app.cases.search import search_text
from app.core import database, identity_numbers
from app.core.clock import CHINA
from app.core.database import rows
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

SAFE_TOTAL: Final = 2**53 - 1
"""The largest sum that every reader of JSON can hold exactly."""

STANDINGS: Final = frozenset({Standing.ORIGINATOR, Standing.OWNER})
"""How whoever registers a case stands to it from the first moment."""

_SERIAL: Final = select(CASE_SERIAL.next_value())


class Folder:
    """The rows of a case that is being opened; nothing is written before `TABLES` are filled."""

    TABLES: Final = (Case, Lead, Party, Worker, Claim, AccessGrant)

    def __init__(self, work: Work, body: CaseBody, number: str) -> None:
        self._work = work
        self._body = body
        self.id = work.new_id()
        self.number = number
        self.workers = [self._worker(worker) for worker in body.workers]
        self.claims = [
            self._claim(row["id"], claim)
            for row, worker in zip(self.workers, body.workers, strict=True)
            for claim in worker.claims
        ]
        self.leads = [lead_row(work, self.id, body.lead)]
        self.parties = [party_row(work, self.id, party) for party in body.parties]

    def parameters(self, grants: list[Grant], *, referrals: int = 0) -> dict[str, object]:
        """What fills `TABLES`; `referrals` are opened together with the case."""
        case = Case.__tablename__
        return {
            str(case): rows([self.case(referrals)]),
            "lead": rows(self.leads),
            "party": rows(self.parties),
            "worker": rows(self.workers),
            "claim": rows(self.claims),
            "access_grant": rows(grant.row(self._work) for grant in [*self.grants(), *grants]),
        }

    def grants(self) -> list[Grant]:
        actor = self._work.actor
        return [
            Grant(self.id, actor.agency, actor.unit, standing, EventType.CASE_REGISTERED)
            for standing in sorted(STANDINGS)
        ]

    def case(self, referrals: int) -> dict[str, object]:
        work, body = self._work, self._body
        project = body.project
        return {
            "id": self.id,
            "number": self.number,
            "division": work.actor.division,
            "status": CaseStatus.OPEN,
            "version": 1,
            "originator": work.actor.agency,
            "originator_unit": work.actor.unit,
            "owner": work.actor.agency,
            "owner_unit": work.actor.unit,
            "urgency": body.urgency,
            "summary": body.summary,
            "is_anonymous": body.is_anonymous,
            "estimated_workers": body.estimated_workers,
            "estimated_fen": body.estimated_fen,
            "employer": body.employer,
            "project_name": project and project.name,
            "project_address": project and project.address,
            "project_division": project and project.division,
            "project_industry": project and project.industry,
            "project_permit_no": project and project.permit_no,
            "search_text": search_text(
                self.number,
                body.employer,
                project.name if project else None,
                body.lead.external_number,
            ),
            "first_received_at": body.lead.received_at,
            "registered_at": work.now,
            "handling_started_at": None,
            "ended_at": None,
            "updated_at": work.now,
            "workers": len(self.workers),
            "claims": len(self.claims),
            "open_claims": len(self.claims),
            "claimed_fen": self.claimed_fen,
            "paid_fen": 0,
            "open_triages": 0,
            "open_referrals": referrals,
            "unaccepted_referrals": referrals,
            "held_referrals": 0,
            "open_requests": 0,
            "open_tracks": 0,
        }

    @property
    def claimed_fen(self) -> int:
        return sum(claim.amount_fen for worker in self._body.workers for claim in worker.claims)

    def registered(self) -> Event:
        body = self._body
        return Event(
            EventType.CASE_REGISTERED,
            subject=self.id,
            version=1,
            case_id=self.id,
            facts={
                "number": self.number,
                "channel": body.lead.channel,
                "received_at": body.lead.received_at.isoformat(),
                "originator": self._work.actor.agency,
                "owner": self._work.actor.agency,
                "urgency": body.urgency,
                "workers": len(self.workers),
                "claimed_fen": self.claimed_fen,
            },
        )

    def _worker(self, worker: WorkerBody) -> dict[str, object]:
        return worker_row(self._work, self.id, worker)

    def _claim(self, worker_id: object, claim: ClaimBody) -> dict[str, object]:
        return claim_row(self._work, self.id, worker_id, claim)


async def open_folder(work: Work, body: CaseBody) -> Folder:
    """Check what only the present instant can decide, and draw the case number."""
    check_received(work, body.lead)
    for worker in body.workers:
        check_birth(work, worker.identity)
    if sum(c.amount_fen for w in body.workers for c in w.claims) > SAFE_TOTAL:
        raise TotalTooLarge
    serial = (await database.run(work.connection, _SERIAL, {})).scalar_one()
    year = work.now.astimezone(CHINA).year
    return Folder(work, body, f"{work.actor.division}-{year}-{serial}")


def check_received(work: Work, lead: LeadBody) -> None:
    if lead.received_at > work.now:
        raise ReceiptInFuture


def check_birth(work: Work, identity: IdentityBody | None) -> None:
    """A birth date lies in the past; only card numbers carry one."""
    if identity is None or identity.kind is IdentityKind.PASSPORT:
        return
    if identity_numbers.birth_date(identity.number) > work.now.astimezone(CHINA).date():
        raise BirthInFuture


def lead_row(work: Work, case_id: UUID, lead: LeadBody) -> dict[str, object]:
    return {
        "id": work.new_id(),
        "case_id": case_id,
        "channel": lead.channel,
        "external_number": lead.external_number,
        "window_id": lead.window_id,
        "received_by": work.actor.agency,
        "received_at": lead.received_at,
    }


def party_row(work: Work, case_id: UUID, party: PartyBody) -> dict[str, object]:
    return {"id": work.new_id(), "case_id": case_id, **party.model_dump()}


def worker_row(work: Work, case_id: UUID, worker: WorkerBody) -> dict[str, object]:
    identity = worker.identity
    return {
        "id": work.new_id(),
        "case_id": case_id,
        "version": 1,
        "name": worker.name,
        "identity_kind": identity and identity.kind,
        "identity_number": identity and identity.number,
        "phone": worker.phone,
        "is_pensioner": worker.is_pensioner,
    }


def claim_row(work: Work, case_id: UUID, worker_id: object, claim: ClaimBody) -> dict[str, object]:
    return {
        "id": work.new_id(),
        "case_id": case_id,
        "worker_id": worker_id,
        "version": 1,
        **claim.model_dump(),
        "paid_fen": 0,
        "status": ClaimStatus.OPEN,
        "concluded_at": None,
    }
