"""The types of request members: what each accepts, and that it accepts nothing else."""

from typing import Annotated
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import fields
from tests.core.validation import NOT_TEXT, is_refused, value_of

unhurried = settings(deadline=None)


@pytest.mark.parametrize("amount", [0, 1, 10**13])
def test_an_amount_is_a_whole_number_of_fen(amount: int) -> None:
    assert value_of(fields.Fen, amount) == amount


@pytest.mark.parametrize(
    "written",
    [
        *(-1, 10**13 + 1, 10**14, 2**63, 1.0, 1.5, 1e5, True, False, None),
        *("100", "1_000", "１２３", "١٢٣", "", [1], {"fen": 1}),
    ],
)
def test_any_other_amount_is_refused(written: object) -> None:
    assert is_refused(fields.Fen, written)


@pytest.mark.parametrize("written", ["1", "", 1.0, True, None, [], 2**53, -(2**53)])
def test_a_whole_number_is_an_integer_that_every_reader_keeps(written: object) -> None:
    assert value_of(fields.Whole, -(2**53) + 1) == -(2**53) + 1
    assert is_refused(fields.Whole, written)


@pytest.mark.parametrize("written", ["yes", "true", "on", "", 0, 1, 1.0, None, []])
def test_a_flag_is_true_or_false(written: object) -> None:
    assert value_of(fields.Flag, True) is True
    assert is_refused(fields.Flag, written)


def test_a_flag_in_a_query_is_spelt_true_or_false() -> None:
    assert value_of(fields.QueryFlag, "true") is True
    assert value_of(fields.QueryFlag, "false") is False
    assert all(is_refused(fields.QueryFlag, text) for text in ("True", "1", "yes", "", " true"))


@unhurried
@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_number_in_a_query_is_written_in_plain_digits(number: int) -> None:
    assert value_of(Annotated[int, fields.WRITTEN_WHOLE], str(number)) == number
    assert is_refused(Annotated[int, fields.WRITTEN_WHOLE], f"{number}.0")
    assert is_refused(Annotated[int, fields.WRITTEN_WHOLE], f" {number}")


@unhurried
@given(st.uuids())
def test_an_identifier_is_a_hyphenated_uuid(identifier: UUID) -> None:
    assert value_of(fields.Identifier, str(identifier)) == identifier
    assert value_of(fields.Identifier, str(identifier).upper()) == identifier

    for written in (
        identifier.hex,
        identifier.urn,
        f"{{{identifier}}}",
        identifier,
        identifier.int,
    ):
        assert is_refused(fields.Identifier, written)


@pytest.mark.parametrize(
    "phone",
    [
        *("13800000000", "19900000000", "02157190000", "021-57190000", "010-62190000"),
        *("0571-87050000", "0991-2810000", "021-57190000-8012"),
    ],
)
def test_mobile_numbers_and_landlines_are_accepted(phone: str) -> None:
    assert value_of(fields.Phone, phone) == phone


@pytest.mark.parametrize(
    "written",
    [
        *NOT_TEXT,
        *("12800000000", "1380000000", "138000000000", "+8613800000000", "86-13800000000"),
        *("57190000", "021 57190000", "(021)57190000", "021-17190000", "021-5719000"),
        *("0211-57190000", "110", "12345", "13800000000 ", "13800000000\n", "138-0000-0000"),
        *("１３８００００００００", "١٣٨٠٠٠٠٠٠٠٠", ""),
    ],
)
def test_any_other_phone_is_refused(written: object) -> None:
    assert is_refused(fields.Phone, written)


@pytest.mark.parametrize("code", ["310120", "310120001", "310120001001"])
def test_a_division_has_six_nine_or_twelve_digits(code: str) -> None:
    assert value_of(fields.DivisionCode, code) == code
    assert is_refused(fields.DivisionCode, code[:-1])
    assert is_refused(fields.DivisionCode, f"{code}0")
    assert is_refused(fields.DivisionCode, f"0{code[1:]}")
    assert is_refused(fields.DivisionCode, f"{code}\n")
    assert is_refused(fields.DivisionCode, int(code))


@pytest.mark.parametrize(
    "number",
    [
        "（2026）沪0120民初123号",
        "沪奉劳人仲（2026）办字第12号",
        "12345-20260301/0007",
        "A#1",
        "〔2026〕8",
    ],
)
def test_numbers_of_other_bodies_are_kept_as_they_are(number: str) -> None:
    assert value_of(fields.ExternalNumber, number) == number


@pytest.mark.parametrize(
    "written",
    [*NOT_TEXT, "", " ", "a b", "a\tb", "a\n", "\u3000", "a\u200b", "a\x00", "x" * 65, "号\u202e1"],
)
def test_a_number_with_spaces_or_unseen_characters_is_refused(written: object) -> None:
    assert is_refused(fields.ExternalNumber, written)
