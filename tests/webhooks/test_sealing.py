import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from app.core import sealing
from app.core.sealing import SealBroken, Sealer
from app.settings import Settings
from app.webhooks import custody

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def written(*keys: bytes) -> SecretStr:
    return SecretStr(",".join(base64.b64encode(key).decode() for key in keys))


@given(st.binary(), st.text())
def test_what_was_sealed_for_a_place_is_opened_there(plain: bytes, place: str) -> None:
    sealer = Sealer(OLD)

    assert sealer.open(sealer.seal(plain, place), place) == plain


def test_a_sealed_value_shows_nothing_and_never_repeats() -> None:
    sealer = Sealer(OLD)

    first, second = sealer.seal(b"secret", "here"), sealer.seal(b"secret", "here")

    assert first != second
    assert b"secret" not in base64.urlsafe_b64decode(first)


def test_a_value_moved_to_another_place_is_not_opened() -> None:
    sealer = Sealer(OLD)

    with pytest.raises(SealBroken):
        sealer.open(sealer.seal(b"secret", "here"), "there")


@given(position=st.integers(0, 39), bit=st.integers(0, 7))
def test_a_value_with_one_bit_changed_is_not_opened(position: int, bit: int) -> None:
    sealer = Sealer(OLD)
    sealed = bytearray(base64.urlsafe_b64decode(sealer.seal(b"secret", "here")))
    sealed[position] ^= 1 << bit

    with pytest.raises(SealBroken):
        sealer.open(base64.urlsafe_b64encode(sealed).decode(), "here")


@pytest.mark.parametrize("sealed", ["", "AQE=", "not base64 at all", "A" * 40, "封"])
def test_what_was_never_sealed_is_not_opened(sealed: str) -> None:
    with pytest.raises(SealBroken):
        Sealer(OLD).open(sealed, "here")


def test_the_newest_key_seals_and_every_key_opens() -> None:
    before = sealing.sealer(written(OLD))
    after = sealing.sealer(written(NEW, OLD))

    assert after.open(before.seal(b"secret", "here"), "here") == b"secret"
    with pytest.raises(SealBroken):
        before.open(after.seal(b"secret", "here"), "here")


def test_without_a_setting_the_whole_process_shares_one_key() -> None:
    sealed = sealing.sealer(None).seal(b"secret", "here")

    assert sealing.sealer(None).open(sealed, "here") == b"secret"


@pytest.mark.parametrize("keys", ["", "c2hvcnQ=", "not base64!", "a2V5" * 11])
def test_a_key_that_is_not_32_bytes_in_base64_stops_the_process(keys: str) -> None:
    with pytest.raises(ValueError, match=r"32 bytes|base64"):
        sealing.sealer(SecretStr(keys))


def test_production_does_not_entrust_secrets_to_a_key_that_dies_with_the_process() -> None:
    production = Settings(environment="development").model_copy(
        update={"environment": "production"}
    )

    with pytest.raises(ValueError, match="LIANDONG_KEYS"):
        custody.sealer_of(production)
    assert custody.sealer_of(production.model_copy(update={"keys": written(OLD)}))
