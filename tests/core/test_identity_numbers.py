"""Identity numbers and credit codes: a typing error is found, a real person is never refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.core.fields import CreditCode, ResidentId
from app.core.identity_numbers import birth_date, known_division

unhurried = settings(deadline=None)

UNASSIGNED = "999999"
"""Nobody's division: every number made here is fictional."""

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def checked(seventeen: str) -> str:
    """The number with its check character, by the weights of the standard."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(seventeen))
    return seventeen + "10X98765432"[total % 11]


def credit_checked(seventeen: str) -> str:
    total = sum(CREDIT_ALPHABET.index(sign) * 3**place for place, sign in enumerate(seventeen))
    return seventeen + CREDIT_ALPHABET[-total % 31]


resident_ids = st.builds(
    lambda born, order: checked(f"{UNASSIGNED}{born:%Y%m%d}{order:03}"),
    st.dates(date(1850, 1, 1), date(2150, 1, 1)),
    st.integers(0, 999),
)
credit_codes = st.builds(
    lambda kind, division, body: credit_checked(kind + division + body),
    st.text(CREDIT_ALPHABET, min_size=2, max_size=2),
    st.integers(0, 999_999).map("{:06}".format),
    st.text(CREDIT_ALPHABET, min_size=9, max_size=9),
)


def code_of(kind: object, written: object) -> str | None:
    """The code of the one fault, if there is one."""
    try:
        TypeAdapter(kind).validate_python(written)
    except ValidationError as error:
        (fault,) = error.errors()
        return fault["type"]
    return None


@unhurried
@given(resident_ids)
def test_every_well_formed_number_is_accepted_whatever_its_division_and_birth(number: str) -> None:
    assert TypeAdapter(ResidentId).validate_python(number) == number
    assert birth_date(number) == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


@unhurried
@given(resident_ids, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)

    assert code_of(ResidentId, number[:place] + wrong + number[place + 1 :]) == "id-number-checksum"


@unhurried
@given(resident_ids, st.integers(0, 15))
def test_two_digits_swapped_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert swapped == number or code_of(ResidentId, swapped) == "id-number-checksum"


def test_a_small_x_is_the_check_character_too() -> None:
    assert TypeAdapter(ResidentId).validate_python("11010519491231002x") == "11010519491231002X"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("110105194912310021", "id-number-checksum"),
        ("440524188001010015", "id-number-checksum"),
        (checked("99999919991301001"), "id-number-date"),
        (checked("99999919990229001"), "id-number-date"),
        (checked("99999919000229001"), "id-number-date"),
        (checked("99999900000101001"), "id-number-date"),
        ("110105491231002", "id-number-format"),
        ("11010519491231002 ", "id-number-format"),
        (" 11010519491231002X", "id-number-format"),
        ("11010519491231002X\n", "id-number-format"),
        ("110105-19491231-002X", "id-number-format"),
        ("１１０１０５１９４９１２３１００２X", "id-number-format"),
        ("11010519491231002Ｘ", "id-number-format"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "id-number-format"),
        ("X10105194912310021", "id-number-format"),
        ("", "id-number-format"),
        (110105194912310021, "string_type"),
        (None, "string_type"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_the_reason(written: object, code: str) -> None:
    assert code_of(ResidentId, written) == code


def test_a_leap_day_exists_in_leap_years_only() -> None:
    assert code_of(ResidentId, checked("99999920000229001")) is None
    assert code_of(ResidentId, checked("99999921000229001")) == "id-number-date"


def test_a_birth_that_has_not_come_yet_is_for_the_caller_to_refuse() -> None:
    tomorrow = date(2026, 3, 1) + timedelta(days=1)

    number = TypeAdapter(ResidentId).validate_python(checked(f"{UNASSIGNED}{tomorrow:%Y%m%d}001"))

    assert birth_date(number) == tomorrow


@pytest.mark.parametrize(
    ("division", "known"),
    [
        ("310120", True),
        ("310226", True),
        ("440524", True),
        ("810000", True),
        ("820000", True),
        ("830000", True),
        ("999999", False),
        ("000000", False),
        ("310199", False),
    ],
)
def test_a_division_is_known_if_it_ever_existed(division: str, known: bool) -> None:
    assert known_division(checked(f"{division}18500101001")) is known


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "91310120MATE0T01XY",
        "91310120MATE0T028Y",
        credit_checked("N2310120MATE0T01X"),
        credit_checked("A1310120MATE0T01X"),
        credit_checked("52310120MATE0T01X"),
    ],
)
def test_codes_of_every_registering_authority_are_accepted(code: str) -> None:
    assert TypeAdapter(CreditCode).validate_python(code) == code


@unhurried
@given(credit_codes, st.integers(0, 17), st.integers(1, 30))
def test_one_wrong_character_in_a_credit_code_is_found(code: str, place: int, shift: int) -> None:
    wrong = CREDIT_ALPHABET[(CREDIT_ALPHABET.index(code[place]) + shift) % 31]

    assert code_of(CreditCode, code) is None
    assert code_of(CreditCode, code[:place] + wrong + code[place + 1 :]) is not None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("91350100M000100Y44", "credit-code-checksum"),
        ("91350100m000100y43", "credit-code-format"),
        ("91350100M000100Y4", "credit-code-format"),
        ("91350100M000100Y43 ", "credit-code-format"),
        ("91350100M000100Y43\n", "credit-code-format"),
        ("91350100-M000100Y43", "credit-code-format"),
        ("9135O100M000100Y43", "credit-code-format"),
        ("91350100MI00100Y43", "credit-code-format"),
        ("９1350100M000100Y43", "credit-code-format"),
        (None, "string_type"),
    ],
)
def test_a_credit_code_that_cannot_be_is_refused_with_the_reason(
    written: object, code: str
) -> None:
    assert code_of(CreditCode, written) == code
