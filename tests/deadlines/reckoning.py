"""Rules, stations and clocks made up for tests of the reckoning, none of them stored."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

from app.agencies.station_rules import StationRules
from app.calendars import days
from app.calendars.days import Calendar
from app.core.database import table_of
from app.deadlines.models import Deadline
from app.deadlines.rule import Rule
from app.deadlines.timing import Setting

MONDAY = datetime.fromisoformat("2026-03-02T09:30:00+08:00")
"""A working day with three plain weeks before it and four behind it."""

CAUSE = UUID(int=7)


def calendar() -> Calendar:
    """Of a division for which nothing of its own was fixed, so the nation's."""
    return days.load().of("310120")


def rule(**changes: Any) -> Rule:
    """Eight working days, unless the test says otherwise."""
    settled: dict[str, Any] = {
        "code": "REF_TEST_8WD",
        "zh": "答复移送",
        "en": "Referral answered",
        "category": "referral",
        "starts_on": ("referral.sent",),
        "stops_on": ("referral.accepted",),
        "per": "referral",
        "responsible": "receiver",
        "amount": 8,
        "unit": "working_day",
        "roll": True,
        "source": "约定",
        "certainty": "default",
        "in_force_from": "2023-11-01",
    }
    return Rule(**{**settled, **changes})


def open_until_five(**local: Any) -> dict[str, Any]:
    """A station with business hours."""
    return {"opens_at": time(9), "closes_at": time(17), **local}


def setting(applied: Rule | None = None, **local: Any) -> Setting:
    return Setting(applied or rule(), StationRules(**local), calendar(), "rules-2")


def at(moment: str) -> datetime:
    """An instant of March 2026 in the civil time of China, such as `at("05 17:00")`."""
    day, of_day = moment.split(" ")
    return datetime.fromisoformat(f"2026-03-{day}T{of_day}:00+08:00")


def clock(**changes: Any) -> Any:
    """A clock of eight working days as a row that was read; it runs since Monday."""
    columns: dict[str, Any] = {
        **dict.fromkeys(column.name for column in table_of(Deadline).columns),
        "id": UUID(int=1),
        "case_id": UUID(int=2),
        "division": "310120",
        "rule_code": "REF_TEST_8WD",
        "responsible": "310120-hrss",
        "status": "running",
        "version": 3,
        "starts_at": MONDAY,
        "amount": 8,
        "unit": "working_day",
        "pauses": [],
        "extensions": [],
        "due_at": at("13 00:00"),
        "rules_version": "rules-1",
        "watch_at": at("11 00:00"),
        "escalation": 0,
        **changes,
    }
    shape = SimpleResultMetaData([*columns])
    read: IteratorResult[Any] = IteratorResult(shape, iter([tuple(columns.values())]))
    return read.one()


def pause(since: str, until: str | None) -> dict[str, Any]:
    """An entry of the ledger, as it comes back from the database."""
    ended = at(until).isoformat() if until else None
    return {"since": at(since).isoformat(), "until": ended, "cause": str(CAUSE)}


def longer(amount: int, unit: str = "working_day", *, replaces: bool = False) -> dict[str, Any]:
    """An entry of the ledger without who approved it."""
    return {"amount": amount, "unit": unit, "replaces": replaces}
