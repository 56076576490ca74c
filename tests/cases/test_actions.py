from typing import Any

from app.cases.actions import CaseStep
from app.evidence.schemas import EvidenceRequestBody
from app.referrals.schemas import ReferralBody
from app.timekeeping.procedure_schemas import ProceduralFactBody
from tests import rights
from tests.cases import folders
from tests.conftest import DeskOf
from tests.station import Desk

STEPS = [
    "correction", "facts", "leads", "parties", "workers", "triage", "referrals",
    "evidence-requests",
]  # fmt: skip
MOVES = ["closure", "withdrawal", "reopening"]


async def offered(desk: Desk, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = await desk.get(f"/cases/{case['id']}/actions")
    assert answer.status_code == 200, answer.text
    return {action["action"]: action for action in answer.json()["items"]}


def blocked(actions: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """What hinders each action that is not open."""
    return {
        name: [reason["code"] for reason in action["blocked_by"]]
        for name, action in actions.items()
        if not action["allowed"]
    }


async def test_the_owner_may_do_everything_but_close_over_open_claims(at: DeskOf) -> None:
    lead = at("union", "lead")
    case = await folders.opened(lead)

    actions = await offered(lead, case)

    assert list(actions) == [*STEPS, *MOVES]
    assert blocked(actions) == {
        "closure": ["work-outstanding"],
        "reopening": ["agency", "transition-not-allowed"],
    }


async def test_a_receiver_is_told_that_its_standing_does_not_do(at: DeskOf) -> None:
    case = await folders.opened(at("union"))
    await folders.referred(at, case)

    actions = await offered(at("procuratorate", "lead"), case)

    assert blocked(actions) == {
        "correction": ["standing"],
        "leads": ["standing"],
        "parties": ["standing"],
        "workers": ["standing"],
        "triage": ["standing"],
        "referrals": ["standing"],
        "evidence-requests": ["standing"],
        "closure": ["standing", "work-outstanding"],
        "withdrawal": ["standing", "work-outstanding"],
        "reopening": ["transition-not-allowed"],
    }


async def test_an_ended_case_offers_its_reopening_alone(at: DeskOf) -> None:
    lead = at("procuratorate", "lead")
    case = await folders.opened(lead)
    await folders.conclude(lead, case)
    await lead.change(f"/cases/{case['id']}/closure", folders.REASON)

    actions = await offered(lead, case)

    assert blocked(actions) == {
        **{step: ["case-ended"] for step in STEPS},
        "closure": ["transition-not-allowed"],
        "withdrawal": ["transition-not-allowed"],
    }


async def test_a_second_triage_is_not_offered(at: DeskOf) -> None:
    union = at("union")
    case = await folders.opened(union)
    await union.create(f"/cases/{case['id']}/triage", {"question": "如何处置？"})

    actions = await offered(union, case)

    assert blocked(actions)["triage"] == ["triage-already-open"]


async def test_an_action_says_who_may_take_it_and_what_it_needs_in_both_languages(
    at: DeskOf,
) -> None:
    case = await folders.opened(at("union", "window"))

    closure = (await offered(at("union", "window"), case))["closure"]

    assert (closure["title_zh"], closure["title_en"]) == ("结案", "Close")
    assert closure["allowed_roles"] == sorted(rights.RIGHTS["close-case"].roles)
    assert closure["allowed_standings"] == ["owner"]
    assert closure["required_fields"] == ["reason"]
    assert all(reason["text_zh"] and reason["text_en"] for reason in closure["blocked_by"])


async def test_what_an_action_needs_is_what_its_body_requires(at: DeskOf) -> None:
    case = await folders.opened(at("union"))

    needs = {
        name: action["required_fields"]
        for name, action in (await offered(at("union"), case)).items()
    }

    assert needs == {
        "correction": [],
        "facts": ["kind"],
        "leads": ["channel", "received_at"],
        "parties": ["role", "name"],
        "workers": ["name"],
        "triage": ["question"],
        "referrals": ["to_agency", "purpose", "asked_action", "case_id"],
        "evidence-requests": ["to_agency", "items"],
        "closure": ["reason"],
        "withdrawal": ["reason"],
        "reopening": ["reason"],
    }


def test_the_bodies_of_higher_packages_require_what_is_said_of_them() -> None:
    def needed(body: Any) -> list[str]:
        return [name for name, field in body.model_fields.items() if field.is_required()]

    # A referral on a case that is there names it; with an inline case it would not.
    assert needed(ReferralBody) == ["to_agency", "purpose", "asked_action"]
    assert needed(ProceduralFactBody) == ["kind"]
    assert needed(EvidenceRequestBody) == ["to_agency", "items"]


async def test_what_is_offered_is_what_is_done(at: DeskOf) -> None:
    """The answer of each command agrees with what the actions said of it."""
    union, receiver = at("union", "window"), at("procuratorate")
    case = await folders.opened(union)
    await folders.referred(at, case)
    facts = {"employer": "某劳务公司"}

    for desk in (union, receiver):
        allowed = (await offered(desk, case))[CaseStep.CORRECTION]["allowed"]
        answer = await desk.change(f"/cases/{case['id']}", facts, method="PATCH")
        assert (answer.status_code == 200) == allowed


async def test_the_actions_of_a_case_of_others_are_not_found(at: DeskOf) -> None:
    case = await folders.opened(at("union"))

    assert (await at("court").get(f"/cases/{case['id']}/actions")).status_code == 404
