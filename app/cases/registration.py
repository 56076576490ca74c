"""Opening a case: the rows of the folder, its people and its first grants, in one statement."""

from typing import Final

from sqlalchemy import select

from app.auth.policy import Standing
from app.cases import rules
from app.cases.grants import Grant
from app.cases.lifecycle import CaseStatus
from app.cases.models import CASE_SERIAL, AccessGrant, Case, Claim, Lead, Party, Worker
from app.cases.rows import (
    Row,
    claim_row,
    lead_row,
    party_row,
    project_columns,
    worker_row,
)
from app.cases.schemas import CaseBody
from app.cases.search import search_text
from app.core import clock, database
from app.core.clock import CHINA
from app.core.database import rows
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

STANDINGS: Final = frozenset({Standing.ORIGINATOR, Standing.OWNER})
"""How whoever registers a case stands to it from the first moment."""

_SERIAL: Final = select(CASE_SERIAL.next_value())
_FACTS: Final = (
    "urgency", "summary", "is_anonymous", "estimated_workers", "estimated_fen", "employer",
    "credit_code",
)  # fmt: skip


class Folder:
    """The rows of a case that is being opened; nothing is written before `TABLES` are filled."""

    TABLES: Final = (Case, Lead, Party, Worker, Claim, AccessGrant)
    FILLING: Final = tuple(database.inserting(table) for table in TABLES)

    def __init__(self, work: Work, body: CaseBody, number: str) -> None:
        self._work = work
        self._body = body
        self.id = work.new_id()
        self.number = number
        self.workers = [worker_row(work, self.id, worker) for worker in body.workers]
        self.claims = [
            claim_row(work, self.id, row["id"], claim)
            for row, worker in zip(self.workers, body.workers, strict=True)
            for claim in worker.claims
        ]
        self.claimed_fen = claimed_fen(body)
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

    def case(self, referrals: int) -> Row:
        work, body = self._work, self._body
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
            **{name: getattr(body, name) for name in _FACTS},
            **project_columns(body.project),
            "search_text": self._search_text(),
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
            "accepted_routes": 0,
            "open_tracks": 0,
        }

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
                "received_at": clock.shown(body.lead.received_at),
                "originator": self._work.actor.agency,
                "owner": self._work.actor.agency,
                "urgency": body.urgency,
                "workers": len(self.workers),
                "claimed_fen": self.claimed_fen,
            },
        )

    def _search_text(self) -> str:
        body = self._body
        project = body.project.name if body.project else None
        return search_text(self.number, body.employer, project, body.lead.external_number)


async def open_folder(work: Work, body: CaseBody) -> Folder:
    """Check what only the present instant can decide, and draw the case number."""
    rules.check_received(work, body.lead)
    for worker in body.workers:
        rules.check_worker(work, worker)
    rules.check_total(claimed_fen(body))
    serial = (await database.run(work.connection, _SERIAL, {})).scalar_one()
    year = work.now.astimezone(CHINA).year
    return Folder(work, body, f"{work.actor.division}-{year}-{serial}")


def claimed_fen(body: CaseBody) -> int:
    return sum(rules.claimed_fen(worker.claims) for worker in body.workers)
