"""Tests of one rule and of its periods: what a rule may not say, and which version is meant."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars.terms import Unit
from app.core.languages import Text
from app.deadlines.catalogue import Catalogue, CatalogueInvalid, RuleNotFound, Touch
from app.deadlines.rule import Rule
from tests.deadlines.reckoning import MONDAY, rule

GROUND = {"zh": "依法中止", "en": "stayed by law"}
EXTENSION = {"approver": "head", "unit": "month"}
PAUSING = {"pauses_on": ("case.changed",), "resumes_on": ("case.closed",), "suspension": GROUND}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"alternative_unit": "working_day"}, "the alternative unit is the unit itself"),
        ({"stops_on": ("referral.sent",)}, "an event both starts and stops the clock"),
        ({"restarts_on": ("referral.accepted",)}, "an event both starts and stops the clock"),
        (
            {**PAUSING, "stops_on": ("case.changed",)},
            "an event moves the clock in two ways",
        ),
        ({**PAUSING, "resumes_on": ()}, "a clock that pauses says what resumes it"),
        ({"resumes_on": ("case.closed",)}, "a clock that pauses says what resumes it"),
        ({**PAUSING, "suspension": None}, "a clock that pauses names its ground"),
        (
            {"direction": "before", "extension": EXTENSION},
            "only a clock that runs forward is extended or paused",
        ),
        (
            {"direction": "before", "suspension": GROUND},
            "only a clock that runs forward is extended or paused",
        ),
        ({"unit": "hour"}, "a term in hours never rolls"),
        ({"in_force_until": "2023-10-31"}, "the rule ends before it begins"),
        ({"starts_on": ("moon.rose",)}, "no event type and no procedural fact has this name"),
    ],
)
def test_what_contradicts_itself_is_no_rule(wrong: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=rf"Value error, {re.escape(fault)} \["):
        rule(**wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"alternative_unit": "calendar_day"},
        {"restarts_on": ("referral.sent",)},
        PAUSING,
        {"suspension": GROUND, "extension": EXTENSION},
        {"direction": "before"},
        {"unit": "hour", "roll": False},
        {"in_force_until": "2023-11-01"},
        {"starts_on": ("fact:arbitration_accepted",)},
    ],
)
def test_what_the_law_knows_can_be_said(right: dict[str, Any]) -> None:
    assert rule(**right).amount == 8


def test_a_rule_has_a_name_in_both_languages() -> None:
    assert rule().name == Text("答复移送", "Referral answered")


@pytest.mark.parametrize(("on_expiry", "lapses"), [("lapse", True), ("breach", False)])
def test_a_right_lapses_where_the_rule_says_so(on_expiry: str, lapses: bool) -> None:
    assert rule(on_expiry=on_expiry).lapses is lapses


def test_a_rule_in_one_reading_keeps_the_unit_that_counts() -> None:
    settled = rule(alternative_unit="calendar_day").in_one_reading()

    assert (settled.unit, settled.alternative_unit) == (Unit.WORKING_DAY, None)


FORMER = rule(in_force_until="2024-12-31")
AMENDED = rule(amount=5, in_force_from="2025-02-01", in_force_until="2025-12-31")
NEWEST = rule(amount=3, in_force_from="2026-01-01")
OTHER = rule(code="REF_OTHER_8WD")


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2023, 10, 31), None),
        (date(2023, 11, 1), FORMER),
        (date(2024, 12, 31), FORMER),
        (date(2025, 1, 1), None),
        (date(2025, 2, 1), AMENDED),
        (date(2025, 12, 31), AMENDED),
        (date(2026, 1, 1), NEWEST),
        (date(2099, 1, 1), NEWEST),
    ],
)
def test_both_days_of_a_period_belong_to_it(on: date, found: Any) -> None:
    rules = Catalogue((NEWEST, OTHER, FORMER, AMENDED))

    if found is None:
        with pytest.raises(RuleNotFound):
            rules.rule("REF_TEST_8WD", on)
    else:
        assert rules.rule("REF_TEST_8WD", on) is found


@pytest.mark.parametrize(
    ("starts_at", "found"),
    [
        ("2024-12-31T23:59:00+08:00", FORMER),
        ("2024-12-31T15:59:00+00:00", FORMER),
        ("2025-12-31T16:00:00+00:00", NEWEST),
        ("2025-02-01T00:00:00+08:00", AMENDED),
        # What a corrected catalogue had in force on no such day keeps its clock all the same.
        ("2025-01-15T09:00:00+08:00", NEWEST),
        ("2020-01-15T09:00:00+08:00", NEWEST),
    ],
)
def test_a_clock_is_counted_under_the_period_of_the_day_in_china_on_which_it_began(
    starts_at: str, found: Rule
) -> None:
    rules = Catalogue((NEWEST, OTHER, FORMER, AMENDED))

    assert rules.rule_of_clock("REF_TEST_8WD", datetime.fromisoformat(starts_at)) is found


def test_a_clock_without_any_rule_is_not_found() -> None:
    with pytest.raises(RuleNotFound):
        Catalogue((OTHER,)).rule_of_clock("REF_TEST_8WD", MONDAY)


def test_the_periods_of_a_rule_are_known_oldest_first() -> None:
    rules = Catalogue((NEWEST, OTHER, FORMER, AMENDED))

    assert [*rules.periods("REF_TEST_8WD")] == [FORMER, AMENDED, NEWEST]
    assert [*rules.periods("REF_OTHER_8WD")] == [OTHER]
    assert [*rules.periods("NO_SUCH_RULE")] == []
    assert rules.codes == {"REF_TEST_8WD", "REF_OTHER_8WD"}


def test_a_trigger_of_no_rule_touches_nothing() -> None:
    rules = Catalogue((FORMER, OTHER))

    assert [*rules.touched_by("case.closed")] == []
    assert [*rules.touched_by("referral.sent")] == [(Touch.STARTS, FORMER), (Touch.STARTS, OTHER)]


@pytest.mark.parametrize(
    ("field", "touch"),
    [
        ("restarts_on", Touch.RESTARTS),
        ("pauses_on", Touch.PAUSES),
        ("resumes_on", Touch.RESUMES),
    ],
)
def test_a_trigger_does_what_the_field_says_that_names_it(field: str, touch: Touch) -> None:
    moved = rule(**{**PAUSING, field: ("case.reopened",)})

    assert [*Catalogue((moved,)).touched_by("case.reopened")] == [(touch, moved)]


def test_a_period_that_begins_before_the_last_has_ended_is_named() -> None:
    fault = (
        "REF_TEST_8WD: the period from 2026-01-01 begins before the one from 2023-11-01 has ended."
    )

    with pytest.raises(CatalogueInvalid, match=f"^{re.escape(fault)}$"):
        Catalogue((NEWEST, rule()))


FIRST = date(2023, 11, 1)


@given(ends=st.integers(0, 800), begins=st.integers(0, 800), asked=st.integers(-10, 900))
def test_two_periods_without_overlap_leave_every_day_at_most_one_rule(
    ends: int, begins: int, asked: int
) -> None:
    earlier = rule(in_force_until=FIRST + timedelta(days=ends))
    later = rule(amount=3, in_force_from=FIRST + timedelta(days=begins))
    day = FIRST + timedelta(days=asked)

    if begins <= ends:
        with pytest.raises(CatalogueInvalid):
            Catalogue((later, earlier))
    else:
        in_force = [one for one in Catalogue((later, earlier)).rules if one.in_force(day)]
        assert in_force == [later] * (asked >= begins) + [earlier] * (0 <= asked <= ends)


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 9},
        {"unit": "month"},
        {"alternative_unit": "calendar_day"},
        {"direction": "before"},
        {"roll": False},
        {"on_expiry": "lapse"},
        {"in_force_from": "2024-01-01"},
        {"in_force_until": "2030-12-31"},
        {"code": "REF_OTHER_8WD"},
    ],
)
def test_the_version_of_the_catalogue_changes_with_what_clocks_are_counted_by(
    change: dict[str, Any],
) -> None:
    assert Catalogue((rule(**change),)).version != Catalogue((rule(),)).version


def test_the_version_of_the_catalogue_is_that_of_its_rules_in_any_order_and_any_words() -> None:
    version = Catalogue((FORMER, OTHER)).version

    assert Catalogue((OTHER, FORMER)).version == version
    assert Catalogue((rule(zh="另一名称", in_force_until="2024-12-31"), OTHER)).version == version
    assert re.fullmatch("[0-9a-f]{8}", version)


def test_a_station_that_counts_in_hours_has_no_day_to_move_to() -> None:
    counted = rule(unit="working_day", roll=True).with_term(4, Unit.HOUR)

    assert (counted.amount, counted.unit, counted.roll) == (4, Unit.HOUR, False)
