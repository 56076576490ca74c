"""Tests of the law on petitions, inspection, crime, aid and building, to be read beside it."""

from collections.abc import Callable

import pytest

from app.agencies.kinds import Kind
from app.agencies.recorders import may_record
from app.calendars.terms import Direction, Term, Unit
from app.deadlines import catalogue
from app.deadlines.codes import Approver, Category, Certainty, Expiry, Obliged, Per, Responsible
from app.deadlines.rule import Extension, Rule
from app.events.procedure import FactKind

LAW = catalogue.load()
ADMINISTRATIVE = {
    Category.STATION,
    Category.LABOUR_INSPECTION,
    Category.CRIMINAL,
    Category.LEGAL_AID,
    Category.CONSTRUCTION,
    Category.CREDIT_UNION_DATA,
}
RULES = tuple(rule for rule in LAW.rules if rule.category in ADMINISTRATIVE)

HOUR, DAY, WORKING = Unit.HOUR, Unit.CALENDAR_DAY, Unit.WORKING_DAY
MONTH, YEAR = Unit.MONTH, Unit.YEAR

TERMS = {
    "STN_TRIAGE_5D": Term(5, DAY),
    "FIRST_CONTACT_1D": Term(1, WORKING),
    "H12345_CONSULT_1D": Term(1, WORKING),
    "H12345_RECHECK_3D": Term(3, WORKING),
    "H12345_COMPLAINT_5D": Term(5, WORKING),
    "PET_FORWARD_15": Term(15, DAY),
    "PET_ACK_15": Term(15, DAY),
    "PET_OBJECT_5WD": Term(5, WORKING),
    "PET_CLOSE_60": Term(60, DAY),
    "PET_REVIEW_30": Term(30, DAY),
    "PET_REVIEW_30_DECIDE": Term(30, DAY),
    "PET_RECHECK_30": Term(30, DAY),
    "PET_RECHECK_30_DECIDE": Term(30, DAY),
    "LI_ACCEPT_5WD": Term(5, WORKING),
    "LI_REJECT_5WD": Term(5, WORKING),
    "LI_LOOKBACK_2Y": Term(2, YEAR),
    "LI_INVESTIGATE_60WD": Term(60, WORKING),
    "LI_PENALTY_90": Term(90, DAY),
    "ADM_RECONSIDER_60": Term(60, DAY),
    "ADM_RECONSIDER_DECIDE_60": Term(60, DAY),
    "ADM_RECONSIDER_DECIDE_60_SIMPLIFIED": Term(30, DAY),
    "ADM_SUE_6M": Term(6, MONTH),
    "ADM_ENF_NOTICE_10WD": Term(10, WORKING),
    "ADM_ENF_APPLY_3M": Term(3, MONTH),
    "ADM_ENF_ACCEPT_5WD": Term(5, WORKING),
    "ADM_ENF_RULE_7WD": Term(7, WORKING),
    "CRIM_APPROVE_3D": Term(3, DAY),
    "CRIM_TRANSFER_24H": Term(24, HOUR),
    "CRIM_REROUTE_24H": Term(24, HOUR),
    "CRIM_FILE_3D": Term(3, DAY),
    "CRIM_RECONSIDER_3D": Term(3, DAY),
    "CRIM_RECONSIDER_3D_DECIDE": Term(3, DAY),
    "CRIM_SUPERVISE_3D": Term(3, DAY),
    "LA_DECIDE_7D": Term(7, DAY),
    "LA_ASSIGN_3D": Term(3, DAY),
    "LA_SIGN_5D": Term(5, DAY),
    "LA_OBJECTION_5D": Term(5, DAY),
    "LA_URGENT_LT7D": Term(7, DAY),
    "LA_FILE_30D": Term(30, DAY),
    "LA_SH_10WD": Term(10, WORKING),
    "CON_LABOURCOST_1M": Term(1, MONTH),
    "CON_ACCOUNT_30D": Term(30, DAY),
    "CON_DEPOSIT_20WD": Term(20, WORKING),
    "CON_DEPOSIT_PAY_5WD": Term(5, WORKING),
    "CON_DEPOSIT_REFILL_10WD": Term(10, WORKING),
    "CON_ACCOUNT_CLOSE_30D": Term(30, DAY),
    "CON_LEDGER_3Y": Term(3, YEAR),
    "CON_LEDGER_3Y_PROJECT": Term(3, YEAR),
    "CREDIT_LIST_3Y": Term(3, YEAR),
    "UNION_REPLY_15WD": Term(15, WORKING),
    "UNION_NOACCEPT_5WD": Term(5, WORKING),
    "PIA_KEEP_3Y": Term(3, YEAR),
    "LOG_KEEP_6M": Term(6, MONTH),
}
# The order, the notice or the procuratorate sets the length, in calendar days.
SET_CASE_BY_CASE = {"LI_ORDER_COMPLY", "LI_INQUIRY_REPLY", "PROC_SUPPORT_CFG"}
UNIT_LEFT_OPEN = {
    "STN_TRIAGE_5D",
    "LA_DECIDE_7D",
    "LA_ASSIGN_3D",
    "LA_SIGN_5D",
    "LA_OBJECTION_5D",
}
# Spans that are served to the very day, and hours; a day of rest moves none of them.
NEVER_ROLLED = {
    "LI_LOOKBACK_2Y",
    "CRIM_TRANSFER_24H",
    "CRIM_REROUTE_24H",
    "LA_URGENT_LT7D",
    "CON_LABOURCOST_1M",
    "CON_LEDGER_3Y",
    "CON_LEDGER_3Y_PROJECT",
    "CREDIT_LIST_3Y",
    "PIA_KEEP_3Y",
    "LOG_KEEP_6M",
}
EXTENSIONS = {
    "H12345_COMPLAINT_5D": Extension(
        approver=Approver.SUPERIOR, amount=15, unit=WORKING, replaces=True
    ),
    "PET_CLOSE_60": Extension(approver=Approver.HEAD, amount=30, unit=DAY),
    "LI_INVESTIGATE_60WD": Extension(approver=Approver.HEAD, amount=30, unit=WORKING),
    "ADM_RECONSIDER_DECIDE_60": Extension(approver=Approver.HEAD, amount=30, unit=DAY),
    "ADM_ENF_RULE_7WD": Extension(approver=Approver.HEAD, amount=30, unit=DAY, replaces=True),
}
SUSPENDED = {
    "PET_RECHECK_30_DECIDE",
    "LI_ACCEPT_5WD",
    "LI_REJECT_5WD",
    "ADM_RECONSIDER_60",
    "ADM_RECONSIDER_DECIDE_60",
    "ADM_RECONSIDER_DECIDE_60_SIMPLIFIED",
    "ADM_SUE_6M",
    "LA_DECIDE_7D",
    "LA_SIGN_5D",
}
REPORTED = {
    "STN_TRIAGE_5D",
    "LI_ACCEPT_5WD",
    "LI_REJECT_5WD",
    "LA_SIGN_5D",
    "CREDIT_LIST_3Y",
}
# Articles not checked, or the law of another place: off until a station switches them on.
SWITCHED_OFF = {
    "FIRST_CONTACT_1D",
    "H12345_CONSULT_1D",
    "H12345_RECHECK_3D",
    "H12345_COMPLAINT_5D",
    "LA_FILE_30D",
    "CON_ACCOUNT_30D",
    "CON_DEPOSIT_20WD",
    "CON_DEPOSIT_PAY_5WD",
    "CON_DEPOSIT_REFILL_10WD",
    "UNION_REPLY_15WD",
    "UNION_NOACCEPT_5WD",
}
# A right is gone, or a span has been served; in all the others somebody is late.
LAPSING = {
    "PET_OBJECT_5WD",
    "PET_REVIEW_30",
    "PET_RECHECK_30",
    "LI_LOOKBACK_2Y",
    "ADM_RECONSIDER_60",
    "ADM_SUE_6M",
    "ADM_ENF_NOTICE_10WD",
    "CRIM_REROUTE_24H",
    "CRIM_RECONSIDER_3D",
    "CRIM_SUPERVISE_3D",
    "LA_URGENT_LT7D",
    "CON_ACCOUNT_CLOSE_30D",
    "CON_LEDGER_3Y",
    "CON_LEDGER_3Y_PROJECT",
    "CREDIT_LIST_3Y",
    "PIA_KEEP_3Y",
    "LOG_KEEP_6M",
}
OF_EACH_PARTY = {
    "PET_REVIEW_30",
    "PET_REVIEW_30_DECIDE",
    "PET_RECHECK_30",
    "PET_RECHECK_30_DECIDE",
    "ADM_RECONSIDER_60",
    "ADM_SUE_6M",
    "LA_URGENT_LT7D",
}
OBLIGED = {
    Obliged.WORKER: {"LI_LOOKBACK_2Y"},
    Obliged.EMPLOYER: {"LI_ORDER_COMPLY", "LI_INQUIRY_REPLY", "CON_LEDGER_3Y", "UNION_REPLY_15WD"},
    Obliged.PARTY: {
        "PET_REVIEW_30",
        "PET_RECHECK_30",
        "ADM_RECONSIDER_60",
        "ADM_SUE_6M",
        "ADM_ENF_NOTICE_10WD",
    },
    Obliged.LAWYER: {"LA_SIGN_5D", "LA_FILE_30D"},
    Obliged.POLICE: {"CRIM_REROUTE_24H", "CRIM_FILE_3D", "CRIM_RECONSIDER_3D_DECIDE"},
    Obliged.OTHER_ORGAN: {"PET_FORWARD_15", "PET_REVIEW_30_DECIDE", "PET_RECHECK_30_DECIDE"},
    Obliged.BANK: {"CON_DEPOSIT_PAY_5WD"},
    Obliged.GENERAL_CONTRACTOR: {
        "CON_ACCOUNT_30D",
        "CON_DEPOSIT_20WD",
        "CON_DEPOSIT_REFILL_10WD",
        "CON_ACCOUNT_CLOSE_30D",
        "CON_LEDGER_3Y_PROJECT",
    },
    Obliged.PROJECT_OWNER: {"CON_LABOURCOST_1M"},
}
# An outsider acts on a paper of the agency itself, which therefore watches in the owner's place.
WATCHED_BY_THE_ISSUER = {
    "LI_ORDER_COMPLY",
    "LI_INQUIRY_REPLY",
    "ADM_ENF_NOTICE_10WD",
    "LA_SIGN_5D",
    "LA_FILE_30D",
    "CON_DEPOSIT_PAY_5WD",
    "UNION_REPLY_15WD",
}

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def codes(holds: Callable[[Rule], bool]) -> set[str]:
    return {rule.code for rule in RULES if holds(rule)}


