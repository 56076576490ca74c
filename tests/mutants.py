"""What stands in for the conftests in mutation testing: no database, and nothing is remembered.

A test that is spared a count by the one before it would not be asked about its mutants.
"""

import pytest
from hypothesis import HealthCheck, settings

from app.calendars import days
from app.calendars.days import Calendar, Calendars
from app.deadlines import timing, watch

settings.register_profile(
    "mutants", settings.get_profile("ci"), suppress_health_check=[*HealthCheck]
)
settings.load_profile("mutants")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    for remembering in (days.load, timing.timing, watch.marks):
        remembering.cache_clear()


@pytest.fixture
def calendars(nothing_remembered: None) -> Calendars:
    return days.load()


@pytest.fixture
def calendar(calendars: Calendars) -> Calendar:
    return calendars.of("310120")
