"""Texts: what is shown is what is stored, trimmed, composed and without unseen characters."""

from unicodedata import is_normalized

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import fields
from app.core.characters import UNSAFE
from tests.core.validation import NOT_TEXT, is_refused, value_of

unhurried = settings(deadline=None)


@pytest.mark.parametrize("kind", [fields.ShortText, fields.LongText, fields.PersonName])
@pytest.mark.parametrize("written", [*NOT_TEXT, "", " ", "　　", "\u00a0 \u2003", "\ud800\ud800"])
def test_a_text_that_shows_nothing_is_refused(kind: object, written: object) -> None:
    assert is_refused(kind, written)


@pytest.mark.parametrize(
    ("kind", "longest"),
    [(fields.ShortText, 200), (fields.LongText, 4000), (fields.PersonName, 30)],
)
def test_a_text_has_a_longest_length_before_and_after_it_is_tidied(
    kind: object, longest: int
) -> None:
    assert value_of(kind, "张" * longest) == "张" * longest
    assert is_refused(kind, "张" * (longest + 1))
    assert is_refused(kind, "张" * longest + " ")
    # This character is written with two when composed.
    assert is_refused(kind, "\u0958" * longest)


@pytest.mark.parametrize("kind", [fields.ShortText, fields.LongText, fields.PersonName])
def test_a_text_is_trimmed_and_composed(kind: object) -> None:
    assert value_of(kind, " \u3000Jose\u0301 \u00a0") == "José"


def test_only_a_long_text_has_several_lines() -> None:
    assert value_of(fields.LongText, "\n一\n\t二\n") == "一\n\t二"

    for kind in (fields.ShortText, fields.PersonName):
        assert is_refused(kind, "一\n二")
        assert is_refused(kind, "一\t二")
        assert is_refused(kind, "一二\n")


@pytest.mark.parametrize("kind", [fields.ShortText, fields.LongText, fields.PersonName])
@pytest.mark.parametrize("unsafe", ["\x00", "\x1b", "\r", "\u202e", "\u200b", "\U000e0041"])
def test_a_text_from_anywhere_is_refused_with_an_unseen_character(
    kind: object, unsafe: str
) -> None:
    assert is_refused(kind, f"张{unsafe}三")
    assert is_refused(kind, f"张三{unsafe}")


@unhurried
@given(st.text(min_size=1, max_size=220))
def test_a_text_that_is_accepted_is_clean(text: str) -> None:
    if is_refused(fields.ShortText, text):
        return

    tidied = str(value_of(fields.ShortText, text))

    assert tidied
    assert tidied == tidied.strip()
    assert is_normalized("NFC", tidied)
    assert not UNSAFE.search(tidied)


@pytest.mark.parametrize(
    "name", ["王芳", "欧阳娜娜", "阿卜杜拉·买买提", "Li Na", "𠮷野", "Jean-Pierre O'Neill"]
)
def test_names_of_every_people_are_accepted(name: str) -> None:
    assert value_of(fields.PersonName, name) == name


@pytest.mark.parametrize("name", ["王", " 王", "王 ", "王\u0301"[:1], "e\u0301", "　王　"])
def test_a_name_has_two_characters(name: str) -> None:
    assert is_refused(fields.PersonName, name)
