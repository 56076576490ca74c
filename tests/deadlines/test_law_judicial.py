"""Tests of the law on mediation, arbitration, suits and enforcement, to be read beside it."""

import pytest

from app.calendars.terms import Direction, Term, Unit
from app.deadlines import catalogue
from app.deadlines.codes import Approver, Category, Certainty, Expiry, Obliged, Per, Responsible
from app.deadlines.rule import Extension, Rule

LAW = catalogue.load()
JUDICIAL = {
    Category.MEDIATION,
    Category.ARBITRATION,
    Category.LITIGATION,
    Category.ENFORCEMENT,
}
RULES = tuple(rule for rule in LAW.rules if rule.category in JUDICIAL)

HOUR, DAY, WORKING = Unit.HOUR, Unit.CALENDAR_DAY, Unit.WORKING_DAY
MONTH, YEAR = Unit.MONTH, Unit.YEAR

TERMS = {
    "MED_LABOUR_15D": Term(15, DAY),
    "MED_COURT_PRE_30D": Term(30, DAY),
    "MED_COURT_POST_15D": Term(15, DAY),
    "MED_COURT_POST_15D_SIMPLIFIED": Term(7, DAY),
    "MED_ACCEPT_3WD": Term(3, WORKING),
    "MED_PICK_2WD": Term(2, WORKING),
    "MED_APPOINT_3WD": Term(3, WORKING),
    "MED_NOTIFY_3WD": Term(3, WORKING),
    "JC_APPLY_30D": Term(30, DAY),
    "JC_ACCEPT_3D": Term(3, DAY),
    "JC_DECIDE_15D": Term(15, DAY),
    "PO_ACCEPT_5D": Term(5, DAY),
    "PO_ISSUE_15D": Term(15, DAY),
    "PO_OBJECT_15D": Term(15, DAY),
    "PO_SERVE_30D": Term(30, DAY),
    "PO_TO_SUIT_7D": Term(7, DAY),
    "ARB_LIMIT_1Y": Term(1, YEAR),
    "ARB_ACCEPT_5WD": Term(5, WORKING),
    "ARB_SERVE_5WD": Term(5, WORKING),
    "ARB_DEFENCE_10WD": Term(10, WORKING),
    "ARB_TRIBUNAL_5WD": Term(5, WORKING),
    "ARB_HEARING_5WD": Term(5, WORKING),
    "ARB_POSTPONE_3WD": Term(3, WORKING),
    "ARB_AWARD_45D": Term(45, DAY),
    "ARB_WAGE_FAST_30D": Term(30, DAY),
    "ARB_SUE_15D": Term(15, DAY),
    "ARB_SETASIDE_30D": Term(30, DAY),
    "ARB_RESUE_15D": Term(15, DAY),
    "LIT_LIMIT_3Y": Term(3, YEAR),
    "LIT_LIMIT_3Y_TAIL": Term(6, MONTH),
    "LIT_FILE_7D": Term(7, DAY),
    "LIT_SERVE_5D": Term(5, DAY),
    "LIT_DEFENCE_15D": Term(15, DAY),
    "LIT_SMALL_2M": Term(2, MONTH),
    "LIT_SIMPLE_3M": Term(3, MONTH),
    "LIT_ORD_6M": Term(6, MONTH),
    "LIT_APPEAL_15D": Term(15, DAY),
    "LIT_APPEAL_10D": Term(10, DAY),
    "LIT_SECOND_3M": Term(3, MONTH),
    "LIT_SECOND_3M_RULING": Term(30, DAY),
    "LIT_PUBNOTICE_30D": Term(30, DAY),
    "PRES_URGENT_48H": Term(48, HOUR),
    "PRES_SUE_30D": Term(30, DAY),
    "PRES_ENF_3M": Term(3, MONTH),
    "ENF_APPLY_2Y": Term(2, YEAR),
    "ENF_APPLY_2Y_TAIL": Term(6, MONTH),
    "ENF_NOTICE_10D": Term(10, DAY),
    "ENF_OBJECTION_15D": Term(15, DAY),
    "ENF_FINISH_6M": Term(6, MONTH),
}

