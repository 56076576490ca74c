"""Tests of the row of a clock that starts: whether, how long, whose, and until when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.agencies.directory import Directory
from app.agencies.models import Station
from app.agencies.station_rules import StationRules
from app.calendars.terms import Term, Unit
from app.deadlines import starting
from app.deadlines.happening import Happening
from app.deadlines.rule import Rule
from app.events.types import EventType
from tests.deadlines.reckoning import MONDAY, at, calendar, open_until_five, rule, setting
from tests.deadlines.test_happening import (
    ENTRY,
    PIECE,
    RECEIVED,
    WORKER,
    event,
    fact,
    happened,
    work,
)

OPEN_UNIT = {"unit": "calendar_day", "alternative_unit": "working_day"}
NAMED: dict[str, Any] = {
    "sender": "310120-union",
    "receiver": "310120-hrss",
    "owner": "310120-court",
}
DIRECTORY = Directory(
    stations={
        "310120": Station(
            division="310120",
            name_zh="奉贤区服务站",
            name_en="Fengxian station",
            lead_agencies=["310120-union", "310120-justice"],
            rules={},
            revision=1,
        )
    },
    rules={},
    agencies={},
    windows=[],
)


def sent(now: datetime = MONDAY, **facts: Any) -> Happening:
    return happened(event(EventType.REFERRAL_SENT, **NAMED, **facts), now)


def row(happening: Happening, applied: Rule, **local: Any) -> dict[str, Any]:
    return starting.row(work(), DIRECTORY, happening, setting(applied, **local))


def test_a_clock_starts_with_everything_that_its_rule_and_its_event_say() -> None:
    assert row(sent(), rule()) == {
        "id": UUID(int=14),
        "case_id": UUID(int=16),
        "piece_id": PIECE,
        "concerns": None,
        "division": "310120",
        "rule_code": "REF_TEST_8WD",
        "responsible": "310120-hrss",
        "status": "running",
        "version": 1,
        "starts_at": MONDAY,
        "amount": 8,
        "unit": "working_day",
        "pauses": [],
        "extensions": [],
        "due_on": date(2026, 3, 12),
        "due_at": at("13 00:00"),
        "original_due_on": date(2026, 3, 12),
        "other_due_on": None,
        "is_provisional": False,
        "calendar_version": calendar().version,
        "rules_version": "rules-2",
        "watch_at": at("11 00:00"),
        "breached_at": None,
        "escalation": 0,
        "started_by": ENTRY,
        "changed_by": ENTRY,
        "stopped_at": None,
    }


def test_a_clock_counts_from_the_day_that_its_rule_counts_from() -> None:
    received = sent(received_at=RECEIVED)

    found = row(received, rule(counted_from="first_receipt", **OPEN_UNIT))

    # Eight days from Friday; the last Saturday of February was a working day.
    assert found["starts_at"] == datetime.fromisoformat(RECEIVED)
    assert (found["due_on"], found["other_due_on"]) == (date(2026, 3, 9), date(2026, 3, 10))


def test_a_fact_recorded_late_starts_a_clock_that_is_watched_from_its_end() -> None:
    long_ago = happened(fact("2026-02-02", concerns=str(WORKER)))

    found = row(long_ago, rule(responsible="recorder", per="person"))

    assert (found["concerns"], found["piece_id"]) == (WORKER, None)
    assert found["starts_at"] == datetime.fromisoformat("2026-02-02T00:00:00+08:00")
    assert (
        found["watch_at"] == found["due_at"] == datetime.fromisoformat("2026-02-13T00:00:00+08:00")
    )


@pytest.mark.parametrize(
    ("responsible", "agency"),
    [
        ("sender", "310120-union"),
        ("receiver", "310120-hrss"),
        ("owner", "310120-court"),
        ("station", "310120-union"),
        ("recorder", "310120-hrss"),
    ],
)
def test_the_rule_says_which_agency_sees_to_it(responsible: str, agency: str) -> None:
    assert row(sent(), rule(responsible=responsible))["responsible"] == agency


def test_a_station_with_business_hours_ends_its_clocks_at_closing_time() -> None:
    found = row(sent(), rule(), **open_until_five(due_soon_days=(2,)))

    assert (found["due_at"], found["watch_at"]) == (at("12 17:00"), at("10 09:00"))


def test_the_term_is_that_of_the_rule_even_where_a_fact_states_one() -> None:
    stated = happened(fact("2026-03-05", term={"amount": 3, "unit": "month"}))

    assert starting.term_of(rule(), stated) == Term(8, Unit.WORKING_DAY)
    assert starting.term_of(rule(amount=None), stated) == Term(3, Unit.MONTH)


def test_a_clock_whose_law_leaves_the_term_to_the_case_has_the_term_of_its_fact() -> None:
    stated = happened(fact("2026-03-02", term={"amount": 3, "unit": "calendar_day"}))

    found = row(stated, rule(amount=None, responsible="recorder"))

    assert (found["amount"], found["unit"]) == (3, "calendar_day")
    assert found["due_on"] == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("certainty", "switched_on", "is_on"),
    [
        ("verified", (), True),
        ("default", (), True),
        ("unverified", (), False),
        ("unverified", ("REF_OTHER_8WD",), False),
        ("unverified", ("REF_TEST_8WD",), True),
    ],
)
def test_what_nobody_verified_is_applied_only_where_the_station_says_so(
    certainty: str, switched_on: tuple[str, ...], is_on: bool
) -> None:
    local = StationRules(switched_on=frozenset(switched_on))

    assert starting.is_on(rule(certainty=certainty), local) is is_on
    assert starting.applies(rule(certainty=certainty), local, sent()) is is_on


@pytest.mark.parametrize(
    ("in_force_from", "in_force_until", "counted_from", "applies"),
    [
        ("2026-03-02", None, "event", True),
        ("2026-03-03", None, "event", False),
        ("2026-03-02", "2026-03-02", "event", True),
        ("2023-11-01", "2026-03-01", "event", False),
        ("2026-02-28", None, "first_receipt", False),
        ("2023-11-01", "2026-02-27", "first_receipt", True),
    ],
)
def test_a_rule_applies_that_was_in_force_on_the_day_from_which_it_counts(
    in_force_from: str, in_force_until: str | None, counted_from: str, applies: bool
) -> None:
    period = {"in_force_from": in_force_from, "in_force_until": in_force_until}
    received = sent(received_at=RECEIVED)

    found = starting.applies(rule(counted_from=counted_from, **period), StationRules(), received)

    assert found is applies


def test_a_station_may_set_a_term_of_its_own() -> None:
    local = StationRules(deadlines={"REF_TEST_8WD": {"amount": 3, "unit": "month"}})

    found = starting.localised(rule(), local)

    assert (found.amount, found.unit) == (3, Unit.MONTH)
    assert starting.localised(rule(code="REF_OTHER_8WD"), local) == rule(code="REF_OTHER_8WD")


@pytest.mark.parametrize(
    ("counted", "unit", "other"),
    [
        ("calendar_day", Unit.CALENDAR_DAY, Unit.WORKING_DAY),
        ("working_day", Unit.WORKING_DAY, Unit.CALENDAR_DAY),
    ],
)
def test_a_station_chooses_the_reading_that_counts(counted: Any, unit: Unit, other: Unit) -> None:
    found = starting.localised(rule(**OPEN_UNIT), StationRules(counted_reading=counted))

    assert (found.amount, found.unit, found.alternative_unit) == (8, unit, other)


@pytest.mark.parametrize(
    "settled",
    [rule(), rule(unit="calendar_day"), rule(amount=None, **OPEN_UNIT)],
    ids=["working days", "calendar days", "without a term"],
)
def test_where_there_is_nothing_to_choose_the_rule_stays_as_it_is(settled: Rule) -> None:
    assert starting.localised(settled, StationRules(counted_reading="working_day")) is settled
