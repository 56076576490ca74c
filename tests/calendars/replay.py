"""Counts a period again from nothing but the JSON of its explanation."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

Steps = Sequence[dict[str, Any]]

REACHED = {"event_day", "event_hour", "counted", "corresponding_day", "lengthened", "hours"}
"""So far the period ends on the day of such a step."""

WALKED = {"event_day", "counted", "rest", "paused"}
"""The steps of a period of days, which speak of every day in turn."""


def end_of(steps: Steps) -> date:
    """The last day of the period, found without the step that names it."""
    way, end = direction(steps), day(steps[0])
    for step in steps[:-1]:
        if step["kind"] in REACHED:
            end = day(step)
        elif step["kind"] == "rolled":
            assert day(step) == end, f"{step} does not speak of the day on which it would end"
            end += way
    return end


def days_counted(steps: Steps) -> int:
    """How many days count of a period of days, of which none is passed over in silence."""
    walked = [step for step in steps if step["kind"] in WALKED]
    way = direction(steps)
    assert all(day(b) == day(a) + way for a, b in pairwise(walked))
    numbers = [step["number"] for step in walked if step["kind"] == "counted"]
    assert numbers == [*range(1, len(numbers) + 1)]
    return len(numbers)


def days_made_up(steps: Steps) -> tuple[int, int]:
    """Of one period of months: how many days were lost, and how many were added for them."""
    at = [step["kind"] for step in steps].index("corresponding_day")
    lost = sum(step["kind"] == "paused" for step in steps[:at])
    return lost, sum(step["kind"] == "lengthened" for step in steps)


def direction(steps: Steps) -> timedelta:
    return timedelta(days=1 if day(steps[-1]) >= day(steps[0]) else -1)


def day(step: dict[str, Any]) -> date:
    return date.fromisoformat(step["on"])
