"""Tests of rule files: amended rules and their periods, and what a file may not say."""

from datetime import date
from pathlib import Path

import pytest

from app.deadlines import catalogue
from app.deadlines.catalogue import Catalogue, CatalogueInvalid, RuleNotFound, Touch

RULE = """
[[rule]]
code = "REF_TEST_5WD"
zh = "答复移送"
en = "Referral answered"
category = "referral"
starts_on = ["referral.sent"]
stops_on = ["referral.accepted"]
per = "referral"
responsible = "receiver"
amount = 5
unit = "working_day"
roll = true
source = "约定"
certainty = "default"
in_force_from = 2023-11-01
"""
AMENDED = RULE.replace("amount = 5", "amount = 3").replace("2023-11-01", "2026-01-01")
ENDED = f"{RULE}in_force_until = 2025-12-31\n"


def loaded(directory: Path, *texts: str) -> Catalogue:
    for number, text in enumerate(texts, 1):
        (directory / f"law{number}.toml").write_text(text, encoding="utf-8")
    return catalogue.load(directory)


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2023, 11, 1), 5),
        (date(2025, 12, 31), 5),
        (date(2026, 1, 1), 3),
        (None, 3),
    ],
)
def test_a_clock_has_the_term_that_was_in_force_on_its_day(
    tmp_path: Path, on: date | None, amount: int
) -> None:
    rules = loaded(tmp_path, AMENDED, ENDED)

    assert rules.rule("REF_TEST_5WD", on).amount == amount


def test_a_trigger_names_the_rules_of_every_period(tmp_path: Path) -> None:
    rules = loaded(tmp_path, ENDED, AMENDED)

    touched = rules.touched_by("referral.accepted")

    assert [(touch, rule.amount) for touch, rule in touched] == [
        (Touch.STOPS, 5),
        (Touch.STOPS, 3),
    ]


def test_before_the_first_period_there_is_no_rule(tmp_path: Path) -> None:
    rules = loaded(tmp_path, RULE)
    the_day_before = date(2023, 10, 31)

    with pytest.raises(RuleNotFound):
        rules.rule("REF_TEST_5WD", the_day_before)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (RULE, AMENDED),
        (ENDED.replace("2025-12-31", "2026-01-01"), AMENDED),
        (RULE, RULE),
    ],
)
def test_two_periods_of_one_rule_never_overlap(tmp_path: Path, earlier: str, later: str) -> None:
    with pytest.raises(CatalogueInvalid, match="REF_TEST_5WD"):
        loaded(tmp_path, earlier, later)


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("amount = 5", "amount = 0", "amount"),
        ("amount = 5", 'amount = "5"', "amount"),
        ("amount = 5", "amount = true", "amount"),
        ('unit = "working_day"', 'unit = "workday"', "unit"),
        ('zh = "答复移送"', 'zh = ""', "zh"),
        ('en = "Referral answered"\n', "", "en"),
        ("roll = true", "roll = 1", "roll"),
        ("roll = true", "roll = true\nrolls = true", "rolls"),
        ('["referral.sent"]', '"referral.sent"', "starts_on"),
        ('["referral.sent"]', "[]", "starts_on"),
        ('["referral.accepted"]', '["referral.eaten"]', "stops_on 0: .*has this name"),
        ('["referral.accepted"]', '["fact:moon_rose"]', "stops_on 0: .*has this name"),
        ('["referral.sent"]', '["case.*"]', "starts_on 0"),
        ('category = "referral"', 'category = "poetry"', "category"),
        ('unit = "working_day"', 'unit = "hour"', "in hours never rolls"),
        ("roll = true", 'roll = true\npauses_on = ["case.changed"]', "says what resumes it"),
        (
            "roll = true",
            'roll = true\npauses_on = ["case.changed"]\nresumes_on = ["case.closed"]',
            "names its ground",
        ),
        (
            "roll = true",
            'roll = true\ndirection = "before"\nsuspension = { zh = "中止", en = "stay" }',
            "runs forward",
        ),
        (
            "roll = true",
            'roll = true\nextension = { approver = "mayor", unit = "month" }',
            "extension.*approver",
        ),
        ('["referral.accepted"]', '["referral.sent"]', "both starts and stops"),
        ("roll = true", 'roll = true\nalternative_unit = "working_day"', "alternative unit"),
        ("2023-11-01", "2023-11-01\nin_force_until = 2023-10-31", "ends before it begins"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_file_its_name_and_the_fault(
    tmp_path: Path, right: str, wrong: str, fault: str
) -> None:
    mistaken = RULE.replace(right, wrong).replace("REF_TEST_5WD", "REF_WRONG")

    with pytest.raises(CatalogueInvalid, match=rf"law1\.toml: rule 2 \(REF_WRONG\).*{fault}"):
        loaded(tmp_path, RULE + mistaken)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[rule]\n", r"law1\.toml: .*line 1"),
        ("[[rules]]\n", r"law1\.toml: rule: .*; rules: "),
        ('[rule]\ncode = "REF_TEST_5WD"\n', r"law1\.toml: rule: "),
        ("rule = [5]\n", r"law1\.toml: rule 1 \(no table\): "),
        ('[[rule]]\nname = "x"\n', r"law1\.toml: rule 1 \(no code\) code: "),
    ],
)
def test_a_file_that_holds_no_rules_is_refused_by_name(
    tmp_path: Path, text: str, fault: str
) -> None:
    with pytest.raises(CatalogueInvalid, match=fault):
        loaded(tmp_path, text)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match="no rule files"):
        catalogue.load(tmp_path)