def moved(fact: str, how: str) -> set[str]:
    """The rules of these procedures that a fact starts, pauses, resumes or stops."""
    return codes(lambda rule: f"fact:{fact}" in getattr(rule, how))


def test_the_six_procedures_hold_exactly_these_time_limits() -> None:
    assert codes(lambda _: True) == {*TERMS, *SET_CASE_BY_CASE}


@pytest.mark.parametrize(("code", "term"), TERMS.items())
def test_a_time_limit_has_the_length_of_its_instrument(code: str, term: Term) -> None:
    rule = LAW.rule(code)

    assert (rule.amount, rule.unit) == term


@pytest.mark.parametrize("code", sorted(SET_CASE_BY_CASE))
def test_a_time_set_case_by_case_has_no_length_of_its_own(code: str) -> None:
    rule = LAW.rule(code)

    assert (rule.amount, rule.unit) == (None, DAY)
    assert rule.note is not None


@each_rule
def test_both_readings_are_kept_where_the_text_leaves_the_unit_open(rule: Rule) -> None:
    assert rule.alternative_unit is (WORKING if rule.code in UNIT_LEFT_OPEN else None)


@each_rule
def test_only_the_days_before_the_limitation_ends_are_counted_back(rule: Rule) -> None:
    assert (rule.direction is Direction.BEFORE) == (rule.code == "LA_URGENT_LT7D")


