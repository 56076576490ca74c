from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.webhooks import retry


@pytest.mark.parametrize(
    ("attempts", "hours"),
    [(1, 5 / 3600), (2, 5 / 60), (3, 0.5), (4, 2), (5, 5), (6, 10), (7, 14), (8, 20), (9, 24)],
)
def test_a_failed_delivery_waits_longer_after_each_attempt(attempts: int, hours: float) -> None:
    assert retry.delay_after(attempts, 1) == timedelta(hours=hours)


@pytest.mark.parametrize("attempts", [10, 11, 100])
def test_ten_attempts_are_enough(attempts: int) -> None:
    assert retry.delay_after(attempts, 1) is None


@given(st.integers(1, 9))
def test_no_two_failures_need_come_back_together(attempts: int) -> None:
    delay = retry.delay_after(attempts, retry.jitter())

    assert delay is not None
    assert 0.8 <= delay / retry.DELAYS[attempts - 1] <= 1.2


def test_even_the_longest_waits_end_within_four_days() -> None:
    assert sum(retry.DELAYS, timedelta()) * (1 + retry.JITTER) < timedelta(days=4)
