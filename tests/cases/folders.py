"""Cases as the tests of this package need them: registered, referred, accepted, concluded."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests import bodies
from tests.conftest import DeskOf
from tests.station import Desk

REASON = {"reason": "双方已结清"}


def card_number(seventeen: str) -> str:
    """The number with its check character, by the weights of the standard."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(seventeen))
    return seventeen + "10X98765432"[total % 11]


async def opened(desk: Desk, **changes: Any) -> dict[str, Any]:
    """A case registered at that desk, as its view shows it."""
    answer = await desk.create("/cases", bodies.case(**changes))
    assert answer.status_code == 201, answer.text
    case: dict[str, Any] = answer.json()
    return case


async def referred(
    at: DeskOf, case: dict[str, Any], to: str = "procuratorate", purpose: str = "evidence_assist"
) -> str:
    """A referral of the union's case; its id."""
    body = {"to_agency": f"310120-{to}", "purpose": purpose, "asked_action": "请依法办理"}
    answer = await at("union").create("/referrals", {**body, "case_id": case["id"]})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def accepted(at: DeskOf, case: dict[str, Any], by: str = "procuratorate") -> str:
    """A referral that its receiver has accepted, so that it holds the case; its id."""
    referral_id = await referred(at, case, by)
    answer = await at(by).change(f"/referrals/{referral_id}/acceptance", {})
    assert answer.status_code == 200, answer.text
    return referral_id


def claim_path(case: dict[str, Any]) -> str:
    """The address of the first claim of the first worker."""
    return f"/cases/{case['id']}/claims/{case['workers'][0]['claims'][0]['id']}"


async def conclude(desk: Desk, case: dict[str, Any], **changes: Any) -> None:
    body = {"status": "paid", "paid_fen": 3_500_000, "reason": "已通过银行转账付清", **changes}
    answer = await desk.change(f"{claim_path(case)}/conclusion", body)
    assert answer.status_code == 200, answer.text


async def current(desk: Desk, case: dict[str, Any]) -> dict[str, Any]:
    answer = await desk.get(f"/cases/{case['id']}")
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def last_event(connection: AsyncConnection, case: dict[str, Any]) -> Any:
    """The newest entry of the journal of that case."""
    newest = text(
        "SELECT * FROM journal_entry WHERE stream = :stream ORDER BY sequence DESC LIMIT 1"
    )
    return (await connection.execute(newest, {"stream": case["id"]})).one()