AGREED = Extension(approver=Approver.PARTIES, unit=DAY)
EXTENSIONS = {
    "MED_COURT_PRE_30D": AGREED,
    "MED_COURT_POST_15D": AGREED,
    "MED_COURT_POST_15D_SIMPLIFIED": AGREED,
    "JC_DECIDE_15D": Extension(approver=Approver.HEAD, amount=10, unit=DAY),
    "ARB_AWARD_45D": Extension(approver=Approver.HEAD, amount=15, unit=DAY),
    "LIT_SMALL_2M": Extension(approver=Approver.HEAD, amount=1, unit=MONTH),
    "LIT_SIMPLE_3M": Extension(approver=Approver.HEAD, amount=1, unit=MONTH),
    "LIT_ORD_6M": Extension(approver=Approver.HEAD, amount=6, unit=MONTH),
    "LIT_SECOND_3M": Extension(approver=Approver.HEAD, unit=MONTH),
    "ENF_FINISH_6M": Extension(approver=Approver.HEAD, unit=MONTH),
}

# Whose own day of service or of knowledge counts, and who must act within the time.
OF_ONE_PARTY = {
    "PO_OBJECT_15D": Obliged.EMPLOYER,
    "PO_TO_SUIT_7D": Obliged.WORKER,
    "ARB_LIMIT_1Y": Obliged.WORKER,
    "ARB_DEFENCE_10WD": Obliged.EMPLOYER,
    "ARB_SUE_15D": Obliged.PARTY,
    "ARB_SETASIDE_30D": Obliged.EMPLOYER,
    "ARB_RESUE_15D": Obliged.PARTY,
    "LIT_LIMIT_3Y": Obliged.WORKER,
    "LIT_LIMIT_3Y_TAIL": Obliged.WORKER,
    "LIT_DEFENCE_15D": Obliged.PARTY,
    "LIT_APPEAL_15D": Obliged.PARTY,
    "LIT_APPEAL_10D": Obliged.PARTY,
    "LIT_PUBNOTICE_30D": Obliged.AGENCY,
    "ENF_APPLY_2Y": Obliged.WORKER,
    "ENF_APPLY_2Y_TAIL": Obliged.WORKER,
}
OF_THE_CASE_BUT_OF_PARTIES = {
    "MED_PICK_2WD",
    "JC_APPLY_30D",
    "ARB_POSTPONE_3WD",
    "PRES_SUE_30D",
    "PRES_ENF_3M",
}
OF_MEDIATORS = {
    "MED_LABOUR_15D",
    "MED_COURT_PRE_30D",
    "MED_COURT_POST_15D",
    "MED_COURT_POST_15D_SIMPLIFIED",
    "MED_ACCEPT_3WD",
    "MED_NOTIFY_3WD",
}
# Nobody is late when these have passed: another way opens, or a span has been served.
SPANS = {"MED_LABOUR_15D", "MED_NOTIFY_3WD", "PO_SERVE_30D", "LIT_PUBNOTICE_30D"}

SUSPENDED = {
    "MED_COURT_PRE_30D",
    "ARB_LIMIT_1Y",
    "ARB_AWARD_45D",
    "ARB_WAGE_FAST_30D",
    "LIT_SMALL_2M",
    "LIT_SIMPLE_3M",
    "LIT_ORD_6M",
    "LIT_SECOND_3M",
    "ENF_FINISH_6M",
}
# The law gives the number of days; that they are working days stands in rules not read.
UNIT_NOT_READ = {
    "ARB_ACCEPT_5WD",
    "ARB_SERVE_5WD",
    "ARB_DEFENCE_10WD",
    "ARB_TRIBUNAL_5WD",
    "ARB_HEARING_5WD",
    "ARB_POSTPONE_3WD",
}


def test_the_four_procedures_hold_exactly_these_time_limits() -> None:
    assert {rule.code for rule in RULES} == set(TERMS)