@each_rule
def test_a_last_day_of_rest_gives_way_except_where_a_span_is_served_to_the_day(rule: Rule) -> None:
    assert rule.roll is (rule.code not in NEVER_ROLLED)


@each_rule
def test_only_the_extensions_of_the_law_are_open(rule: Rule) -> None:
    assert rule.extension == EXTENSIONS.get(rule.code)


@each_rule
def test_a_clock_may_stand_still_only_where_the_law_has_a_ground(rule: Rule) -> None:
    assert (rule.suspension is not None) == (rule.code in SUSPENDED)


def test_what_was_asked_to_be_supplemented_stops_the_time_until_it_comes() -> None:
    complaint = {"LI_ACCEPT_5WD", "LI_REJECT_5WD"}

    assert moved("inspection_unclear", "pauses_on") == complaint
    assert moved("inspection_cleared", "resumes_on") == complaint
    assert moved("legal_aid_incomplete", "pauses_on") == {"LA_DECIDE_7D"}
    assert moved("legal_aid_supplemented", "resumes_on") == {"LA_DECIDE_7D"}


def test_every_rule_is_as_certain_as_its_text_was_read() -> None:
    def of(certainty: Certainty) -> set[str]:
        return codes(lambda rule: rule.certainty is certainty)

    assert of(Certainty.REPORTED) == REPORTED
    assert of(Certainty.UNVERIFIED) == SWITCHED_OFF
    assert of(Certainty.DEFAULT) == {"PROC_SUPPORT_CFG"}


