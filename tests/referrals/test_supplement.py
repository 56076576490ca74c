from app.referrals.lifecycle import ReferralAction
from tests.conftest import DeskOf
from tests.referrals.piece import STATION, Piece
from tests.station import TestClock

A = ReferralAction


async def test_what_is_missing_is_said_and_then_supplied(piece: Piece) -> None:
    asked = (await piece.take(A.SUPPLEMENT_REQUEST)).json()
    supplied = (await piece.take(A.SUPPLEMENT)).json()

    assert (asked["status"], asked["missing"]) == (
        "supplement_requested",
        "请补充考勤记录与工资约定",
    )
    assert (supplied["status"], supplied["supplement"]) == ("received", "已补充考勤记录")
    assert supplied["responsible"] == "310120-justice"


async def test_a_receiver_asks_for_a_supplement_once(piece: Piece) -> None:
    await piece.take(A.SUPPLEMENT_REQUEST)
    await piece.take(A.SUPPLEMENT)

    again = await piece.take(A.SUPPLEMENT_REQUEST, missing="还缺身份证明")

    assert (again.status_code, again.json()["code"]) == (409, "supplement-already-requested")


async def test_after_a_supplement_the_receiver_accepts_or_rejects_at_once(piece: Piece) -> None:
    await piece.take(A.SUPPLEMENT_REQUEST)
    await piece.take(A.SUPPLEMENT)

    rejected = await piece.take(A.REJECTION)

    assert rejected.status_code == 200


async def test_a_sender_that_stays_silent_leaves_the_matter_to_the_station(
    at: DeskOf, piece: Piece, clock: TestClock
) -> None:
    await piece.take(A.SUPPLEMENT_REQUEST)
    early = await piece.take(A.STATION_RULING)
    clock.advance(days=8)

    ruled = await piece.take(A.STATION_RULING, by=at(STATION, "lead"), ruling="accepted")

    assert (early.status_code, early.json()["code"]) == (409, "time-limit-running")
    assert (ruled.json()["status"], ruled.json()["responsible"]) == (
        "accepted",
        "310120-procuratorate",
    )


async def test_a_late_supplement_still_counts_while_nobody_has_acted_on_its_absence(
    piece: Piece, clock: TestClock
) -> None:
    await piece.take(A.SUPPLEMENT_REQUEST)
    clock.advance(days=30)

    assert (await piece.take(A.SUPPLEMENT)).status_code == 200
