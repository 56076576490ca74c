from typing import Any, Final

import pytest

from app.agencies.powers import Purpose
from tests import bodies
from tests.conftest import DeskOf

P = Purpose
INSPECTION: Final = ("hrss", "inspection")
ARBITRATION: Final = ("hrss", "arbitration")
COURT, PROCURATORATE = ("court", ""), ("procuratorate", "")
UNION, JUSTICE = ("union", ""), ("justice", "")
ANY_MEMBER: Final = {COURT, PROCURATORATE, UNION, JUSTICE, ("hrss", "")}

COMPETENT: Final[dict[P, set[tuple[str, str]]]] = {
    P.EVIDENCE_ASSIST: {PROCURATORATE, INSPECTION},
    P.INSPECTION: {INSPECTION},
    P.ADMIN_ENFORCEMENT: {INSPECTION},
    P.ADVANCE_PAYMENT: {INSPECTION},
    P.CREDIT_SANCTION: {INSPECTION},
    P.CRIMINAL: {INSPECTION, PROCURATORATE},
    P.ARBITRATION: {ARBITRATION},
    P.MEDIATION: {UNION, JUSTICE, ARBITRATION, COURT},
    P.LEGAL_AID: {JUSTICE, UNION},
    P.UNION_SUPERVISION: {UNION},
    P.INDUSTRY_SUPERVISION: set(),
    P.SUPPORTED_SUIT: {PROCURATORATE},
    P.PROC_SUPERVISION: {PROCURATORATE},
    P.JUDICIAL_CONFIRMATION: {COURT},
    P.PAYMENT_ORDER: {COURT},
    P.PRESERVATION: {COURT},
    P.LITIGATION: {COURT},
    P.ENFORCEMENT: {COURT},
    P.HOTLINE_OR_PETITION_REPLY: ANY_MEMBER,
    P.TRIAGE: ANY_MEMBER,
}
"""By contract: which of the five members have the power for each purpose, and in which unit."""

KINDS: Final = ("court", "procuratorate", "union", "justice", "hrss")


async def rehearse(at: DeskOf, receiver: str, purpose: str) -> Any:
    """Send without a trace, from a member that is not the receiver."""
    sender = at("union" if receiver != "union" else "court")
    body = bodies.referral(to_agency=f"310120-{receiver}", purpose=purpose)
    return await sender.create("/referrals", body, Prefer="dry-run")


@pytest.mark.parametrize("purpose", P)
async def test_only_who_has_the_power_for_a_purpose_is_sent_it(at: DeskOf, purpose: P) -> None:
    answers = {kind: await rehearse(at, kind, purpose) for kind in KINDS}

    taken = {
        (kind, answer.json()["receiver_unit"])
        for kind, answer in answers.items()
        if answer.status_code == 200
    }
    refused = {a.json()["code"] for a in answers.values() if a.status_code != 200}
    assert taken == COMPETENT[purpose]
    assert refused <= {"receiver-not-competent"}


async def test_a_refusal_names_who_has_the_power_and_by_which_law(at: DeskOf) -> None:
    refused = await rehearse(at, "court", "legal_aid")

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "receiver-not-competent")
    assert problem["competent"] == [
        {"agency": "310120-justice", "kind": "justice", "unit": ""},
        {"agency": "310120-union", "kind": "union", "unit": ""},
    ]
    assert problem["competent_kinds"] == ["justice", "union"]
    assert problem["basis"]["zh"] == "法律援助法第四十二条；工会法第三十条"
    assert "Legal Aid Law" in problem["basis"]["en"]


async def test_a_refusal_names_the_kinds_also_where_the_station_has_no_such_member(
    at: DeskOf,
) -> None:
    problem = (await rehearse(at, "union", "industry_supervision")).json()

    assert problem["competent"] == []
    assert problem["competent_kinds"] == ["housing", "transport", "water"]


async def test_the_law_is_the_basis_of_a_referral_that_names_none(at: DeskOf) -> None:
    silent = await rehearse(at, "justice", "legal_aid")
    body = bodies.referral(legal_basis="法律援助法第三十一条")
    named = await at("union").create("/referrals", body, Prefer="dry-run")

    assert silent.json()["legal_basis"] == "法律援助法第四十二条；工会法第三十条"
    assert named.json()["legal_basis"] == "法律援助法第三十一条"


@pytest.mark.parametrize("agency", ["310120-police", "310118-court", "999999-union"])
async def test_a_referral_goes_to_a_member_of_the_same_station(at: DeskOf, agency: str) -> None:
    body = bodies.referral(to_agency=agency, purpose="triage")

    refused = await at("union").create("/referrals", body)

    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-agency")


@pytest.mark.parametrize(
    ("kind", "purpose"), [("union", "mediation"), ("hrss", "inspection"), ("hrss", "triage")]
)
async def test_an_agency_does_not_refer_to_itself(at: DeskOf, kind: str, purpose: str) -> None:
    body = bodies.referral(to_agency=f"310120-{kind}", purpose=purpose)

    refused = await at(kind).create("/referrals", body)

    assert (refused.status_code, refused.json()["code"]) == (422, "sender-is-receiver")
