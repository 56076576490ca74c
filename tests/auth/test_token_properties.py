"""Properties of verification over inputs that nobody thought of."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.claims import Claims
from app.core.errors import Unauthenticated
from tests.auth.hostile.basis import GOOD, ISSUED, SIGNER
from tests.auth.trust import verify
from tests.tokens import NOW, claims, encoded, minted, sealed

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
claim_names = st.sampled_from([*claims(), "unit", "act", "acr", "auth_time", "cnf", "nbf", "other"])


@given(place=st.integers(0, len(GOOD) - 1), letter=st.characters(codec="utf-8"))
def test_no_letter_of_a_token_can_be_changed(place: int, letter: str) -> None:
    token = GOOD[:place] + letter + GOOD[place + 1 :]
    if token == GOOD:
        return

    with pytest.raises(Unauthenticated):
        verify(token)


@given(place=st.integers(0, len(GOOD)), letters=st.text(min_size=1, max_size=4))
def test_no_letter_can_be_put_into_a_token(place: int, letters: str) -> None:
    with pytest.raises(Unauthenticated):
        verify(GOOD[:place] + letters + GOOD[place:])


@given(start=st.integers(0, len(GOOD) - 1), length=st.integers(1, len(GOOD)))
def test_no_letter_can_be_taken_out_of_a_token(start: int, length: int) -> None:
    with pytest.raises(Unauthenticated):
        verify(GOOD[:start] + GOOD[start + length :])


@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated):
        verify(text)


@given(header=st.binary(max_size=80), payload=st.binary(max_size=80))
def test_any_signed_bytes_are_refused(header: bytes, payload: bytes) -> None:
    for token in (
        sealed(SIGNER, header, encoded(claims())),
        sealed(SIGNER, encoded(SIGNER.header()), payload),
    ):
        with pytest.raises(Unauthenticated):
            verify(token)


@given(name=claim_names, value=json_values)
def test_any_signed_claim_is_either_read_or_refused(name: str, value: object) -> None:
    try:
        read = verify(minted(SIGNER, **{name: value}))
    except Unauthenticated:
        return

    assert isinstance(read, Claims)
    assert read.expires_at > NOW - timedelta(seconds=30)


@given(iat=st.integers(-1, 2 * ISSUED), lifetime=st.integers(-900, 1800))
def test_a_token_is_good_exactly_between_its_times(iat: int, lifetime: int) -> None:
    good = iat - 30 <= ISSUED < iat + lifetime + 30 and 0 < lifetime <= 900
    try:
        verify(minted(SIGNER, iat=iat, exp=iat + lifetime))
    except Unauthenticated:
        assert not good
    else:
        assert good
