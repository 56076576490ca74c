from typing import Final

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.referrals.lifecycle import ReferralStatus
from tests.conftest import DeskOf
from tests.referrals.ledger import Ledger
from tests.referrals.piece import RECEIVER, SENDER, Piece

S = ReferralStatus

RESPONSIBLE: Final[dict[S, str]] = {
    S.SENT: SENDER,
    S.RECEIVED: SENDER,
    S.SUPPLEMENT_REQUESTED: SENDER,
    S.ACCEPTED: RECEIVER,
    S.REJECTED: SENDER,
    S.WITHDRAWN: SENDER,
    S.RETURN_REQUESTED: RECEIVER,
    S.RETURNED: SENDER,
    S.DISPUTED: SENDER,
    S.COMPLETED: SENDER,
    S.REDIRECTED: SENDER,
}
"""By contract: who carries the work in each state, on the shortest way to it."""


@pytest.mark.parametrize("status", S)
async def test_every_state_has_exactly_one_responsible_agency(
    at: DeskOf, piece: Piece, connection: AsyncConnection, status: S
) -> None:
    await piece.bring_to(status)

    seen = {(await at(kind).get(piece.path)).json()["responsible"] for kind in (SENDER, RECEIVER)}

    assert seen == {f"310120-{RESPONSIBLE[status]}"}
    for row in await Ledger(connection, piece.case_id).rows():
        assert row.responsible == (row.receiver if row.is_held else row.sender)


@pytest.mark.parametrize("status", S)
async def test_the_counts_of_the_case_are_what_its_referrals_say(
    piece: Piece, connection: AsyncConnection, status: S
) -> None:
    await piece.bring_to(status)

    ledger = Ledger(connection, piece.case_id)
    assert await ledger.counts() == await ledger.summed()
