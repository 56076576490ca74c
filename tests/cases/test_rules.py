import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.errors import TotalTooLarge
from app.cases.rules import SAFE_TOTAL, check_total

sums = st.lists(st.integers(0, SAFE_TOTAL), max_size=5)


@given(sums)
def test_a_total_is_refused_where_a_reader_of_json_would_round_it(parts: list[int]) -> None:
    is_exact = sum(parts) <= 9007199254740991

    if is_exact:
        check_total(*parts)
    else:
        with pytest.raises(TotalTooLarge):
            check_total(*parts)


def test_the_largest_exact_total_is_allowed() -> None:
    check_total(SAFE_TOTAL - 1, 1)

    with pytest.raises(TotalTooLarge):
        check_total(SAFE_TOTAL, 1)
