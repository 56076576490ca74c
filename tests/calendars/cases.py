"""Random cases to count, and how both ways of counting are asked about one."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from app.calendars.terms import Direction, Office, Pause, Term, Unit
from tests.calendars.oracle import CHINA, Asked

FIRST = datetime(2010, 1, 1, tzinfo=CHINA)
"""From here on, for fifteen years, the days are certain and no case leaves them."""

LONGEST = {"hour": 60, "calendar_day": 45, "working_day": 30, "month": 4, "year": 1}
UNITS = tuple(LONGEST)


def cases(seed: int, number: int) -> Iterator[Asked]:
    random = Random(seed)
    return (one(random) for _ in range(number))


def one(random: Random) -> Asked:
    event = FIRST + timedelta(days=random.randrange(1100, 5000), minutes=15 * random.randrange(96))
    terms = [term(random) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    if random.random() < 0.3:
        unit = terms[0][1]
        terms = [(random.randint(1, LONGEST[unit]), unit) for _ in terms]
    backward = random.random() < 0.3
    pauses = [pause(random, event, backward=backward) for _ in range(random.choice((0, 0, 1, 2)))]
    has_office = random.random() < 0.3
    return Asked(
        event=event,
        terms=terms,
        pauses=pauses,
        backward=backward,
        roll=random.random() < 0.8,
        closes_at=random.choice((time(17), time(17, 30))) if has_office else None,
        late_is_next_day=has_office and random.random() < 0.5,
    )


def term(random: Random) -> tuple[int, str]:
    unit = random.choice(UNITS)
    return random.randint(1, LONGEST[unit]), unit


def pause(random: Random, event: datetime, *, backward: bool) -> tuple[datetime, datetime]:
    quarters = random.randrange(-300, 4000)
    since = event + timedelta(minutes=15) * (-quarters if backward else quarters)
    return since, since + timedelta(minutes=15) * random.choice((0, 3, 90, 400, 1500))


def arguments(asked: Asked) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The start and the term, and the manner, as the service is asked."""
    terms = [Term(amount, Unit(unit)) for amount, unit in asked.terms]
    manner = {
        "direction": Direction.BEFORE if asked.backward else Direction.AFTER,
        "roll": asked.roll,
        "extensions": terms[1:],
        "pauses": [Pause(*pause) for pause in asked.pauses],
        "office": Office(asked.closes_at, asked.late_is_next_day) if asked.closes_at else None,
    }
    return (asked.event, terms[0]), manner
