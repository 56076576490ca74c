from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests.conftest import DeskOf
from tests.referrals.ledger import Ledger
from tests.referrals.piece import RECEIVER, SENDER, STATION, Piece
from tests.station import TestClock

A, S = ReferralAction, ReferralStatus
TO_INSPECTION = {"ruling": "redirected", "to_agency": "310120-hrss"}


@pytest.mark.parametrize(
    ("ruling", "responsible"),
    [("accepted", RECEIVER), ("returned", SENDER), ("rejected", SENDER)],
)
async def test_a_ruling_ends_the_dispute_and_says_who_is_responsible(
    piece: Piece, ruling: str, responsible: str
) -> None:
    await piece.bring_to(S.DISPUTED)

    ruled = (await piece.take(A.STATION_RULING, ruling=ruling)).json()

    assert (ruled["status"], ruled["ruling"]) == (ruling, ruling)
    assert ruled["responsible"] == f"310120-{responsible}"
    assert ruled["explanation"] == "由移送机关继续办理"
    assert (ruled["ended_at"] is None) == (ruling == "accepted")


async def test_a_redirection_sends_the_same_work_to_another_agency(
    at: DeskOf, piece: Piece
) -> None:
    await piece.bring_to(S.DISPUTED)

    ruled = (await piece.take(A.STATION_RULING, **TO_INSPECTION)).json()
    onward = (await at("hrss").get(f"/referrals/{ruled['redirected_to']}")).json()

    assert (ruled["status"], ruled["ruling"]) == ("redirected", "redirected")
    assert (onward["status"], onward["preceded_by"]) == ("sent", piece.id)
    assert (onward["sender"], onward["responsible"]) == ("310120-justice", "310120-justice")
    assert (onward["receiver"], onward["receiver_unit"]) == ("310120-hrss", "inspection")
    assert onward["asked_action"] == ruled["asked_action"]
    assert (await at(SENDER).get(f"/referrals/{onward['id']}")).status_code == 200


async def test_a_redirection_is_recorded_and_counted_as_one_change(
    piece: Piece, connection: AsyncConnection
) -> None:
    await piece.bring_to(S.DISPUTED)

    await piece.take(A.STATION_RULING, **TO_INSPECTION)

    ledger = Ledger(connection, piece.case_id)
    assert (await ledger.events())[-2:] == ["referral.ruled", "referral.sent"]
    assert await ledger.counts() == await ledger.summed() == (1, 1, 0)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"ruling": "redirected"}, "redirection-target-mismatch"),
        ({"ruling": "returned", "to_agency": "310120-hrss"}, "redirection-target-mismatch"),
        ({"ruling": "redirected", "to_agency": "310120-court"}, "receiver-not-competent"),
        ({"ruling": "redirected", "to_agency": "310120-police"}, "unknown-agency"),
    ],
)
async def test_a_redirection_names_a_competent_member_and_no_other_ruling_does(
    piece: Piece, said: dict[str, Any], code: str
) -> None:
    await piece.bring_to(S.DISPUTED)

    refused = await piece.take(A.STATION_RULING, **said)

    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_work_that_already_lies_with_an_agency_is_not_redirected_to_it(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    await at(SENDER).create(
        "/referrals",
        {
            "to_agency": "310120-hrss",
            "purpose": "evidence_assist",
            "asked_action": "请调取工资账册",
            "case_id": piece.case_id,
        },
    )
    await piece.bring_to(S.DISPUTED)

    to_inspection = await piece.take(A.STATION_RULING, **TO_INSPECTION)
    to_the_receiver = await piece.take(
        A.STATION_RULING, ruling="redirected", to_agency=f"310120-{RECEIVER}"
    )

    for refused in (to_inspection, to_the_receiver):
        assert (refused.status_code, refused.json()["code"]) == (409, "already-referred")
    assert to_the_receiver.json()["referral_id"] == piece.id
    assert (await piece.take(A.STATION_RULING)).status_code == 200
    ledger = Ledger(connection, piece.case_id)
    assert await ledger.counts() == await ledger.summed()


@pytest.mark.parametrize("way", ["after an objection", "after a silence"])
async def test_a_ruling_is_final(piece: Piece, clock: TestClock, way: str) -> None:
    if way == "after an objection":
        await piece.bring_to(S.DISPUTED)
    else:
        await piece.bring_to(S.SUPPLEMENT_REQUESTED)
        clock.advance(days=8)
    await piece.take(A.STATION_RULING, ruling="rejected")

    refused = await piece.take(A.OBJECTION)

    assert (refused.status_code, refused.json()["code"]) == (409, "ruling-is-final")


async def test_who_is_redirected_to_starts_the_handling_and_not_the_ruling(
    at: DeskOf, piece: Piece, connection: AsyncConnection
) -> None:
    mediation = await at(SENDER).create(
        "/referrals",
        {
            "to_agency": "310120-union",
            "purpose": "mediation",
            "asked_action": "请组织调解",
            "case_id": piece.case_id,
        },
    )
    await piece.take(A.SUPPLEMENT_REQUEST)
    await at("union").change(f"/referrals/{mediation.json()['id']}/acceptance", {})
    piece.at(STATION).clock.advance(days=8)

    ruled = (await piece.take(A.STATION_RULING, **TO_INSPECTION)).json()

    ledger = Ledger(connection, piece.case_id)
    assert (await ledger.case()).handling_started_at is None
    await at("hrss").change(f"/referrals/{ruled['redirected_to']}/acceptance", {})
    assert (await ledger.events())[-2:] == ["referral.accepted", "case.handling_started"]
