import pytest

from app.referrals.lifecycle import ReferralAction
from tests import bodies
from tests.conftest import DeskOf
from tests.referrals import piece as pieces
from tests.referrals.piece import Piece

INSPECTION = {"to_agency": "310120-hrss", "purpose": "inspection"}


@pytest.fixture
async def inspection(at: DeskOf) -> Piece:
    return await pieces.send(at, **INSPECTION)


async def test_the_purpose_decides_the_unit(at: DeskOf, inspection: Piece) -> None:
    view = (await at("hrss", unit="inspection").get(inspection.path)).json()

    assert (view["receiver"], view["receiver_unit"]) == ("310120-hrss", "inspection")


@pytest.mark.parametrize("role", ["window", "officer", "lead", "system"])
async def test_arbitration_knows_nothing_of_a_referral_to_inspection(
    at: DeskOf, inspection: Piece, role: str
) -> None:
    arbitration = at("hrss", role, "arbitration")

    read = await arbitration.get(inspection.path)
    listed = await arbitration.get("/referrals")

    assert (read.status_code, read.json()["code"]) == (404, "referral-not-found")
    assert listed.json()["items"] == []


@pytest.mark.parametrize("action", ReferralAction)
async def test_arbitration_cannot_touch_a_referral_to_inspection(
    at: DeskOf, inspection: Piece, action: ReferralAction
) -> None:
    touched = await inspection.take(action, by=at("hrss", "lead", "arbitration"))

    assert touched.status_code == 404


async def test_the_wall_stands_on_the_side_of_the_sender_too(at: DeskOf) -> None:
    sent = await at("hrss", unit="arbitration").create("/referrals", bodies.referral())
    path = f"/referrals/{sent.json()['id']}"

    own = await at("hrss", unit="arbitration").get(path)
    other = await at("hrss", unit="inspection").get(path)

    assert (own.status_code, other.status_code) == (200, 404)
    assert own.json()["sender_unit"] == "arbitration"


async def test_one_unit_may_refer_to_the_other(at: DeskOf) -> None:
    sent = await at("hrss", unit="inspection").create(
        "/referrals", bodies.referral(to_agency="310120-hrss", purpose="arbitration")
    )

    assert sent.status_code == 201
    assert (sent.json()["sender_unit"], sent.json()["receiver_unit"]) == (
        "inspection",
        "arbitration",
    )


async def test_a_token_without_a_unit_does_not_speak_for_a_walled_agency(at: DeskOf) -> None:
    whole = at("hrss")
    whole.unit = None

    assert (await whole.get("/referrals")).status_code == 401
