"""Tests of the local rules of a station, as they are stored and read again."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.agencies.models import Station
from app.agencies.station_rules import MOST_UNITS, StationRules, TermOverride, rules_of
from tests.agencies.files import SMALL, district

HOURS: st.SearchStrategy[dict[str, time]] = st.one_of(
    st.just({}),
    st
    .tuples(st.times(), st.times())
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: {"opens_at": pair[0], "closes_at": pair[1]}),
)
TERMS = st.builds(
    TermOverride,
    amount=st.integers(1, MOST_UNITS),
    unit=st.sampled_from(["hour", "calendar_day", "working_day"]),
)


def station(rules: dict[str, Any]) -> Station:
    return Station(
        division="310120",
        name_zh="奉贤区欠薪治理服务站",
        name_en="Fengxian wage-arrears station",
        lead_agencies=["310120-union"],
        rules=rules,
        revision=1,
    )


def test_a_station_without_rules_of_its_own_has_the_defaults() -> None:
    rules = rules_of(station({}))

    assert rules.counted_reading == "calendar_day"
    assert rules.triage_silence_days == 1
    assert (rules.opens_at, rules.closes_at) == (None, None)
    assert rules.deadlines == {}


@given(
    hours=HOURS,
    reading=st.sampled_from(["calendar_day", "working_day"]),
    silence=st.integers(1, 30),
    terms=st.dictionaries(st.sampled_from(["REF_ANSWER_5WD", "REF_RETURN_3WD"]), TERMS),
)
def test_rules_survive_being_stored(
    hours: dict[str, time], reading: str, silence: int, terms: dict[str, TermOverride]
) -> None:
    rules = StationRules.model_validate({
        **hours,
        "counted_reading": reading,
        "triage_silence_days": silence,
        "deadlines": terms,
    })

    assert rules_of(station(rules.model_dump(mode="json"))) == rules


def test_the_rules_of_a_file_are_those_of_its_station(tmp_path: Path) -> None:
    rules = district(tmp_path, SMALL).rules.model_dump(mode="json")

    assert rules_of(station(rules)).closes_at == time(17)


def test_a_rule_of_a_later_version_is_passed_over() -> None:
    assert rules_of(station({"lunch_break": True})) == StationRules()


@pytest.mark.parametrize("noon", [720, "midday", "12:00:00+08:00", None])
def test_hours_are_times_without_an_offset(noon: object) -> None:
    with pytest.raises(ValidationError):
        StationRules.model_validate({"opens_at": time(8), "closes_at": noon})
