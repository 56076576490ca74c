"""The national calendar, read once."""

import pytest

from app.calendars import days
from app.calendars.days import Calendar


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return days.load()
