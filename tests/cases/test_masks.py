from hypothesis import given
from hypothesis import strategies as st

from app.cases import masks

CARDS = st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True)
PASSPORTS = st.from_regex(r"[0-9A-Z]{5,14}", fullmatch=True)
PHONES = st.from_regex(r"1[3-9][0-9]{9}|0[1-9][0-9]{1,2}-?[2-8][0-9]{6,7}", fullmatch=True)


def test_a_card_number_shows_where_it_was_issued_and_its_last_four() -> None:
    assert masks.identity_number("440524188001010014") == "440524********0014"


def test_a_passport_number_shows_its_last_two() -> None:
    assert masks.identity_number("E12345678") == "*******78"


def test_a_phone_number_shows_three_and_four_digits() -> None:
    assert masks.phone("13812345678") == "138****5678"
    assert masks.phone("021-57421234") == "021*****1234"


def test_what_is_not_known_stays_unknown() -> None:
    assert masks.identity_number(None) is None
    assert masks.phone(None) is None


@given(CARDS)
def test_no_birth_date_is_left_of_a_card_number(number: str) -> None:
    masked = masks.identity_number(number)

    assert masked is not None
    assert masked[6:14] == "********"
    assert len(masked) == len(number)


@given(PASSPORTS)
def test_most_of_a_passport_number_is_gone(number: str) -> None:
    masked = masks.identity_number(number)

    assert masked is not None
    assert masked[:-2] == "*" * (len(number) - 2)


@given(PHONES)
def test_four_digits_or_more_of_a_phone_number_are_gone(number: str) -> None:
    masked = masks.phone(number)

    assert masked is not None
    assert masked.count("*") >= 4
    assert number not in masked
