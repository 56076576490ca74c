"""The reader of bodies: what it refuses, what it counts, and that it agrees with the library."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from app.core.errors import Malformed
from app.core.json_body import Limits, read
from tests.core.documents import is_malformed, safe_text, values

unhurried = settings(deadline=None)
unsafe_characters = st.sampled_from(
    "\x00\x01\x08\x0b\x0c\r\x1f\x7f\x85\x9f\xad\u034f\u061c\u115f\u180e\u200b\u200d\u200e\u200f"
    "\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u206f\u3164\ufeff\uffa0\ufff9\uffff"
    "\ud800\udfff\U0001d173\U000e0001\U000e0041"
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"a":1',
        b'{"a":}',
        b'{"a":1,}',
        b"[1,2",
        b"]",
        b"][",
        b'"abc',
        b'"abc\\"',
        b"{}{}",
        b"{} []",
        b"1 2",
        b"'a'",
        b"{a:1}",
        b"// no\n{}",
        b"True",
        b"\\",
    ],
)
def test_what_is_not_one_whole_document_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        b'"\xff"',
        b'"\xc0\x80"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-16-le"),
        '{"a":1}'.encode("utf-32-be"),
        '{"姓名":"张"}'.encode("gb18030"),
    ],
)
def test_what_is_not_plain_utf_8_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read(body)


@pytest.mark.parametrize(
    "number",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "-1e400",
        "-0",
        "01",
        "+1",
        "1.",
        ".5",
        "0x10",
        "1_000",
        "１２３",
        "١٢٣",
        "1" * 20,
        "-" + "1" * 19,
        "9" * 5000,
        "0." + "1" * 5000,
    ],
)
def test_a_number_that_readers_understand_differently_is_refused(number: str) -> None:
    with pytest.raises(Malformed):
        read(f'{{"amount":[{number}]}}'.encode())


@pytest.mark.parametrize(
    "body",
    [
        '{"a":1,"a":1}',
        '{"a":1,"\\u0061":2}',
        '[{"x":{"b":1,"c":2,"b":3}}]',
        '{"姓名":1,"\\u59d3\\u540d":2}',
        '{"\\/":1,"/":2}',
    ],
)
def test_a_member_may_not_be_named_twice_in_any_spelling(body: str) -> None:
    with pytest.raises(Malformed):
        read(body.encode())


@unhurried
@given(safe_text, unsafe_characters, safe_text)
def test_an_unseen_character_is_refused_raw_and_escaped_in_names_and_values(
    before: str, unsafe: str, after: str
) -> None:
    text = before + unsafe + after

    documents: list[JsonValue] = [text, [text], {"summary": text}, {text: 1}, {"a": [{text: {}}]}]
    for document in documents:
        raw = json.dumps(document, ensure_ascii=False).encode(errors="surrogatepass")
        escaped = json.dumps(document).encode()
        assert is_malformed(raw)
        assert is_malformed(escaped)


@pytest.mark.parametrize("text", ["\\ud800", "\\udc00\\ud800", "a\\ud83dz", "\\uDBFF"])
def test_half_of_a_surrogate_pair_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read(f'["{text}"]'.encode())


def test_line_breaks_and_tabs_belong_in_values_and_never_in_names() -> None:
    assert read(b'{"summary":"a\\n\\tb"}') == {"summary": "a\n\tb"}

    for body in (b'{"a\\n":1}', b'[{"a\\tb":1}]', b'{"a":{"\\u000a":1}}', b'{"a":"\nb"}'):
        with pytest.raises(Malformed):
            read(body)


def test_a_document_may_be_laid_out_with_any_white_space_between_its_tokens() -> None:
    assert read(b'\r\n{\r\n\t"a" : [ 1 ,\r\n 2 ]\r\n}\r\n') == {"a": [1, 2]}


def test_rare_characters_and_their_shapes_are_kept() -> None:
    document = {"name": "𠮷\U000e0100野·阿卜杜拉", "sign": "☎\ufe0f"}

    assert read(json.dumps(document).encode()) == document
    assert read(json.dumps(document, ensure_ascii=False).encode()) == document


def test_the_refusal_carries_nothing_of_the_document() -> None:
    with pytest.raises(Malformed) as refused:
        read(b'{"id_no":"11010519491231002X",}')

    assert refused.value.__suppress_context__
    assert "1101" not in f"{refused.value!r}{refused.value.extra}{refused.value.fields}"


@unhurried
@given(values, st.booleans(), st.sampled_from([None, 0, 2]))
def test_what_obeys_the_rules_is_read_as_the_library_reads_it(
    document: JsonValue, ascii_only: bool, indent: int | None
) -> None:
    body = json.dumps(document, ensure_ascii=ascii_only, indent=indent).encode()

    value = read(body, Limits(size=len(body), members=10_000, depth=100))

    assert repr(value) == repr(json.loads(body))


@unhurried
@given(st.binary() | st.text(alphabet='{}[]",:\\ \n1e-."ua0tn张\u202e').map(str.encode))
def test_whatever_is_sent_is_malformed_or_what_the_library_reads(body: bytes) -> None:
    try:
        value = read(body)
    except Malformed:
        return

    assert value == json.loads(body)
