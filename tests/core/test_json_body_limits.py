"""What one body may hold: bytes, members and levels, counted before anything is built."""

import json
import tracemalloc

import pytest
from hypothesis import given, settings
from pydantic import JsonValue

from app.core.errors import Malformed, TooLarge
from app.core.json_body import BULK_LIMITS, DEFAULT_LIMITS, Limits, read
from tests.core.documents import is_malformed, values

unhurried = settings(deadline=None)


@pytest.mark.parametrize("limits", [DEFAULT_LIMITS, BULK_LIMITS])
def test_a_body_is_refused_above_its_size_and_not_at_it(limits: Limits) -> None:
    body = b'"' + b"x" * (limits.size - 2) + b'"'

    with pytest.raises(TooLarge) as refused:
        read(body + b" ", limits)

    assert len(str(read(body, limits))) == limits.size - 2
    assert refused.value.extra == {"limit_bytes": limits.size}


@pytest.mark.parametrize("limits", [DEFAULT_LIMITS, BULK_LIMITS])
def test_members_are_refused_above_their_number_and_not_at_it(limits: Limits) -> None:
    def body(count: int) -> bytes:
        return json.dumps({f"k{number}": "v" for number in range(count)}).encode()

    with pytest.raises(Malformed):
        read(body(limits.members + 1), limits)

    assert len(dict(read(body(limits.members), limits))) == limits.members  # type: ignore[arg-type]


def test_elements_count_as_members_do() -> None:
    with pytest.raises(Malformed):
        read(json.dumps([0] * 2_001).encode())

    assert read(json.dumps([0] * 2_000).encode()) == [0] * 2_000


def test_sixteen_levels_are_read_and_seventeen_are_refused() -> None:
    assert read(b"[" * 16 + b"]" * 16) is not None
    assert read(b'{"a":' * 16 + b"1" + b"}" * 16) is not None

    for body in (b"[" * 17 + b"]" * 17, b'{"a":' * 17 + b"1" + b"}" * 17):
        with pytest.raises(Malformed):
            read(body)


@pytest.mark.parametrize("bracket", [b"[", b"]", b'{"a":', b'[{"a":'])
def test_a_hundred_thousand_levels_are_refused_without_exhausting_the_stack(bracket: bytes) -> None:
    with pytest.raises(Malformed):
        read(bracket * 100_000, BULK_LIMITS)


def test_a_flood_of_names_is_refused_before_anything_is_built() -> None:
    body = json.dumps({f"k{number}": 1 for number in range(200_000)}).encode()

    tracemalloc.start()
    with pytest.raises(Malformed):
        read(body, BULK_LIMITS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 100_000


@unhurried
@given(values)
def test_members_and_levels_are_counted_as_they_are_built(document: JsonValue) -> None:
    body = json.dumps(document).encode()
    members, depth = measure(document)

    assert read(body, Limits(len(body), max(members, 1), depth)) == document
    assert not depth or is_malformed(body, Limits(len(body), members - 1, depth))
    assert not depth or is_malformed(body, Limits(len(body), members, depth - 1))


def measure(value: JsonValue) -> tuple[int, int]:
    """Members and elements, an empty container being one, and levels."""
    if not isinstance(value, dict | list):
        return 0, 0
    inner = [measure(child) for child in (value.values() if isinstance(value, dict) else value)]
    members = max(1, len(inner)) + sum(count for count, _ in inner)
    return members, 1 + max((depth for _, depth in inner), default=0)
