"""Tests of counting against a second count, made day by day as the law says it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendars.counting import due
from app.calendars.days import Calendar
from tests.calendars import cases
from tests.calendars.oracle import CHINA, Asked, Told, told


def counted(asked: Asked, calendar: Calendar) -> Told:
    (start, term), manner = cases.arguments(asked)
    end = due(start, term, calendar, **manner)
    return Told(end.raw_on, end.due_on, end.due_at)


@pytest.mark.parametrize("seed", range(5))
def test_a_period_ends_where_counting_on_fingers_ends_it(calendar: Calendar, seed: int) -> None:
    for asked in cases.cases(seed, 20_000):
        assert counted(asked, calendar) == told(asked), asked


quarters = st.integers(0, 4000).map(lambda number: timedelta(minutes=15 * number))
events = st.builds(
    lambda day, since: datetime.combine(day, time(), CHINA) + since % timedelta(days=1),
    st.dates(date(2013, 1, 1), date(2023, 9, 1)),
    quarters,
)
terms = st.sampled_from(cases.UNITS).flatmap(
    lambda unit: st.tuples(st.integers(1, cases.LONGEST[unit]), st.just(unit))
)
pauses = st.builds(lambda since, length: (since, since + length), quarters, quarters)


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    event, backward = draw(events), draw(st.booleans())
    closes_at = draw(st.none() | st.sampled_from([time(12), time(17, 30)]))
    away = -1 if backward else 1
    return Asked(
        event=event,
        terms=draw(st.lists(terms, min_size=1, max_size=3)),
        pauses=[
            (event + away * since, event + away * since + (until - since))
            for since, until in draw(st.lists(pauses, max_size=2))
        ],
        backward=backward,
        roll=draw(st.booleans()),
        closes_at=closes_at,
        late_is_next_day=closes_at is not None and draw(st.booleans()),
    )


@settings(max_examples=300)
@given(asked())
def test_any_period_ends_where_counting_on_fingers_ends_it(
    calendar: Calendar, asked: Asked
) -> None:
    assert counted(asked, calendar) == told(asked)
