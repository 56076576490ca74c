from typing import Any

import pytest

from app.referrals.codes import Outcome
from app.referrals.lifecycle import ReferralAction, ReferralStatus
from tests.conftest import DeskOf
from tests.referrals.piece import RECEIVER, Piece

A, S = ReferralAction, ReferralStatus


async def test_a_completion_keeps_outcome_sums_instrument_and_date(piece: Piece) -> None:
    await piece.bring_to(S.ACCEPTED)

    completed = (
        await piece.take(
            A.COMPLETION,
            outcome="paid_in_part",
            paid_fen=1_000_000,
            agreed_fen=2_500_000,
            instrument="沪奉检民支〔2026〕12号",
            concluded_on="2026-03-01",
        )
    ).json()

    assert (completed["status"], completed["responsible"]) == ("completed", "310120-justice")
    assert (completed["outcome"], completed["paid_fen"]) == ("paid_in_part", 1_000_000)
    assert (completed["agreed_fen"], completed["concluded_on"]) == (2_500_000, "2026-03-01")
    assert completed["instrument"] == "沪奉检民支〔2026〕12号"
    assert completed["ended_at"] is not None


@pytest.mark.parametrize("missing", ["outcome", "explanation", "concluded_on"])
async def test_work_does_not_end_without_its_outcome(
    at: DeskOf, piece: Piece, missing: str
) -> None:
    await piece.bring_to(S.ACCEPTED)
    body = {"outcome": "no_result", "explanation": "未取得结果", "concluded_on": "2026-03-02"}
    del body[missing]

    refused = await at(RECEIVER).change(f"{piece.path}/completion", body, etag=piece.etag)

    assert refused.status_code == 422
    assert refused.json()["fields"][0]["pointer"] == f"/{missing}"


SUMS: dict[Outcome, str] = {
    Outcome.PAID_IN_FULL: "paid_fen",
    Outcome.PAID_IN_PART: "paid_fen",
    Outcome.AGREEMENT_REACHED: "agreed_fen",
}


@pytest.mark.parametrize("outcome", Outcome)
async def test_a_payment_and_an_agreement_are_nothing_without_their_sum(
    at: DeskOf, piece: Piece, outcome: Outcome
) -> None:
    await piece.bring_to(S.ACCEPTED)
    receiver, needed = at(RECEIVER), SUMS.get(outcome)

    silent = await piece.rehearse(A.COMPLETION, by=receiver, outcome=outcome)
    zero = await piece.rehearse(
        A.COMPLETION, by=receiver, outcome=outcome, paid_fen=0, agreed_fen=0
    )
    said = await piece.rehearse(
        A.COMPLETION, by=receiver, outcome=outcome, **({needed: 1} if needed else {})
    )

    expected = (422, "outcome-amount-missing") if needed else (200, None)
    assert (silent.status_code, silent.json().get("code")) == expected
    assert (zero.status_code, zero.json().get("code")) == expected
    assert said.status_code == 200


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"paid_fen": -1}, "/paid_fen"),
        ({"paid_fen": 1.0}, "/paid_fen"),
        ({"paid_fen": "100"}, "/paid_fen"),
        ({"paid_fen": 10**14}, "/paid_fen"),
        ({"agreed_fen": True}, "/agreed_fen"),
        ({"outcome": "PAID_IN_FULL"}, "/outcome"),
        ({"concluded_on": "2026-02-30"}, "/concluded_on"),
        ({"concluded_on": "2026-03-02T00:00:00Z"}, "/concluded_on"),
    ],
)
async def test_sums_are_whole_fen_and_dates_are_real(
    at: DeskOf, piece: Piece, said: dict[str, Any], pointer: str
) -> None:
    await piece.bring_to(S.ACCEPTED)

    refused = await piece.rehearse(A.COMPLETION, by=at(RECEIVER), **said)

    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["fields"]] == [pointer]


async def test_what_is_concluded_was_concluded_by_today_in_china(piece: Piece) -> None:
    await piece.bring_to(S.ACCEPTED)

    tomorrow = await piece.take(A.COMPLETION, concluded_on="2026-03-03")

    assert (tomorrow.status_code, tomorrow.json()["code"]) == (422, "date-in-future")
    # At one in the morning of 3 March in China it is still 2 March in UTC.
    piece.at(RECEIVER).clock.advance(hours=15, minutes=30)
    assert (await piece.take(A.COMPLETION, concluded_on="2026-03-03")).status_code == 200
