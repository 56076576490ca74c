"""Tests of the catalogue: the rules that we ship, and the clocks that each event moves."""

import pytest

from app.calendars.terms import Term, Unit
from app.core.languages import Text
from app.deadlines import catalogue
from app.deadlines.catalogue import Catalogue, RuleNotFound, Touch
from app.deadlines.codes import Category, Certainty, CountedFrom, Per, Responsible


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return catalogue.load()


def touched(shipped: Catalogue, trigger: str, wanted: Touch) -> set[str]:
    return {rule.code for touch, rule in shipped.touched_by(trigger) if touch is wanted}


@pytest.mark.parametrize(
    ("code", "term", "per", "responsible"),
    [
        ("STN_TRIAGE_5D", Term(5, Unit.CALENDAR_DAY), Per.CASE, Responsible.OWNER),
        ("REF_RECEIPT_1WD", Term(1, Unit.WORKING_DAY), Per.REFERRAL, Responsible.RECEIVER),
        ("REF_ANSWER_5WD", Term(5, Unit.WORKING_DAY), Per.REFERRAL, Responsible.RECEIVER),
        ("REF_SUPPLEMENT_5WD", Term(5, Unit.WORKING_DAY), Per.REFERRAL, Responsible.SENDER),
        ("REF_RETURN_3WD", Term(3, Unit.WORKING_DAY), Per.REFERRAL, Responsible.SENDER),
        ("REF_OBJECTION_5WD", Term(5, Unit.WORKING_DAY), Per.REFERRAL, Responsible.SENDER),
        ("EVD_ANSWER_5WD", Term(5, Unit.WORKING_DAY), Per.EVIDENCE_REQUEST, Responsible.RECEIVER),
    ],
)
def test_a_shipped_rule_says_how_long_and_who(
    shipped: Catalogue, code: str, term: Term, per: Per, responsible: Responsible
) -> None:
    rule = shipped.rule(code)

    assert rule.amount is not None
    assert Term(rule.amount, rule.unit) == term
    assert (rule.per, rule.responsible, rule.roll) == (per, responsible, True)


@pytest.mark.parametrize(
    ("event_type", "started", "stopped"),
    [
        ("case.registered", {"STN_TRIAGE_5D", "FIRST_CONTACT_1D"}, set()),
        ("case.handling_started", set(), {"STN_TRIAGE_5D", "FIRST_CONTACT_1D"}),
        ("case.closed", set(), {"STN_TRIAGE_5D"}),
        ("case.reopened", {"STN_TRIAGE_5D"}, set()),
        ("case.withdrawn", set(), {"STN_TRIAGE_5D"}),
        ("referral.sent", {"REF_RECEIPT_1WD", "REF_ANSWER_5WD"}, set()),
        ("referral.received", set(), {"REF_RECEIPT_1WD"}),
        ("referral.accepted", set(), {"REF_RECEIPT_1WD", "REF_ANSWER_5WD"}),
        (
            "referral.rejected",
            {"REF_OBJECTION_5WD"},
            {"REF_RECEIPT_1WD", "REF_ANSWER_5WD", "REF_SUPPLEMENT_5WD"},
        ),
        (
            "referral.supplement_requested",
            {"REF_SUPPLEMENT_5WD"},
            {"REF_RECEIPT_1WD", "REF_ANSWER_5WD"},
        ),
        ("referral.supplemented", {"REF_ANSWER_5WD"}, {"REF_SUPPLEMENT_5WD"}),
        (
            "referral.withdrawn",
            set(),
            {"REF_RECEIPT_1WD", "REF_ANSWER_5WD", "REF_SUPPLEMENT_5WD"},
        ),
        ("referral.return_requested", {"REF_RETURN_3WD"}, set()),
        ("referral.returned", set(), {"REF_RETURN_3WD"}),
        ("referral.disputed", set(), {"REF_RETURN_3WD", "REF_OBJECTION_5WD"}),
        ("referral.ruled", set(), {"REF_RETURN_3WD", "REF_SUPPLEMENT_5WD"}),
        ("referral.assigned", set(), set()),
        ("referral.redirected", set(), set()),
        ("referral.completed", set(), set()),
        ("evidence_request.requested", {"EVD_ANSWER_5WD"}, set()),
        ("evidence_request.answered", set(), {"EVD_ANSWER_5WD"}),
    ],
)
def test_an_event_starts_and_stops_the_clocks_of_its_rules(
    shipped: Catalogue, event_type: str, started: set[str], stopped: set[str]
) -> None:
    assert touched(shipped, event_type, Touch.STARTS) == started
    assert touched(shipped, event_type, Touch.STOPS) == stopped


def test_the_five_days_of_the_station_run_from_first_receipt_in_both_readings(
    shipped: Catalogue,
) -> None:
    rule = shipped.rule("STN_TRIAGE_5D")

    assert rule.counted_from is CountedFrom.FIRST_RECEIPT
    assert (rule.amount, rule.alternative_unit) == (5, Unit.WORKING_DAY)
    assert rule.certainty is Certainty.REPORTED
    assert rule.name.zh == "服务站研判并启动处置"


def test_silence_on_a_rejection_is_consent_and_nobody_is_late(shipped: Catalogue) -> None:
    handover = (rule for rule in shipped.rules if rule.category is Category.REFERRAL)

    assert {rule.code for rule in handover if rule.lapses} == {"REF_OBJECTION_5WD"}


def test_a_rule_with_a_settled_unit_has_no_other_reading(shipped: Catalogue) -> None:
    assert shipped.rule("REF_ANSWER_5WD").alternative_unit is None


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        (Unit.WORKING_DAY, Unit.CALENDAR_DAY),
        (Unit.CALENDAR_DAY, Unit.WORKING_DAY),
        (Unit.MONTH, None),
    ],
)
def test_a_station_that_picks_one_reading_keeps_the_other_beside_it(
    shipped: Catalogue, unit: Unit, other: Unit | None
) -> None:
    rule = shipped.rule("STN_TRIAGE_5D").with_term(3, unit)

    assert (rule.amount, rule.unit) == (3, unit)
    assert rule.alternative_unit is other


def test_a_station_may_lengthen_a_term_without_touching_the_shipped_rule(
    shipped: Catalogue,
) -> None:
    rule = shipped.rule("REF_ANSWER_5WD").with_term(7, Unit.WORKING_DAY)

    assert (rule.amount, rule.unit, rule.alternative_unit) == (7, Unit.WORKING_DAY, None)
    assert shipped.rule("REF_ANSWER_5WD").amount == 5


def test_a_station_cannot_set_a_term_without_length(shipped: Catalogue) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        shipped.rule("REF_ANSWER_5WD").with_term(0, Unit.WORKING_DAY)


def test_a_station_settles_what_the_law_leaves_open_and_nothing_else(shipped: Catalogue) -> None:
    settable = shipped.settable

    assert {"REF_ANSWER_5WD", "STN_TRIAGE_5D", "LA_DECIDE_7D", "UNION_REPLY_15WD"} <= settable
    assert settable.isdisjoint({"ARB_AWARD_45D", "LIT_APPEAL_15D", "ENF_APPLY_2Y"})


def test_an_unknown_code_is_not_found(shipped: Catalogue) -> None:
    with pytest.raises(RuleNotFound) as refusal:
        shipped.rule("NO_SUCH_RULE")

    assert refusal.value.title == Text("没有该期限规则", "No such deadline rule")
