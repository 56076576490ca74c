"""Strict reading of compact JWS: one spelling, a closed header, bounded JSON; no trust yet."""

import base64
import json
import re
from dataclasses import dataclass
from typing import NoReturn, TypeGuard

TOKEN_LIMIT = 8192
"""Characters; a longer token is not looked at."""

HEADER_LIMIT = 512
BRACKET_LIMIT = 200
INTEGER_DIGITS = 16

_HEADER_MEMBERS = {"alg", "typ", "kid"}
_TYPES = {"at+jwt", "application/at+jwt"}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_KEY_ID = re.compile(r"[\x21-\x7e]{1,128}")


class Refused(ValueError):
    """Why a token or a key set was not believed, in fixed words that are safe to log."""


def reason(failure: Exception) -> str:
    """What to log about a failure: our own words or its type, never anything of the sender's."""
    return str(failure) if isinstance(failure, Refused) else type(failure).__name__


@dataclass(frozen=True, slots=True)
class Presented:
    """A well-formed token whose signature nobody has checked yet."""

    algorithm: str
    key_id: str
    issuer: str
    claims: dict[str, object]
    signing_input: bytes
    signature: bytes


def read(token: str) -> Presented:
    if len(token) > TOKEN_LIMIT:
        raise Refused("the token is too long")
    segments = token.split(".")
    if len(segments) != 3:
        raise Refused("the token is not a compact JWS")
    header, payload, signature = map(octets, segments)
    algorithm, key_id = _header(header)
    claims = strict_json(payload, TOKEN_LIMIT)
    issuer = claims.get("iss")
    if not isinstance(issuer, str):
        raise Refused("the issuer is not named")
    signing_input = token.rpartition(".")[0].encode("ascii")
    return Presented(algorithm, key_id, issuer, claims, signing_input, signature)


def _header(header: bytes) -> tuple[str, str]:
    # A closed header is what keeps crit, b64, zip, cty, jwk, jku, x5c and x5u out.
    members = strict_json(header, HEADER_LIMIT)
    if members.keys() != _HEADER_MEMBERS:
        raise Refused("the header is not exactly alg, typ and kid")
    algorithm, media_type, key_id = members["alg"], members["typ"], members["kid"]
    if not isinstance(media_type, str) or media_type.lower() not in _TYPES:
        raise Refused("the token is not an access token")
    if not isinstance(algorithm, str) or not is_key_id(key_id):
        raise Refused("the algorithm or the key id is malformed")
    return algorithm, key_id


def is_key_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _KEY_ID.fullmatch(value) is not None


def octets(text: str) -> bytes:
    """Decode base64url in its one canonical spelling; padding and stray bits are refused."""
    if _BASE64URL.fullmatch(text) is None or len(text) % 4 == 1:
        raise Refused("base64url is malformed")
    decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url(decoded) != text:
        raise Refused("base64url is not canonical")
    return decoded


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode("ascii").rstrip("=")


def strict_json(document: bytes, limit: int) -> dict[str, object]:
    """Read one JSON object; `limit` is in bytes.

    Counting brackets before the parser runs bounds depth and size at once, so that no input can
    exhaust the stack.
    """
    if len(document) > limit:
        raise Refused("the JSON document is too long")
    text = document.decode("utf-8")
    if text.count("[") + text.count("{") > BRACKET_LIMIT:
        raise Refused("the JSON document is too deep or too wide")
    value = json.loads(
        text,
        object_pairs_hook=_without_duplicates,
        parse_int=_bounded_integer,
        parse_float=_no_number,
        parse_constant=_no_number,
    )
    if not isinstance(value, dict):
        raise Refused("the JSON document is not an object")
    return value


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Refused("a JSON member appears twice")
    return members


def _bounded_integer(digits: str) -> int:
    if len(digits) > INTEGER_DIGITS:
        raise Refused("a JSON integer is too large")
    return int(digits)


def _no_number(_: str) -> NoReturn:
    raise Refused("a JSON number is not an integer")
