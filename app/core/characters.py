"""Which characters no text may hold: the unseen, those that turn its direction, the unstorable."""

import re
from typing import Final

_CONTROLS: Final = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f"
"""All of them but the tab and the line feed."""

_UNSEEN: Final = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
)
"""Direction marks, joiners, fillers and separators that make two texts differ but look alike.

Variation selectors stay: they choose the shape of the character before them, as in rare surnames.
"""

UNSAFE_CLASS: Final = _CONTROLS + _UNSEEN
"""The inside of a character class, written so that Python, ECMAScript and Rust read it alike."""

UNSAFE: Final = re.compile(
    rf"[{UNSAFE_CLASS}\ud800-\udfff"
    # Beyond the sixteen-bit plane the three write ranges differently, so no schema shows these.
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
