"""Tests of which procedural facts move the clocks of arbitration, suits and limitation."""

import pytest

from app.deadlines import catalogue
from app.deadlines.codes import Category

JUDICIAL = {
    Category.MEDIATION,
    Category.ARBITRATION,
    Category.LITIGATION,
    Category.ENFORCEMENT,
}
RULES = tuple(rule for rule in catalogue.load().rules if rule.category in JUDICIAL)


def moved(trigger: str, by: str) -> set[str]:
    return {rule.code for rule in RULES if f"fact:{trigger}" in getattr(rule, by)}


def test_acceptance_ends_one_time_and_opens_all_that_run_from_it() -> None:
    assert moved("arbitration_accepted", "stops_on") == {"ARB_ACCEPT_5WD"}
    assert moved("arbitration_accepted", "starts_on") == {
        "ARB_SERVE_5WD",
        "ARB_TRIBUNAL_5WD",
        "ARB_AWARD_45D",
    }


def test_a_suit_in_court_ends_every_time_in_which_it_had_to_be_brought() -> None:
    assert moved("lawsuit_received", "starts_on") == {"LIT_FILE_7D"}
    assert moved("lawsuit_received", "stops_on") == {
        "ARB_SUE_15D",
        "ARB_RESUE_15D",
        "LIT_LIMIT_3Y",
        "LIT_LIMIT_3Y_TAIL",
        "PO_TO_SUIT_7D",
        "PRES_SUE_30D",
    }


def test_the_award_opens_another_way_for_the_employer_when_it_is_final() -> None:
    assert moved("award_served_worker", "starts_on") == {"ARB_SUE_15D"}
    assert moved("award_served_employer", "starts_on") == {"ARB_SUE_15D"}
    assert moved("award_served_final", "starts_on") == {"ARB_SETASIDE_30D"}
    assert moved("award_suit_ended", "starts_on") == {"ARB_SETASIDE_30D"}


def test_a_claim_on_the_employer_lets_every_limitation_run_anew() -> None:
    assert moved("limitation_interrupted", "restarts_on") == {
        "ARB_LIMIT_1Y",
        "LIT_LIMIT_3Y",
        "ENF_APPLY_2Y",
    }


@pytest.mark.parametrize(
    ("limitation", "tail", "suspended", "unblocked"),
    [
        ("LIT_LIMIT_3Y", "LIT_LIMIT_3Y_TAIL", "limitation_suspended", "limitation_unblocked"),
        (
            "ENF_APPLY_2Y",
            "ENF_APPLY_2Y_TAIL",
            "limitation_enforcement_suspended",
            "limitation_enforcement_unblocked",
        ),
    ],
)
def test_six_months_run_from_the_end_of_an_obstacle_beside_the_limitation_itself(
    limitation: str, tail: str, suspended: str, unblocked: str
) -> None:
    assert moved(suspended, "stops_on") == {tail}
    assert moved(suspended, "pauses_on") == set()
    assert moved(unblocked, "starts_on") == {tail}
    assert moved(unblocked, "stops_on") == set()
    for rule in RULES:
        if rule.code in {limitation, tail}:
            assert rule.note is not None
            assert "较晚者为准" in rule.note.zh
            assert "later" in rule.note.en


def test_a_copy_of_the_complaint_that_was_sent_was_sent_in_time_whenever_it_is_served() -> None:
    assert moved("lawsuit_sent", "stops_on") == {"LIT_SERVE_5D"}
    assert moved("lawsuit_sent", "starts_on") == set()
    assert moved("lawsuit_served", "stops_on") == {"LIT_SERVE_5D"}
    assert moved("lawsuit_served", "starts_on") == {"LIT_DEFENCE_15D"}


def test_the_limitation_of_arbitration_goes_on_after_a_suspension() -> None:
    assert moved("limitation_arbitration_suspended", "pauses_on") == {"ARB_LIMIT_1Y"}
    assert moved("limitation_arbitration_resumed", "resumes_on") == {"ARB_LIMIT_1Y"}


@pytest.mark.parametrize(
    ("procedure", "code"),
    [
        ("trial_small_claim", "LIT_SMALL_2M"),
        ("trial_simplified", "LIT_SIMPLE_3M"),
        ("trial_ordinary", "LIT_ORD_6M"),
    ],
)
def test_a_suit_is_tried_in_one_procedure_at_a_time(procedure: str, code: str) -> None:
    trials = {"LIT_SMALL_2M", "LIT_SIMPLE_3M", "LIT_ORD_6M"}

    assert moved(procedure, "starts_on") == {code}
    assert moved(procedure, "stops_on") == trials - {code}


def test_a_complaint_to_be_completed_gives_the_court_its_whole_time_again() -> None:
    assert moved("lawsuit_incomplete", "stops_on") == {"LIT_FILE_7D"}
    assert moved("lawsuit_supplemented", "starts_on") == {"LIT_FILE_7D"}
