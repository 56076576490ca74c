"""How what callers send of a case becomes rows and columns."""

from typing import Any, Final
from uuid import UUID

from app.cases.lifecycle import ClaimStatus
from app.cases.party_schemas import LeadBody, PartyBody
from app.cases.schemas import ProjectBody
from app.cases.worker_schemas import ClaimBody, WorkerBody
from app.work import Work

Row = dict[str, Any]

_OF_PROJECT: Final = tuple(ProjectBody.model_fields)


def project_columns(project: ProjectBody | None) -> Row:
    """The columns of the case that hold its project."""
    return {f"project_{name}": project and getattr(project, name) for name in _OF_PROJECT}


def lead_row(work: Work, case_id: UUID, lead: LeadBody) -> Row:
    return {
        "id": work.new_id(),
        "case_id": case_id,
        "received_by": work.actor.agency,
        **lead.model_dump(),
    }


def party_row(work: Work, case_id: UUID, party: PartyBody) -> Row:
    return {"id": work.new_id(), "case_id": case_id, **party.model_dump()}


def worker_row(work: Work, case_id: UUID, worker: WorkerBody) -> Row:
    facts = worker.model_dump(exclude={"claims"})
    return {"id": work.new_id(), "case_id": case_id, "version": 1, **worker_columns(facts)}


def worker_columns(facts: Row) -> Row:
    """The columns of what is said of a worker; the number stands beside its kind."""
    if "identity" not in facts:
        return facts
    identity = facts.pop("identity") or {}
    return {
        **facts,
        "identity_kind": identity.get("kind"),
        "identity_number": identity.get("number"),
    }


def claim_row(work: Work, case_id: UUID, worker_id: UUID, claim: ClaimBody) -> Row:
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
