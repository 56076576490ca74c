"""What is done to the workers of a case: one is added, or facts of one are corrected."""

from typing import Final
from uuid import UUID

from app.cases import commands, parts, queries, rules
from app.cases.commands import Tally
from app.cases.models import Claim, Worker
from app.cases.parts import Place
from app.cases.rows import claim_row, worker_columns, worker_row
from app.cases.worker_schemas import ClaimView, WorkerBody, WorkerChange, WorkerView
from app.core import database
from app.core.database import rows, table_of
from app.events.event import Event
from app.events.types import EventType
from app.work import Work

WORKER: Final = table_of(Worker)

_ADD: Final = database.insertion(Worker, Claim)


async def add(work: Work, case_id: UUID, body: WorkerBody) -> WorkerView:
    """Add a worker together with the claims that are known."""
    case, standings = await queries.get_for_update(work, case_id)
    await work.admit(standings)
    commands.must_be_live(case)
    rules.check_worker(work, body)
    claimed = rules.claimed_fen(body.claims)
    rules.check_total(case.claimed_fen, claimed)
    worker = worker_row(work, case.id, body)
    claims = [claim_row(work, case.id, worker["id"], claim) for claim in body.claims]
    await database.run(work.connection, _ADD, {"worker": rows([worker]), "claim": rows(claims)})
    number = len(claims)
    tally = Tally(workers=1, claims=number, open_claims=number, claimed_fen=claimed)
    await commands.count(work, case, tally)
    added = Event(
        EventType.WORKER_ADDED,
        subject=worker["id"],
        version=1,
        case_id=case.id,
        facts={"claims": number, "claimed_fen": claimed},
    )
    await work.record(added)
    views = [ClaimView.model_validate(claim) for claim in claims]
    return WorkerView.model_validate({**worker, "claims": views})


async def correct(work: Work, place: Place, body: WorkerChange) -> WorkerView:
    """Correct facts of a worker; the event names them and never says what they are."""
    case, standings = await queries.get_for_update(work, place.case_id)
    worker = await parts.worker(work, place)
    await work.admit(standings, worker.version)
    commands.must_be_live(case)
    rules.check_birth(work, body.identity)
    values = worker_columns(body.said()) | {"version": worker.version + 1}
    await database.run(
        work.connection, WORKER.update().where(WORKER.c.id == worker.id).values(values), {}
    )
    await commands.count(work, case, Tally())
    changed = Event(
        EventType.WORKER_CHANGED,
        subject=worker.id,
        version=values["version"],
        case_id=case.id,
        facts={"changed": body.named()},
    )
    await work.record(changed)
    return await parts.worker_view(work, place)
