from app.referrals.lifecycle import ReferralAction
from tests.conftest import DeskOf
from tests.referrals.piece import RECEIVER, Piece
from tests.station import TestClock

A = ReferralAction


async def test_a_receipt_changes_neither_responsibility_nor_promises_acceptance(
    piece: Piece,
) -> None:
    received = (await piece.take(A.RECEIPT)).json()

    assert (received["status"], received["responsible"]) == ("received", "310120-justice")
    assert received["received_at"] is not None
    assert received["accepted_at"] is None


async def test_a_system_may_acknowledge_before_any_person_looks(at: DeskOf, piece: Piece) -> None:
    received = await piece.take(A.RECEIPT, by=at(RECEIVER, "system"))

    assert received.status_code == 200


async def test_a_later_answer_keeps_the_instant_of_the_receipt(
    piece: Piece, clock: TestClock
) -> None:
    received = (await piece.take(A.RECEIPT)).json()["received_at"]
    clock.advance(hours=3)

    accepted = (await piece.take(A.ACCEPTANCE)).json()

    assert accepted["received_at"] != accepted["accepted_at"]
    assert accepted["received_at"][:16] in {received[:16], "2026-03-02T01:30"}


async def test_an_answer_without_a_receipt_is_a_receipt_as_well(piece: Piece) -> None:
    accepted = (await piece.take(A.ACCEPTANCE)).json()

    assert accepted["received_at"] == accepted["accepted_at"]
