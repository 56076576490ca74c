from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests.conftest import DeskOf
from tests.referrals.piece import RECEIVER, SENDER, STATION, Piece
from tests.station import TestClock

A, S = ReferralAction, ReferralStatus


async def test_an_objection_in_time_brings_the_rejection_before_the_station(
    at: DeskOf, piece: Piece
) -> None:
    await piece.bring_to(S.REJECTED)
    unseen = await at(STATION, "lead").get(piece.path)

    disputed = (await piece.take(A.OBJECTION)).json()

    assert unseen.status_code == 404
    assert (disputed["status"], disputed["responsible"]) == ("disputed", "310120-justice")
    assert disputed["ended_at"] is None
    assert (await at(STATION, "lead").get(piece.path)).status_code == 200


async def test_the_right_to_object_lapses_after_five_working_days(
    piece: Piece, clock: TestClock
) -> None:
    await piece.bring_to(S.REJECTED)
    clock.advance(days=7, hours=14, minutes=29, seconds=59)
    in_time = await piece.rehearse(A.OBJECTION, by=piece.at(SENDER))
    clock.advance(seconds=1)

    late = await piece.take(A.OBJECTION)

    assert in_time.status_code == 200
    problem = late.json()
    assert (late.status_code, problem["code"]) == (409, "time-limit-expired")
    assert problem["rule"] == "REF_OBJECTION_5WD"
    assert problem["due_at"].startswith("2026-03-10T00:00:00+08:00")


async def test_what_was_sent_again_in_the_meantime_is_no_longer_in_dispute(
    at: DeskOf, piece: Piece
) -> None:
    await piece.bring_to(S.REJECTED)
    again = await at(SENDER).create(
        "/referrals",
        {
            "to_agency": f"310120-{RECEIVER}",
            "purpose": "evidence_assist",
            "asked_action": "附补充说明，请再审查",
            "case_id": piece.case_id,
        },
    )

    refused = await piece.take(A.OBJECTION)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "already-referred")
    assert problem["referral_id"] == again.json()["id"]


async def test_during_the_dispute_the_receiver_sees_its_referral_without_end(
    at: DeskOf, piece: Piece, clock: TestClock
) -> None:
    await piece.bring_to(S.DISPUTED)
    clock.advance(days=31)

    assert (await at(RECEIVER).get(piece.path)).status_code == 200
