"""Days and instants: written in one way, real, and in UTC once read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import fields
from tests.core.validation import NOT_TEXT, is_refused, value_of

unhurried = settings(deadline=None)


@unhurried
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_is_written_as_the_standard_says(day: date) -> None:
    assert value_of(fields.Day, day.isoformat()) == day


@pytest.mark.parametrize(
    "written",
    [
        *NOT_TEXT,
        *("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "2024-02-30", "2023-02-29"),
        *("2026-13-01", "2026-00-10", "2026-01-32", "20260301", "2026-W09-7", "2026-3-1"),
        *("2026-03-01T00:00:00", "2026-03-01 ", " 2026-03-01", "2026-03-01\n", "2026/03/01"),
        *("２０２６-03-01", "٢٠٢٦-03-01", "1772323200", "today", "", date(2026, 3, 1)),
    ],
)
def test_any_other_day_is_refused(written: object) -> None:
    assert is_refused(fields.Day, written)


@unhurried
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
)
def test_an_instant_is_kept_in_utc_whatever_its_offset(local: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)

    instant = value_of(fields.Instant, f"{local.isoformat()}{sign}{hours:02}:{rest:02}")

    assert instant == local.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    assert isinstance(instant, datetime)
    assert instant.tzinfo is UTC


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-03-01T09:30:00Z", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("2026-03-01T09:30:00-00:00", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("2026-03-01T09:30:00.5+08:00", datetime(2026, 3, 1, 1, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-03-01T09:30:00.123456789Z", datetime(2026, 3, 1, 9, 30, 0, 123_456, tzinfo=UTC)),
        ("2199-12-31T23:59:59-14:00", datetime(2200, 1, 1, 13, 59, 59, tzinfo=UTC)),
        ("1990-01-01T00:00:00+14:00", datetime(1989, 12, 31, 10, tzinfo=UTC)),
    ],
)
def test_an_instant_may_have_fractions_and_any_sea_or_land_offset(
    written: str, instant: datetime
) -> None:
    assert value_of(fields.Instant, written) == instant


@pytest.mark.parametrize(
    "written",
    [
        *NOT_TEXT,
        *("2026-03-01T09:30:00", "2026-03-01T09:30Z", "2026-03-01", "2026-03-01T09Z"),
        *("2026-03-01T09:30:00+25:00", "2026-03-01T09:30:00+14:01", "2026-03-01T09:30:00-15:00"),
        *("2026-03-01T09:30:00+08", "2026-03-01T09:30:00+0800", "2026-03-01T09:30:00+08:60"),
        *("2016-12-31T23:59:60Z", "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z"),
        *("2026-02-30T09:30:00Z", "1989-12-31T09:30:00Z", "2200-01-01T00:00:00Z"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-01T09:30:00.Z"),
        *("2026-03-01 09:30:00Z", "2026-03-01t09:30:00z", "20260301T093000Z", "1772323200"),
        *("2026-03-01T09:30:00Z ", "2026-03-01T09:30:00Z\n", "２０２６-03-01T09:30:00Z"),
        *("2026-03-01T09:30:00.1234567890Z", "2026-03-01T09:30:00,5Z", ""),
        datetime(2026, 3, 1, tzinfo=UTC),
    ],
)
def test_any_other_instant_is_refused(written: object) -> None:
    assert is_refused(fields.Instant, written)
