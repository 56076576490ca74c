"""The calendars that the service comes with."""

import pytest

from app.calendars import days
from app.calendars.days import Calendar, Calendars


@pytest.fixture(scope="session")
def calendars() -> Calendars:
    return days.load()


@pytest.fixture(scope="session")
def calendar(calendars: Calendars) -> Calendar:
    """Of a division for which nothing of its own was fixed, so the nation's."""
    return calendars.of("310120")
