from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests.conftest import DeskOf
from tests.referrals.piece import STATION, Piece
from tests.station import TestClock

A, S = ReferralAction, ReferralStatus


async def test_until_the_sender_agrees_nothing_changes_hands(piece: Piece) -> None:
    await piece.take(A.ACCEPTANCE)

    asked = (await piece.take(A.RETURN_REQUEST)).json()

    assert (asked["status"], asked["responsible"]) == ("return_requested", "310120-procuratorate")
    assert asked["reason_code"] == "facts_changed"


async def test_a_confirmed_return_makes_the_sender_responsible_again(piece: Piece) -> None:
    await piece.bring_to(S.RETURN_REQUESTED)

    returned = (await piece.take(A.RETURN_CONFIRMATION)).json()

    assert (returned["status"], returned["responsible"]) == ("returned", "310120-justice")
    assert returned["ended_at"] is not None


async def test_a_refused_return_is_a_dispute_and_the_receiver_carries_on(piece: Piece) -> None:
    await piece.bring_to(S.RETURN_REQUESTED)

    disputed = (await piece.take(A.RETURN_REFUSAL)).json()

    assert (disputed["status"], disputed["responsible"]) == ("disputed", "310120-procuratorate")


async def test_an_unanswered_return_is_the_stations_after_three_working_days(
    at: DeskOf, piece: Piece, clock: TestClock
) -> None:
    await piece.bring_to(S.RETURN_REQUESTED)
    # Three working days from Monday, 2 March end with Thursday, 5 March.
    clock.advance(days=3, hours=14, minutes=29, seconds=59)
    early = await piece.take(A.STATION_RULING)
    clock.advance(seconds=1)

    ruled = await piece.take(A.STATION_RULING, by=at(STATION, "lead"), ruling="accepted")

    problem = early.json()
    assert (early.status_code, problem["code"]) == (409, "time-limit-running")
    assert problem["rule"] == "REF_RETURN_3WD"
    assert ruled.json()["status"] == "accepted"


async def test_a_sender_may_answer_late_as_long_as_nobody_has_ruled(
    piece: Piece, clock: TestClock
) -> None:
    await piece.bring_to(S.RETURN_REQUESTED)
    clock.advance(days=10)

    assert (await piece.take(A.RETURN_CONFIRMATION)).status_code == 200


async def test_after_a_ruling_to_go_on_a_receiver_may_ask_again_and_end_the_work(
    piece: Piece,
) -> None:
    await piece.bring_to(S.RETURN_REQUESTED)
    await piece.take(A.RETURN_REFUSAL)
    await piece.take(A.STATION_RULING, ruling="accepted")

    asked = await piece.take(A.RETURN_REQUEST)
    refused = await piece.take(A.RETURN_REFUSAL)
    ruled = await piece.take(A.STATION_RULING, ruling="returned")

    assert [asked.status_code, refused.status_code, ruled.status_code] == [200, 200, 200]
    assert ruled.json()["responsible"] == "310120-justice"
