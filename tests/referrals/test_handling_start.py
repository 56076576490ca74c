import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests.conftest import DeskOf
from tests.referrals.ledger import Ledger
from tests.referrals.piece import RECEIVER, SENDER, Piece

A, S = ReferralAction, ReferralStatus
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


@pytest.mark.parametrize(
    ("ruling", "counts", "status"),
    [("accepted", (1, 0, 1), "in_progress"), ("rejected", (0, 0, 0), "open")],
)
async def test_the_only_route_in_dispute_starts_nothing_until_the_station_gives_it_to_the_receiver(
    piece: Piece,
    connection: AsyncConnection,
    ruling: str,
    counts: tuple[int, int, int],
    status: str,
) -> None:
    await piece.bring_to(S.DISPUTED)
    ledger = Ledger(connection, piece.case_id)
    in_dispute, counted = await ledger.case(), await ledger.counts()

    await piece.take(A.STATION_RULING, ruling=ruling)

    assert (in_dispute.status, in_dispute.handling_started_at) == ("open", None)
    # It is open and in nobody's hands; with its answer the receiver is not waited for any more.
    assert counted == (1, 0, 0)
    assert (await ledger.case()).status == status
    assert await ledger.counts() == await ledger.summed() == counts


async def test_a_rejection_is_an_answer_and_its_dispute_holds_up_no_other_route(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    mediation = await second(at, piece)
    await piece.bring_to(S.DISPUTED)

    await at("union").change(f"{mediation}/acceptance", {})

    ledger = Ledger(connection, piece.case_id)
    assert (await ledger.events())[-1] == STARTED
    assert await ledger.counts() == await ledger.summed() == (2, 0, 1)


async def test_work_that_is_done_counts_as_started_once_nothing_waits_any_more(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    mediation = await second(at, piece)
    ledger = Ledger(connection, piece.case_id)
    await piece.take(A.ACCEPTANCE)
    await piece.take(A.COMPLETION)
    before = await ledger.events()

    refused = {"reason_code": "other", "explanation": "双方不愿调解"}
    await at("union").change(f"{mediation}/rejection", refused)

    assert STARTED not in before
    assert STARTED in await ledger.events()


async def test_work_that_was_given_back_has_not_started_anything(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    mediation = await second(at, piece)
    ledger = Ledger(connection, piece.case_id)
    await piece.take(A.ACCEPTANCE)
    await piece.take(A.RETURN_REQUEST)
    await piece.take(A.RETURN_CONFIRMATION)

    refused = {"reason_code": "other", "explanation": "双方不愿调解"}
    await at("union").change(f"{mediation}/rejection", refused)

    assert STARTED not in await ledger.events()


async def test_a_receiver_that_may_not_give_work_back_still_holds_it_during_the_dispute(
    piece: Piece, connection: AsyncConnection
) -> None:
    await piece.bring_to(S.RETURN_REQUESTED)

    await piece.take(A.RETURN_REFUSAL)

    ledger = Ledger(connection, piece.case_id)
    assert (await ledger.case()).status == "in_progress"
    assert await ledger.counts() == await ledger.summed() == (1, 0, 1)


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