@pytest.mark.parametrize(("code", "term"), TERMS.items())
def test_a_time_limit_has_the_length_of_the_statute(code: str, term: Term) -> None:
    rule = LAW.rule(code)

    assert (rule.amount, rule.unit, rule.alternative_unit) == (*term, None)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_only_what_precedes_a_hearing_is_counted_back(rule: Rule) -> None:
    is_before_hearing = rule.code in {"ARB_HEARING_5WD", "ARB_POSTPONE_3WD"}

    assert (rule.direction is Direction.BEFORE) == is_before_hearing


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_last_day_of_rest_gives_way_unless_hours_are_counted(rule: Rule) -> None:
    assert rule.roll is (rule.unit is not HOUR)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_only_the_extensions_of_the_law_are_open(rule: Rule) -> None:
    assert rule.extension == EXTENSIONS.get(rule.code)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_clock_may_stand_still_only_where_the_law_has_a_ground(rule: Rule) -> None:
    assert (rule.suspension is not None) == (rule.code in SUSPENDED)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_party_has_its_own_clock_where_its_own_day_counts(rule: Rule) -> None:
    assert (rule.per is Per.PERSON) == (rule.code in OF_ONE_PARTY)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_what_a_party_must_do_is_watched_by_the_owner_of_the_case(rule: Rule) -> None:
    is_of_a_party = rule.obliged in {Obliged.WORKER, Obliged.EMPLOYER, Obliged.PARTY}

    assert is_of_a_party == (
        rule.code in OF_THE_CASE_BUT_OF_PARTIES
        or OF_ONE_PARTY.get(rule.code, Obliged.AGENCY) is not Obliged.AGENCY
    )
    assert rule.responsible is (Responsible.OWNER if is_of_a_party else Responsible.RECORDER)


@pytest.mark.parametrize(("code", "obliged"), OF_ONE_PARTY.items())
def test_the_party_that_must_act_is_named(code: str, obliged: Obliged) -> None:
    assert LAW.rule(code).obliged is obliged


def test_mediators_and_the_higher_court_act_beside_the_agency_that_watches() -> None:
    def obliged(who: Obliged) -> set[str]:
        return {rule.code for rule in RULES if rule.obliged is who}

    assert obliged(Obliged.MEDIATOR) == OF_MEDIATORS
    assert obliged(Obliged.OTHER_ORGAN) == {"LIT_SECOND_3M", "LIT_SECOND_3M_RULING"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_party_loses_a_right_but_an_agency_is_late(rule: Rule) -> None:
    lapses = rule.responsible is Responsible.OWNER or rule.code in SPANS

    assert (rule.on_expiry is Expiry.LAPSE) == lapses


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_of_which_any_part_was_not_read_is_not_shown_as_read(rule: Rule) -> None:
    reported = {"ARB_WAGE_FAST_30D", "ENF_FINISH_6M"} | UNIT_NOT_READ

    assert rule.certainty is (Certainty.REPORTED if rule.code in reported else Certainty.VERIFIED)


@pytest.mark.parametrize("code", sorted(UNIT_NOT_READ))
def test_a_unit_that_was_not_read_is_said_to_be_so(code: str) -> None:
    note = LAW.rule(code).note

    assert note is not None
    assert "第八十条" in note.zh
    assert "art. 80" in note.en


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_no_rule_of_these_procedures_has_ended(rule: Rule) -> None:
    assert rule.in_force_until is None


@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("JC_APPLY_30D", "第二百零五条"),
        ("PO_ACCEPT_5D", "第二百二十六条"),
        ("PO_OBJECT_15D", "第二百二十七条"),
        ("PO_SERVE_30D", "第四百三十条"),
        ("ARB_LIMIT_1Y", "第二十七条"),
        ("ARB_AWARD_45D", "第四十三条"),
        ("ARB_SETASIDE_30D", "第四十九条"),
        ("LIT_FILE_7D", "第一百二十六条"),
        ("LIT_SIMPLE_3M", "第一百六十四条"),
        ("LIT_APPEAL_15D", "第一百七十一条"),
        ("LIT_PUBNOTICE_30D", "第九十五条"),
        ("PRES_SUE_30D", "第一百零四条"),
        ("PRES_ENF_3M", "第四十九条"),
        ("ENF_APPLY_2Y", "第二百五十条"),
        ("ENF_NOTICE_10D", "第四百八十条"),
        ("ENF_OBJECTION_15D", "第二百三十六条"),
    ],
)
def test_a_time_limit_names_its_article_in_the_text_now_in_force(code: str, article: str) -> None:
    assert article in str(LAW.rule(code).article)


@pytest.mark.parametrize(
    "rule",
    [rule for rule in LAW.rules if rule.category in {Category.REFERRAL, Category.EVIDENCE}],
    ids=lambda rule: rule.code,
)
def test_what_the_members_agreed_is_shown_as_a_default_with_what_follows(rule: Rule) -> None:
    assert rule.certainty is Certainty.DEFAULT
    assert rule.consequence is not None
    assert rule.article is None
