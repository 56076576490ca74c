"""Pages: cursors that nobody else can use, and limits that mean what they say."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.core.errors import ERRORS, ErrorKind
from app.core.pages import (
    CURSOR_LENGTH,
    MAX_LIMIT,
    CursorInvalid,
    CursorSealer,
    Limit,
    Page,
    scope_of,
)

unhurried = settings(deadline=None)
SEALER = CursorSealer(bytes(range(64)))
CALLER = ("310120-hrss", "inspection", "client-1")
SCOPE = scope_of("referrals", CALLER, {"status": ["sent"], "overdue": True})
LAST_SHOWN = ("2026-03-01T09:30:00+00:00", "01890a5d-ac96-774b-bcce-b302099a8057")

positions = st.lists(st.text(max_size=20) | st.integers(), min_size=1, max_size=4).map(tuple)


@unhurried
@given(positions, st.binary())
def test_a_cursor_gives_its_position_back_to_the_one_it_was_sealed_for(
    position: tuple[str | int, ...], scope: bytes
) -> None:
    assert SEALER.open(SEALER.seal(position, scope), scope) == position


def test_a_cursor_fits_a_url_and_shows_nothing_of_the_position() -> None:
    cursor = SEALER.seal(LAST_SHOWN, SCOPE)

    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert len(cursor) < CURSOR_LENGTH
    assert b"2026" not in base64.urlsafe_b64decode(cursor + "==")


def test_one_position_has_one_cursor() -> None:
    assert SEALER.seal(LAST_SHOWN, SCOPE) == SEALER.seal(LAST_SHOWN, SCOPE)


@pytest.mark.parametrize(
    "scope",
    [
        scope_of("cases", CALLER, {"status": ["sent"], "overdue": True}),
        scope_of("referrals", ("310120-court", *CALLER[1:]), {"status": ["sent"], "overdue": True}),
        scope_of("referrals", ("310120-hrss", "arbitration", "client-1"), {"status": ["sent"]}),
        scope_of("referrals", CALLER, {"status": ["sent"], "overdue": False}),
        scope_of("referrals", CALLER, {"status": ["sent"]}),
        scope_of("referrals", CALLER, {}),
        b"",
    ],
)
def test_another_caller_or_filter_cannot_use_a_cursor(scope: bytes) -> None:
    with pytest.raises(CursorInvalid):
        SEALER.open(SEALER.seal(LAST_SHOWN, SCOPE), scope)


def test_another_key_cannot_open_a_cursor() -> None:
    with pytest.raises(CursorInvalid):
        CursorSealer(bytes(64)).open(SEALER.seal(LAST_SHOWN, SCOPE), SCOPE)


def test_the_order_of_filters_does_not_matter_and_their_values_do() -> None:
    assert scope_of("cases", CALLER, {"a": 1, "b": 2}) == scope_of(
        "cases", CALLER, {"b": 2, "a": 1}
    )
    assert scope_of("cases", CALLER, {"a": "1"}) != scope_of("cases", CALLER, {"a": 1})
    assert scope_of("cases", ("a", "bc"), {}) != scope_of("cases", ("ab", "c"), {})


@unhurried
@given(st.data())
def test_a_cursor_with_any_character_changed_is_refused(data: st.DataObject) -> None:
    cursor = SEALER.seal(LAST_SHOWN, SCOPE)
    place = data.draw(st.integers(0, len(cursor) - 1))
    other = data.draw(st.characters().filter(lambda character: character != cursor[place]))

    with pytest.raises(CursorInvalid):
        SEALER.open(cursor[:place] + other + cursor[place + 1 :], SCOPE)


@pytest.mark.parametrize(
    "change", ["{}=", "{}A", "{}\n", " {}", "{}é", "{0}{0}", "{:.20}", "{:.1}"]
)
def test_a_cursor_that_is_longer_shorter_or_spelt_otherwise_is_refused(change: str) -> None:
    with pytest.raises(CursorInvalid):
        SEALER.open(change.format(SEALER.seal(LAST_SHOWN, SCOPE)), SCOPE)


@unhurried
@given(st.text() | st.text(alphabet="AQ-_az09=", max_size=80))
def test_what_was_never_sealed_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        SEALER.open(cursor, SCOPE)


def test_a_cursor_is_refused_unread_when_it_is_longer_than_any_of_ours() -> None:
    with pytest.raises(CursorInvalid):
        SEALER.open("A" * (CURSOR_LENGTH + 1), SCOPE)


def test_a_list_cannot_be_ordered_by_values_too_long_for_a_cursor() -> None:
    with pytest.raises(ValueError, match="too long"):
        SEALER.seal(("x" * CURSOR_LENGTH,), SCOPE)


def test_an_invalid_cursor_is_a_published_fault_of_the_request() -> None:
    assert ERRORS["cursor-invalid"] is CursorInvalid
    assert CursorInvalid.kind is ErrorKind.INVALID


def test_a_page_always_says_whether_another_follows() -> None:
    page = Page[int](items=[1, 2], next_cursor=None)

    assert json.loads(page.model_dump_json()) == {"items": [1, 2], "next_cursor": None}
    assert Page[int].model_json_schema()["required"] == ["items", "next_cursor"]


@pytest.mark.parametrize(("written", "limit"), [("1", 1), ("50", 50), ("200", MAX_LIMIT)])
def test_a_limit_lies_between_one_and_two_hundred(written: str, limit: int) -> None:
    assert TypeAdapter(Limit).validate_python(written) == limit


@pytest.mark.parametrize(
    "written",
    [
        *("0", "-1", "201", "1000000000", "9" * 400, "abc", "", "true", "0x5"),
        *(" 5", "5 ", "5\n", "+5", "5_0", "5.0", "1e2", "٥", "５"),
    ],
)
def test_any_other_limit_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Limit).validate_python(written)
