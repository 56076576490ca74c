from sqlalchemy.ext.asyncio import AsyncConnection

from app.referrals.lifecycle import ReferralAction
from tests.conftest import DeskOf
from tests.referrals.ledger import Ledger
from tests.referrals.piece import RECEIVER, SENDER, Piece

A = ReferralAction
STARTED = "case.handling_started"


async def second(at: DeskOf, piece: Piece) -> str:
    """Send the same case to the union as well; the path of that referral."""
    sent = await at(SENDER).create(
        "/referrals",
        {
            "to_agency": "310120-union",
            "purpose": "mediation",
            "asked_action": "请组织调解",
            "case_id": piece.case_id,
        },
    )
    return f"/referrals/{sent.json()['id']}"


async def test_the_handling_starts_when_the_only_route_is_accepted(
    piece: Piece, connection: AsyncConnection
) -> None:
    accepted = (await piece.take(A.ACCEPTANCE)).json()

    ledger = Ledger(connection, piece.case_id)
    case = await ledger.case()
    assert case.status == accepted["case"]["status"] == "in_progress"
    assert case.handling_started_at is not None
    assert (await ledger.events())[-1] == STARTED


async def test_the_handling_starts_only_when_every_chosen_route_is_accepted(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    mediation = await second(at, piece)
    ledger = Ledger(connection, piece.case_id)

    await piece.take(A.ACCEPTANCE)
    after_one = await ledger.events()
    await at("union").change(f"{mediation}/acceptance", {})

    assert STARTED not in after_one
    assert (await ledger.events())[-1] == STARTED


async def test_a_route_that_falls_away_no_longer_holds_up_the_others(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    mediation = await second(at, piece)
    await piece.take(A.ACCEPTANCE)

    await at(SENDER).change(f"{mediation}/withdrawal", {"explanation": "双方已和解"})

    assert (await Ledger(connection, piece.case_id).events())[-1] == STARTED


async def test_without_an_accepted_route_nothing_has_started(
    piece: Piece, connection: AsyncConnection
) -> None:
    await piece.take(A.REJECTION)

    case = await Ledger(connection, piece.case_id).case()
    assert (case.status, case.handling_started_at) == ("open", None)


async def test_an_open_triage_holds_the_start_back(
    piece: Piece, connection: AsyncConnection
) -> None:
    await piece.open_triage()

    await piece.take(A.ACCEPTANCE)

    assert STARTED not in await Ledger(connection, piece.case_id).events()


async def test_the_handling_starts_once(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    await piece.take(A.ACCEPTANCE)
    mediation = await second(at, piece)
    await at("union").change(f"{mediation}/acceptance", {})
    await piece.take(A.RETURN_REQUEST)
    await piece.take(A.RETURN_CONFIRMATION)

    assert (await Ledger(connection, piece.case_id).events()).count(STARTED) == 1
    assert (await at(RECEIVER).get(piece.path)).json()["case"]["status"] == "in_progress"
