"""The schema of each type says what its validator does, and no pattern can be made to run long."""

import re
from typing import Any
from unicodedata import is_normalized

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import TypeAdapter, ValidationError

from app.core import characters, fields, json_body

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])

READ_BY_PATTERN = {
    "ShortText": fields.ShortText,
    "LongText": fields.LongText,
    "PersonName": fields.PersonName,
    "Day": fields.Day,
    "Instant": fields.Instant,
    "Identifier": fields.Identifier,
    "Phone": fields.Phone,
    "DivisionCode": fields.DivisionCode,
    "ExternalNumber": fields.ExternalNumber,
}
CHECKED_FURTHER = {"ResidentId": fields.ResidentId, "CreditCode": fields.CreditCode}
SCALARS = {"Fen": fields.Fen, "Whole": fields.Whole, "Flag": fields.Flag}
EVERY_TYPE = {**READ_BY_PATTERN, **CHECKED_FURTHER, **SCALARS}

JSON_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


def schema_of(name: str) -> dict[str, Any]:
    return TypeAdapter(EVERY_TYPE[name]).json_schema()


def is_accepted(name: str, written: object) -> bool:
    try:
        TypeAdapter(EVERY_TYPE[name]).validate_python(written)
    except ValidationError:
        return False
    return True


def is_published(name: str, written: object) -> bool:
    return Draft202012Validator(schema_of(name), format_checker=FormatChecker()).is_valid(written)


def written_like(name: str) -> st.SearchStrategy[str]:
    """Texts that the published schema allows."""
    pattern = st.from_regex(schema_of(name)["pattern"], fullmatch=True)
    return pattern.filter(lambda text: is_published(name, text))


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("Fen", {"type": "integer", "minimum": 0, "maximum": 10**13}),
        ("Whole", {"type": "integer", "minimum": -(2**53) + 1, "maximum": 2**53 - 1}),
        ("Flag", {"type": "boolean"}),
        ("ShortText", {"type": "string", "minLength": 1, "maxLength": 200}),
        ("LongText", {"type": "string", "minLength": 1, "maxLength": 4000}),
        ("PersonName", {"type": "string", "minLength": 2, "maxLength": 30}),
        ("ExternalNumber", {"type": "string", "minLength": 1, "maxLength": 64}),
        ("Day", {"type": "string", "format": "date"}),
        ("Instant", {"type": "string", "format": "date-time"}),
        ("Identifier", {"type": "string", "format": "uuid"}),
        ("Phone", {"type": "string"}),
        ("DivisionCode", {"type": "string"}),
        ("ResidentId", {"type": "string", "format": "resident-id"}),
        ("CreditCode", {"type": "string", "format": "uscc"}),
    ],
)
def test_a_type_publishes_its_form_and_its_bounds(name: str, schema: dict[str, Any]) -> None:
    published = schema_of(name)
    pattern = published.pop("pattern", None)

    assert published == schema
    assert (pattern is None) == (name in SCALARS)


def test_published_patterns_are_plain_ascii() -> None:
    assert all(schema_of(name).get("pattern", "").isascii() for name in EVERY_TYPE)


@pytest.mark.parametrize("name", READ_BY_PATTERN)
def test_what_the_schema_allows_is_accepted(name: str) -> None:
    @unhurried
    @given(written_like(name))
    def check(written: str) -> None:
        # No pattern shows what lies beyond sixteen bits or what composing makes of a length.
        shown = is_normalized("NFC", written) and not characters.UNSAFE.search(written)
        assert is_accepted(name, written) or not shown

    check()


@pytest.mark.parametrize("name", READ_BY_PATTERN | SCALARS)
def test_nothing_is_accepted_that_the_schema_forbids(name: str) -> None:
    likely = written_like(name) if name in READ_BY_PATTERN else st.integers()
    altered = st.builds("{}{}".format, likely, st.text(max_size=2))

    @unhurried
    @given(JSON_SCALARS | likely | altered)
    def check(written: object) -> None:
        # To the oracle a final line feed is the end, and one is a whole number with any type.
        if str(written).endswith("\n") or (isinstance(written, float) and written.is_integer()):
            return
        assert is_accepted(name, written) <= is_published(name, written)

    check()


@pytest.mark.parametrize("name", ["ShortText", "LongText"])
def test_a_text_of_any_length_is_matched_in_one_pass(name: str) -> None:
    pattern = schema_of(name)["pattern"]
    spaces, seen, _ = (re.compile(found) for found in CHARACTER_CLASS.findall(pattern))

    assert outline(pattern) == "^C*CC*$"
    assert not [c for c in map(chr, range(0x110000)) if spaces.match(c) and seen.match(c)]


@pytest.mark.parametrize(
    "name", sorted({*READ_BY_PATTERN, *CHECKED_FURTHER} - {"ShortText", "LongText"})
)
def test_every_other_published_pattern_is_bounded(name: str) -> None:
    assert not UNBOUNDED.search(outline(schema_of(name)["pattern"]))


@pytest.mark.parametrize("module", [characters, fields, json_body])
def test_every_pattern_of_our_own_is_bounded(module: object) -> None:
    patterns = [own.pattern for own in vars(module).values() if isinstance(own, re.Pattern)]

    assert patterns
    assert not [pattern for pattern in patterns if UNBOUNDED.search(outline(pattern))]


def test_a_text_is_measured_before_its_pattern_is_tried() -> None:
    for name in ("ShortText", "LongText", "PersonName", "ExternalNumber"):
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(EVERY_TYPE[name]).validate_python("\u202e" * 100_000)

        assert refused.value.errors()[0]["type"] == "string_too_long"


CHARACTER_CLASS = re.compile(r"\[(?:[^\]\\]|\\.)*\]")
UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")


def outline(pattern: str) -> str:
    """The pattern with every class of characters written as one letter."""
    return CHARACTER_CLASS.sub("C", pattern)
