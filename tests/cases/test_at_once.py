import asyncio
from typing import Any

from tests import bodies
from tests.cases import folders
from tests.conftest import DeskOf

MANY = 12


async def test_workers_who_are_added_at_once_are_all_counted(committed_at: DeskOf) -> None:
    union = committed_at("union", "window")
    case = await folders.opened(union)
    path = f"/cases/{case['id']}/workers"

    answers = await asyncio.gather(*(union.create(path, bodies.worker()) for _ in range(MANY)))

    shown = await folders.current(union, case)
    assert [answer.status_code for answer in answers] == [201] * MANY
    assert shown["worker_count"] == len(shown["workers"]) == MANY + 1
    assert shown["claimed_fen"] == (MANY + 1) * 3_500_000


async def test_a_claim_is_concluded_once_however_many_try(committed_at: DeskOf) -> None:
    union = committed_at("union", "window")
    case = await folders.opened(union)
    path = f"{folders.claim_path(case)}/conclusion"
    paid = {"status": "paid", "paid_fen": 1, "reason": "已付"}

    answers = await asyncio.gather(*(union.change(path, paid, etag='"1"') for _ in range(MANY)))

    shown = await folders.current(union, case)
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (MANY - 1)
    assert (shown["open_claims"], shown["paid_fen"]) == (0, 1)


async def test_a_closure_and_a_new_claim_never_both_succeed(committed_at: DeskOf) -> None:
    lead = committed_at("union", "lead")
    cases = [await folders.opened(lead, workers=[bodies.worker(claims=[])]) for _ in range(6)]

    async def race(case: dict[str, Any]) -> tuple[int, int]:
        worker = case["workers"][0]["id"]
        path = f"/cases/{case['id']}"
        closed, added = await asyncio.gather(
            lead.change(f"{path}/closure", folders.REASON, etag='"1"'),
            lead.create(f"{path}/workers/{worker}/claims", {"kind": "wages", "amount_fen": 1}),
        )
        return closed.status_code, added.status_code

    outcomes = [await race(case) for case in cases]

    assert set(outcomes) <= {(200, 409), (409, 201)}
