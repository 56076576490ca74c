"""JSON documents that obey the rules of the reader, and whether one is malformed to it."""

from hypothesis import strategies as st
from pydantic import JsonValue

from app.core.characters import UNSAFE
from app.core.errors import Malformed
from app.core.json_body import DEFAULT_LIMITS, Limits, read

safe_text = st.text().filter(lambda text: not UNSAFE.search(text))
names = safe_text.filter(lambda name: not set(name) & {"\n", "\t"})
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**19 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | safe_text
)
values: st.SearchStrategy[JsonValue] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5),
    max_leaves=30,
)


def is_malformed(body: bytes, limits: Limits = DEFAULT_LIMITS) -> bool:
    try:
        read(body, limits)
    except Malformed:
        return True
    return False
