"""Tests of the catalogue as a whole: each fact moves a clock, and a member can record it."""

from pathlib import Path

import pytest

from app.agencies.kinds import Kind
from app.agencies.recorders import may_record
from app.deadlines import catalogue
from app.deadlines.catalogue import RULES
from app.deadlines.codes import Certainty, Expiry
from app.deadlines.rule import FACT, Rule
from app.events.procedure import FACTS, FactKind

MEMBERS = (Kind.COURT, Kind.PROCURATORATE, Kind.UNION, Kind.JUSTICE, Kind.HRSS)
LAW = catalogue.load()


def facts_of(*triggers: str) -> set[FactKind]:
    return {
        FactKind(trigger.removeprefix(FACT)) for trigger in triggers if trigger.startswith(FACT)
    }


def triggers_of(rule: Rule) -> tuple[str, ...]:
    return (
        *rule.starts_on,
        *rule.restarts_on,
        *rule.pauses_on,
        *rule.resumes_on,
        *rule.stops_on,
    )


MOVING = {fact for rule in LAW.rules for fact in facts_of(*triggers_of(rule))}
STARTING = {fact for rule in LAW.rules for fact in facts_of(*rule.starts_on)}


def a_member_may_record(fact: FactKind) -> bool:
    return any(may_record(member, fact) for member in MEMBERS)


@pytest.mark.parametrize("kind", FactKind)
def test_every_kind_of_fact_moves_a_clock(kind: FactKind) -> None:
    assert kind in MOVING


@pytest.mark.parametrize("rule", LAW.rules, ids=lambda rule: rule.code)
def test_every_fact_that_moves_a_clock_can_be_recorded_by_a_member(rule: Rule) -> None:
    assert all(a_member_may_record(fact) for fact in facts_of(*triggers_of(rule)))


@pytest.mark.parametrize("file", sorted(RULES.glob("*.toml")), ids=lambda file: file.stem)
def test_every_rule_stands_in_the_file_of_its_category(file: Path, tmp_path: Path) -> None:
    (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")

    assert {rule.category for rule in catalogue.load(tmp_path).rules} == {file.stem}


@pytest.mark.parametrize("rule", LAW.rules, ids=lambda rule: rule.code)
def test_a_right_that_lapses_says_what_follows(rule: Rule) -> None:
    assert rule.on_expiry is not Expiry.LAPSE or rule.consequence is not None


@pytest.mark.parametrize("rule", LAW.rules, ids=lambda rule: rule.code)
def test_what_is_shown_as_read_names_its_article(rule: Rule) -> None:
    assert rule.certainty is not Certainty.VERIFIED or rule.article is not None


@pytest.mark.parametrize("kind", [kind for kind in FactKind if FACTS[kind].may_lie_ahead])
def test_a_day_that_may_lie_ahead_starts_a_clock(kind: FactKind) -> None:
    assert kind in STARTING


def test_a_procedure_belongs_to_those_who_hold_it() -> None:
    assert may_record(Kind.COURT, FactKind("lawsuit_filed"))
    assert not may_record(Kind.UNION, FactKind("lawsuit_filed"))
    assert may_record(Kind.HRSS, FactKind("arbitration_accepted"))
    assert not may_record(Kind.COURT, FactKind("arbitration_accepted"))
    assert not may_record(Kind.MEDIATION_ORGANISATION, FactKind("mediator_appointed"))


@pytest.mark.parametrize("kind", ["employment_ended", "limitation_interrupted", "wages_paid"])
@pytest.mark.parametrize("member", MEMBERS)
def test_what_no_agency_holds_any_member_may_record(member: Kind, kind: str) -> None:
    assert may_record(member, FactKind(kind))