@each_rule
def test_a_right_lapses_where_others_are_late(rule: Rule) -> None:
    assert rule.on_expiry is (Expiry.LAPSE if rule.code in LAPSING else Expiry.BREACH)


@each_rule
def test_each_party_has_its_own_clock_where_its_own_day_counts(rule: Rule) -> None:
    assert rule.per is (Per.PERSON if rule.code in OF_EACH_PARTY else Per.CASE)


@pytest.mark.parametrize(("who", "rules"), OBLIGED.items())
def test_who_must_act_beside_the_agency_is_named(who: Obliged, rules: set[str]) -> None:
    assert codes(lambda rule: rule.obliged is who) == rules


def test_nobody_else_must_act_than_the_agencies_themselves() -> None:
    named = set().union(*OBLIGED.values())

    assert codes(lambda rule: rule.obliged is not Obliged.AGENCY) == named


def test_the_owner_watches_what_outsiders_must_do_unless_they_act_on_an_agencys_paper() -> None:
    outsiders = codes(lambda rule: rule.obliged is not Obliged.AGENCY)
    watched = codes(lambda rule: rule.responsible is Responsible.OWNER)

    assert watched == (outsiders - WATCHED_BY_THE_ISSUER) | {"LA_URGENT_LT7D", "STN_TRIAGE_5D"}


def test_the_owner_keeps_watch_over_what_the_five_members_owe_together() -> None:
    rule = LAW.rule("STN_TRIAGE_5D")

    assert (rule.responsible, rule.obliged) == (Responsible.OWNER, Obliged.AGENCY)
    assert rule.note is not None
    assert "共同" in rule.note.zh
    assert "together" in rule.note.en


def test_a_written_refusal_is_owed_only_where_the_complaint_came_too_late() -> None:
    assert moved("inspection_complained", "starts_on") == {"LI_ACCEPT_5WD"}
    assert moved("inspection_out_of_time", "starts_on") == {"LI_REJECT_5WD"}
    assert moved("inspection_out_of_time", "stops_on") == {"LI_ACCEPT_5WD"}
    assert moved("inspection_refused", "stops_on") == {"LI_ACCEPT_5WD", "LI_REJECT_5WD"}


@pytest.mark.parametrize(
    "rule", [rule for rule in LAW.rules if rule.suspension], ids=lambda rule: rule.code
)
def test_the_ground_of_a_pause_can_be_read_on_in_a_sentence(rule: Rule) -> None:
    ground = rule.suspension

    assert ground is not None
    assert not ground.zh.endswith(("）", "不计算在内", "继续计算"))


@each_rule
def test_only_the_old_rule_of_shanghai_has_ended(rule: Rule) -> None:
    assert (rule.in_force_until is not None) == (rule.code == "LA_SH_10WD")


def test_the_national_law_took_over_from_the_old_rule_of_shanghai_the_day_after() -> None:
    former, national = LAW.rule("LA_SH_10WD"), LAW.rule("LA_DECIDE_7D")

    assert former.in_force_until is not None
    assert (national.in_force_from - former.in_force_until).days == 1
    assert former.starts_on == national.starts_on


@pytest.mark.parametrize(
    ("code", "instrument", "article"),
    [
        ("PET_ACK_15", "信访工作条例", "第二十三条"),
        ("PET_CLOSE_60", "信访工作条例", "第三十四条"),
        ("PET_RECHECK_30", "信访工作条例", "第三十六条"),
        ("LI_INVESTIGATE_60WD", "劳动保障监察条例", "第十七条"),
        ("LI_LOOKBACK_2Y", "劳动保障监察条例", "第二十条"),
        ("LI_PENALTY_90", "行政处罚法", "第六十条"),
        ("ADM_RECONSIDER_60", "行政复议法", "第二十条"),
        ("ADM_RECONSIDER_DECIDE_60", "行政复议法", "第六十二条"),
        ("ADM_SUE_6M", "行政诉讼法", "第四十六条"),
        ("ADM_ENF_APPLY_3M", "行政强制法", "第五十三条"),
        ("ADM_ENF_RULE_7WD", "行政强制法", "第五十七条"),
        ("CRIM_TRANSFER_24H", "行政执法机关移送涉嫌犯罪案件的规定", "第五条"),
        ("CRIM_RECONSIDER_3D", "行政执法机关移送涉嫌犯罪案件的规定", "第九条"),
        ("LA_DECIDE_7D", "法律援助法", "第四十三条"),
        ("LA_URGENT_LT7D", "法律援助法", "第四十四条"),
        ("CON_LABOURCOST_1M", "保障农民工工资支付条例", "第二十四条"),
        ("CON_LEDGER_3Y", "保障农民工工资支付条例", "第十五条"),
        ("CON_LEDGER_3Y_PROJECT", "保障农民工工资支付条例", "第二十八条"),
        ("UNION_NOACCEPT_5WD", "浙江省工会劳动法律监督条例", "第十七条"),
        ("PIA_KEEP_3Y", "个人信息保护法", "第五十六条"),
    ],
)
def test_a_time_limit_names_its_instrument_and_article(
    code: str, instrument: str, article: str
) -> None:
    rule = LAW.rule(code)

    assert instrument in rule.source
    assert article in str(rule.article)


