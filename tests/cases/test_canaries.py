"""Numbers of people leave neither by any route of cases and referrals nor through the journal."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests import bodies
from tests.cases import folders
from tests.conftest import DeskOf
from tests.station import Desk

CARD = "440524188001010014"
PASSPORT = "E98765432"
WORKER_PHONE = "13812345678"
PARTY_PHONE = "13987654321"
CANARIES = (CARD, PASSPORT, PASSPORT.lower(), WORKER_PHONE, PARTY_PHONE)

WORKERS = [
    bodies.worker(identity={"kind": "resident_id", "number": CARD}, phone=WORKER_PHONE),
    bodies.worker(identity={"kind": "passport", "number": PASSPORT.lower()}),
]
PARTY = {"role": "foreman", "name": "王老板", "contact_phone": PARTY_PHONE}
LEAD = {"channel": "petition", "received_at": "2026-03-02T09:00:00+08:00"}
CLAIM = {"kind": "overtime", "amount_fen": 100}


class Listener:
    """A desk whose every answer is kept, headers and all."""

    def __init__(self, desk: Desk, heard: list[str]) -> None:
        self._desk = desk
        self._heard = heard

    async def get(self, path: str) -> Any:
        return self._keep(await self._desk.get(path))

    async def create(self, path: str, body: object) -> Any:
        return self._keep(await self._desk.create(path, body))

    async def change(self, path: str, body: object, method: str = "POST") -> Any:
        return self._keep(await self._desk.change(path, body, method=method))

    def _keep(self, answer: Any) -> Any:
        self._heard.append(f"{answer.text}\n{answer.headers}")
        return answer


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
async def known(at: DeskOf, heard: list[str]) -> dict[str, str]:
    """A case on which everything was done that carries a number; the ids that paths ask for."""
    union = Listener(at("union"), heard)
    case = (await union.create("/cases", bodies.case(workers=WORKERS, parties=[PARTY]))).json()
    path, worker = f"/cases/{case['id']}", case["workers"][0]
    at_worker, at_claim = f"{path}/workers/{worker['id']}", folders.claim_path(case)
    lead = (await union.create(f"{path}/leads", LEAD)).json()
    party = (await union.create(f"{path}/parties", PARTY)).json()
    await union.create(f"{path}/workers", WORKERS[1])
    await union.change(at_worker, {"phone": WORKER_PHONE}, method="PATCH")
    await union.change(at_worker, {"identity": WORKERS[0]["identity"]}, method="PATCH")
    await union.create(f"{at_worker}/claims", CLAIM)
    await union.change(at_claim, {"admission": "yes"}, method="PATCH")
    await union.change(f"{at_claim}/conclusion", {"status": "time_barred", **folders.REASON})
    await union.change(path, {"urgency": "urgent"}, method="PATCH")
    await union.change(f"{path}/closure", folders.REASON)
    await union.create(f"{path}/triage", {"question": "如何处置？"})
    ended = {"kind": "employment_ended", "occurred_on": "2026-03-01", "concerns": worker["id"]}
    fact = (await union.create(f"{path}/facts", ended)).json()
    referred = bodies.referral(case=bodies.case(workers=WORKERS, parties=[PARTY]))
    inline = (await union.create("/referrals", referred)).json()
    receiver = Listener(at("procuratorate"), heard)
    await receiver.change(f"/referrals/{inline['id']}/acceptance", {})
    return {
        "case_id": case["id"],
        "worker_id": worker["id"],
        "claim_id": worker["claims"][0]["id"],
        "lead_id": lead["id"],
        "party_id": party["id"],
        "fact_id": fact["id"],
        "referral_id": inline["id"],
    }


async def test_no_route_of_cases_and_referrals_says_a_number(
    app: FastAPI, at: DeskOf, known: dict[str, str], heard: list[str]
) -> None:
    reading = [
        path
        for path, operations in app.openapi()["paths"].items()
        if "get" in operations and path.startswith(("/v1/cases", "/v1/referrals"))
    ]

    desk = Listener(at("union"), heard)
    answers = [await desk.get(path.format(**known)) for path in reading]

    assert [answer.status_code for answer in answers] == [200] * len(reading)
    assert len(reading) > 8
    assert "138****5678" in "".join(heard)
    assert [canary for canary in CANARIES if any(canary in said for said in heard)] == []


async def test_a_refusal_does_not_repeat_the_number_that_it_refuses(
    at: DeskOf, heard: list[str]
) -> None:
    union = Listener(at("union"), heard)
    case = await folders.opened(at("union"))
    path = f"/cases/{case['id']}"
    mistyped = {"kind": "resident_id", "number": f"{CARD[:-1]}5"}

    for worker in (bodies.worker(identity=mistyped), bodies.worker(phone=f"{WORKER_PHONE}9")):
        await union.create("/cases", bodies.case(workers=[worker]))
        await union.create(f"{path}/workers", worker)
        await union.create("/cases", bodies.case(employer=None, workers=[worker]))
    await union.create(f"{path}/parties", {**PARTY, "role": PARTY_PHONE})

    assert len(heard) == 7
    for said in heard:
        assert CARD[:-1] not in said
        assert WORKER_PHONE not in said
        assert PARTY_PHONE not in said


async def test_no_event_and_no_stored_answer_holds_a_number(
    connection: AsyncConnection, known: dict[str, str]
) -> None:
    kept = await connection.execute(
        text(
            "SELECT facts::text || narrative::text FROM journal_entry "
            "UNION ALL SELECT body || headers::text FROM stored_answer"
        )
    )

    lines = kept.scalars().all()
    assert len(lines) > 20
    assert [canary for canary in CANARIES if any(canary in line for line in lines)] == []
