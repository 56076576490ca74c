"""Entity tags: `"<version>.<view digest>"`; commands compare the version, reads the whole."""

import hashlib
import re
from typing import Final

_TAG: Final = r'(?:W/)?"[!#-~]{0,64}"'
IF_MATCH: Final = rf"^(?:\*|{_TAG}(?:, ?{_TAG}){{0,9}})$"
"""The form of an `If-Match` header (RFC 9110, 13.1.1), as it is published."""

_IF_MATCH: Final = re.compile(IF_MATCH)


def etag(version: int, view: bytes) -> str:
    return f'"{version}.{hashlib.sha256(view).hexdigest()[:16]}"'


def tags(header: str) -> list[str]:
    """The strong tags of an `If-Match` or `If-None-Match` header; weak ones never match."""
    parts = (part.strip() for part in header.split(","))
    return [part for part in parts if len(part) > 2 and part[0] == part[-1] == '"']


def is_well_formed(if_match: str) -> bool:
    return _IF_MATCH.fullmatch(if_match) is not None


def versions(if_match: str) -> frozenset[int]:
    """The resource versions that an `If-Match` header names; anything else matches nothing."""
    numbers = (tag.strip('"').partition(".")[0] for tag in tags(if_match))
    return frozenset(int(n) for n in numbers if n.isascii() and n.isdecimal() and len(n) < 10)


def is_current(if_none_match: str | None, current: str) -> bool:
    """Whether the caller already holds this view; a weak tag is as good as a strong one here."""
    if if_none_match is None:
        return False
    held = tags(if_none_match.replace("W/", ""))
    return current in held or if_none_match.strip() == "*"
