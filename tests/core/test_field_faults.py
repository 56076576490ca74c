"""Faults of members: where, which code, in both languages, and nothing of the caller's in them."""

import json
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import StrictInt, ValidationError
from pydantic_core import core_schema

from app.core import field_codes as codes
from app.core.fields import MOST_FAULTS, Body, View, faults
from app.core.languages import Language
from tests.core.registrations import CANARY, Employer, Registration, faults_of, located

unhurried = settings(deadline=None)


@pytest.mark.parametrize(
    ("member", "written", "code"),
    [
        ("purpose", "Inspection", "not-a-choice"),
        ("purpose", "", "not-a-choice"),
        ("purpose", 1, "not-a-choice"),
        ("channel", "WINDOW", "not-a-choice"),
        ("received_at", "2026-03-01T09:30:00", "time-format"),
        ("received_at", 1772323200, "time-format"),
        ("case_id", "1", "uuid-format"),
        ("case_id", 1, "uuid-format"),
        ("worker", "王", "too-short"),
        ("worker", "王\n芳", "name-format"),
        ("worker", "e\u0301", "too-short"),
        ("id_number", "110105194912310021", "id-number-checksum"),
        ("phone", "1", "phone-format"),
        ("phone", 13800000000, "not-text"),
        ("summary", "\u202e", "text-format"),
        ("summary", "\ud800", "text-format"),
        ("summary", "x" * 4001, "too-long"),
        ("division", "31012", "division-format"),
        ("external_number", "a b", "number-format"),
        ("headcount", "1", "not-integer"),
        ("headcount", 1.0, "not-integer"),
        ("headcount", True, "not-integer"),
        ("headcount", 0, "too-small"),
        ("headcount", 10_000, "too-large"),
        ("urgent", "yes", "not-boolean"),
        ("urgent", 1, "not-boolean"),
        ("employer", "x", "not-object"),
        ("employer", None, "not-object"),
        ("claims", {}, "not-array"),
        ("claims", "x", "not-array"),
        ("claims", [], "too-short"),
        ("callback", "x", "url-format"),
        ("callback", 1, "url-format"),
    ],
)
def test_every_fault_has_a_stable_code(member: str, written: object, code: str) -> None:
    assert located({member: written})[f"/{member}"] == code


def test_our_own_limit_is_told_and_the_callers_value_is_not() -> None:
    (fault,) = [f for f in faults_of({"headcount": 98_765}) if f.pointer == "/headcount"]

    assert fault.text.zh == "数值过大（界限 10000）"
    assert fault.text.en == "Too large (limit 10000)"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@unhurried
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(Registration.model_fields, json_values)))
def test_whatever_is_sent_no_fault_lacks_a_code_of_its_own(written: dict[str, Any]) -> None:
    found = faults_of(written)

    assert found
    assert len(found) <= MOST_FAULTS
    assert all(fault.code in codes.FIELD_TEXTS for fault in found)
    assert codes.INVALID_VALUE not in {fault.code for fault in found}


def test_neither_the_faults_nor_the_error_repeat_what_was_sent() -> None:
    written = {
        **dict.fromkeys(Registration.model_fields, CANARY),
        "employer": {"name": CANARY + "\n", CANARY: CANARY},
        "claims": [{"owed": CANARY, "paid_on": CANARY, CANARY: CANARY}],
        CANARY: CANARY,
    }

    with pytest.raises(ValidationError) as refused:
        Registration.model_validate(written)

    shown = repr(faults(refused.value.errors()))
    assert "张三" not in shown
    assert "1101" not in shown
    assert "input_value" not in str(refused.value)


def test_at_most_twenty_faults_are_told_in_eight_kilobytes() -> None:
    class Table(Body):
        rows: list[Registration]

    found = faults_of({"rows": [{"id_number": CANARY}] * 500}, Table)

    assert len(found) == 20
    for language in Language:
        rendered = [(f.pointer, f.code, f.text.in_(language)) for f in found]
        assert len(json.dumps(rendered, ensure_ascii=False).encode()) < 6 * 1024


def test_an_error_type_without_a_code_is_an_invalid_value() -> None:
    (fault,) = faults([{"type": "recursion_loop", "loc": ("body",), "msg": "", "input": CANARY}])

    assert fault.code == "invalid-value"


def test_every_code_and_every_mapped_error_type_has_a_text_in_both_languages() -> None:
    assert set(codes.BUILT_IN) <= set(get_args(core_schema.ErrorType))
    assert set(codes.BUILT_IN.values()) <= set(codes.FIELD_TEXTS)
    assert not set(codes.BUILT_IN) & set(codes.FIELD_TEXTS)
    for text in codes.FIELD_TEXTS.values():
        assert text.zh.strip()
        assert text.en.strip()
        assert not set("{}") & set(text.en)


def test_a_code_belongs_to_one_text() -> None:
    with pytest.raises(ValueError, match="share the code"):
        codes.field_code("required", "必填", "Required")


def test_only_a_published_code_can_be_raised() -> None:
    with pytest.raises(KeyError):
        codes.refusal("never-published")


def test_a_body_cannot_be_changed_once_it_is_read() -> None:
    employer = Employer(name="某公司")

    with pytest.raises(ValidationError):
        employer.name = "另一公司"


def test_a_view_is_built_from_any_object_with_its_members() -> None:
    class CaseView(View):
        id: UUID
        version: StrictInt

    class Row:
        id = UUID(int=1)
        version = 3
        secret = CANARY

    assert CaseView.model_validate(Row()).model_dump_json() == (
        '{"id":"00000000-0000-0000-0000-000000000001","version":3}'
    )
