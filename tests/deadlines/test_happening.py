"""Tests of an event as the clocks see it: its name, its instant, its piece and its person."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.auth.actor import Actor, Role
from app.auth.policy import Permission
from app.core.clock import CHINA
from app.deadlines import happening
from app.deadlines.happening import Happening
from app.events.event import Event
from app.events.types import EventType
from app.work import Work
from tests.deadlines.reckoning import MONDAY, at, rule

ENTRY, PIECE, WORKER = UUID(int=11), UUID(int=12), UUID(int=13)
FACT = EventType.PROCEDURAL_FACT_RECORDED


def work(now: datetime = MONDAY) -> Work:
    """The work of an officer of the inspection; no statement is run in it."""
    officer = Actor("310120-hrss", "inspection", Role.OFFICER, frozenset(), "portal", "officer-1")
    connection: Any = None
    return Work(connection, officer, Permission.CHANGE_CASE, now, "request-1", lambda: UUID(int=14))


def event(type_: EventType, piece_id: UUID | None = PIECE, **facts: Any) -> Event:
    return Event(type_, UUID(int=15), 1, UUID(int=16), piece_id, facts)


def fact(occurred: str, **facts: Any) -> Event:
    return event(FACT, kind="arbitration_accepted", occurred=occurred, **facts)


def happened(told: Event, now: datetime = MONDAY) -> Happening:
    return happening.happening(work(now), ENTRY, told)


def test_an_event_of_the_service_happens_when_it_is_written_down() -> None:
    sent = event(EventType.REFERRAL_SENT)

    found = happened(sent, MONDAY.astimezone(UTC))

    assert found == (ENTRY, sent, MONDAY)
    assert (found.at.tzinfo, found.trigger, found.is_fact) == (CHINA, "referral.sent", False)


@pytest.mark.parametrize(
    ("occurred", "instant"),
    [
        ("2026-03-05", "05 00:00"),
        ("2026-03-05T10:15:00+08:00", "05 10:15"),
        ("2026-03-04T20:00:00+00:00", "05 04:00"),
    ],
)
def test_a_fact_happens_on_the_day_or_at_the_instant_that_it_states(
    occurred: str, instant: str
) -> None:
    found = happened(fact(occurred))

    assert found.at == at(instant)
    assert (found.at.tzinfo, found.at.date()) == (CHINA, date(2026, 3, 5))
    assert (found.trigger, found.is_fact) == ("fact:arbitration_accepted", True)
    assert found.entry == ENTRY


def test_the_instant_of_a_day_is_read_from_a_day_too() -> None:
    assert happening.instant_of(date(2026, 3, 5)) == at("05 00:00")


def test_a_fact_concerns_the_person_that_it_names_or_the_whole_case() -> None:
    assert happened(fact("2026-03-05", concerns=str(WORKER))).concerns == WORKER
    assert happened(fact("2026-03-05", concerns=None)).concerns is None
    assert happened(fact("2026-03-05")).concerns is None


def test_only_a_fact_concerns_one_person() -> None:
    assert happened(event(EventType.CASE_REGISTERED, concerns=str(WORKER))).concerns is None


@pytest.mark.parametrize(
    ("per", "piece"),
    [("referral", PIECE), ("evidence_request", PIECE), ("case", None), ("person", None)],
)
def test_a_clock_belongs_to_a_piece_of_work_only_where_its_rule_says_so(
    per: str, piece: UUID | None
) -> None:
    assert happened(event(EventType.REFERRAL_SENT)).piece(rule(per=per)) == piece


RECEIVED = "2026-02-27T01:00:00+00:00"


@pytest.mark.parametrize(
    ("counted_from", "facts", "start"),
    [
        ("event", {}, MONDAY),
        ("event", {"received_at": RECEIVED}, MONDAY),
        ("first_receipt", {}, MONDAY),
        ("first_receipt", {"received_at": None}, MONDAY),
        ("first_receipt", {"received_at": RECEIVED}, datetime(2026, 2, 27, 9, tzinfo=CHINA)),
    ],
)
def test_a_clock_may_run_from_when_the_lead_first_reached_a_member(
    counted_from: str, facts: dict[str, Any], start: datetime
) -> None:
    found = happened(event(EventType.CASE_REGISTERED, **facts))

    counted = found.counted_from(rule(counted_from=counted_from))

    assert (counted, counted.tzinfo) == (start, CHINA)
