"""What two agencies do with an evidence request: ask, accept, answer."""

from collections import Counter
from typing import Any, Final
from uuid import UUID

from app.agencies.directory import Directory
from app.agencies.powers import Purpose
from app.auth.policy import Standing
from app.cases import commands as cases
from app.cases import grants
from app.cases import queries as case_queries
from app.cases.commands import Tally
from app.cases.grants import Grant
from app.core import database
from app.core.database import rows
from app.events.types import EventType
from app.evidence import answers, moves
from app.evidence.lifecycle import AnswerKind, EvidenceRequestStatus
from app.evidence.lifecycle import EvidenceRequestAction as A
from app.evidence.models import EvidenceRequest
from app.evidence.schemas import (
    EvidenceAnswersBody,
    EvidenceRequestBody,
    EvidenceRequestView,
    EvidenceWithdrawalBody,
)
from app.referrals.dispatch import Address, receiver_of
from app.referrals.errors import SenderIsReceiver
from app.work import Work

_INSERT: Final = database.insertion(EvidenceRequest)


async def request(
    work: Work, directory: Directory, case_id: UUID, body: EvidenceRequestBody
) -> EvidenceRequestView:
    """Ask an agency that has the power for evidence on a case that is there."""
    case, standings = await case_queries.get_for_update(work, case_id)
    await work.admit(standings)
    cases.must_be_live(case)
    division = work.actor.division
    receiver = receiver_of(directory, division, body.to_agency, Purpose.EVIDENCE_ASSIST)
    if receiver == Address(work.actor.agency, work.actor.unit):
        raise SenderIsReceiver
    row = _row(work, case_id, receiver, body)
    await database.run(work.connection, _INSERT, {"evidence_request": rows([row])})
    await grants.give(work, *_grants(row))
    await cases.count(work, case, Tally(open_requests=1))
    facts = {"item_count": len(body.items)}
    asked = moves.event(_REQUESTED, row, facts, {"note": body.note} if body.note else None)
    await work.record(asked)
    return await moves.view(work, row, cases.summary_after(case, ()))


async def accept(work: Work, request_id: UUID) -> EvidenceRequestView:
    move = await moves.begin(work, request_id, A.ACCEPTANCE)
    return await moves.finish(work, move, {"accepted_at": work.now})


async def answer(work: Work, request_id: UUID, body: EvidenceAnswersBody) -> EvidenceRequestView:
    """Answer every entry of the request, each exactly once."""
    move = await moves.begin(work, request_id, A.ANSWERS)
    items = answers.answered(move.request.items, body.answers)
    counts = Counter(given.kind for given in body.answers)
    facts = {str(kind): counts[kind] for kind in AnswerKind}
    values = {"items": items, "answered_at": work.now}
    return await moves.finish(work, move, values, facts=facts)


async def withdraw(
    work: Work, request_id: UUID, body: EvidenceWithdrawalBody
) -> EvidenceRequestView:
    """Take back what was not answered, so that a silent receiver holds up nobody's case."""
    move = await moves.begin(work, request_id, A.WITHDRAWAL)
    return await moves.finish(work, move, {}, narrative=body.model_dump())


_REQUESTED: Final = EventType.EVIDENCE_REQUEST_REQUESTED


def _row(work: Work, case_id: UUID, receiver: Address, body: EvidenceRequestBody) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "case_id": case_id,
        "version": 1,
        "status": EvidenceRequestStatus.REQUESTED,
        "sender": work.actor.agency,
        "sender_unit": work.actor.unit,
        "receiver": receiver.agency,
        "receiver_unit": receiver.unit,
        "responsible": work.actor.agency,
        "items": [
            {"id": work.new_id(), **sought.model_dump(), "answer": None} for sought in body.items
        ],
        "note": body.note,
        "requested_at": work.now,
        "accepted_at": None,
        "answered_at": None,
        "updated_at": work.now,
    }


def _grants(row: dict[str, Any]) -> list[Grant]:
    return [
        Grant(row["case_id"], row[side], row[f"{side}_unit"], standing, _REQUESTED, row["id"])
        for side, standing in (("sender", Standing.SENDER), ("receiver", Standing.RECEIVER))
    ]