def test_each_payment_of_labour_cost_begins_the_month_anew() -> None:
    assert moved("labour_cost_paid", "starts_on") == {"CON_LABOURCOST_1M"}
    assert moved("labour_cost_paid", "stops_on") == set()


def test_police_have_their_time_from_the_handover_until_they_file_refuse_or_pass_on() -> None:
    theirs = {"CRIM_REROUTE_24H", "CRIM_FILE_3D"}

    assert moved("crime_received", "starts_on") == theirs
    assert moved("crime_rerouted", "stops_on") == theirs
    assert moved("crime_admitted", "stops_on") == {"CRIM_REROUTE_24H"}
    assert theirs < moved("crime_filed", "stops_on")


def test_reconsideration_runs_in_one_procedure_at_a_time() -> None:
    ordinary, simplified = "ADM_RECONSIDER_DECIDE_60", "ADM_RECONSIDER_DECIDE_60_SIMPLIFIED"

    assert moved("reconsideration_accepted", "starts_on") == {ordinary}
    assert moved("reconsideration_accepted", "stops_on") == {simplified, "ADM_SUE_6M"}
    assert moved("reconsideration_simplified", "starts_on") == {simplified}
    assert moved("reconsideration_simplified", "stops_on") == {ordinary, "ADM_SUE_6M"}


def test_a_decision_opens_both_remedies_at_once() -> None:
    assert moved("decision_served", "starts_on") == {"ADM_RECONSIDER_60", "ADM_SUE_6M"}
    assert moved("decision_sued", "stops_on") == {"ADM_RECONSIDER_60", "ADM_SUE_6M"}


@pytest.mark.parametrize(
    ("kind", "fact", "may"),
    [
        (Kind.HRSS, "inspection_filed", True),
        (Kind.COURT, "inspection_filed", False),
        (Kind.HRSS, "inspection_out_of_time", True),
        (Kind.UNION, "inspection_out_of_time", False),
        (Kind.HOUSING, "penalty_decided", True),
        (Kind.UNION, "penalty_decided", False),
        (Kind.JUSTICE, "reconsideration_accepted", True),
        (Kind.HRSS, "reconsideration_accepted", False),
        (Kind.HRSS, "reconsideration_decided", True),
        (Kind.COURT, "admin_enforcement_received", True),
        (Kind.COURT, "admin_enforcement_applied", False),
        (Kind.HRSS, "admin_enforcement_applied", True),
        (Kind.HRSS, "admin_enforcement_accepted", False),
        (Kind.POLICE, "crime_filed", True),
        (Kind.PROCURATORATE, "crime_filed", True),
        (Kind.PROCURATORATE, "crime_transfer_approved", False),
        (Kind.UNION, "legal_aid_granted", True),
        (Kind.UNION, "legal_aid_objected", False),
        (Kind.JUSTICE, "legal_aid_objected", True),
        (Kind.BANK, "deposit_paid_out", True),
        (Kind.BANK, "deposit_claimed", False),
        (Kind.UNION, "union_opinion_served", True),
        (Kind.PROCURATORATE, "suit_not_supported", True),
        (Kind.COURT, "suit_supported", False),
        (Kind.COURT, "petition_received", True),
        (Kind.HOTLINE, "hotline_answered", True),
    ],
)
def test_a_step_is_recorded_by_who_takes_it_or_learns_of_it(
    kind: Kind, fact: str, may: bool
) -> None:
    assert may_record(kind, FactKind(fact)) is may
