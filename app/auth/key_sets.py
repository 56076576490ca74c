"""Obtains the key set that an issuer publishes and refuses every set that is not proper."""

import asyncio
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from app.auth.compact import Refused, is_key_id, octets, strict_json
from app.auth.issuers import ES256, RS256, IssuerProfile
from app.auth.signatures import VerificationKey, public_key

SET_LIMIT: Final = 64 * 1024
KEYS_LIMIT: Final = 20
DEADLINE: Final = 3.0
"""Seconds for the whole exchange with an issuer."""

_SECRET_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=([0-9]{1,9})(?:$|[\s,])", re.IGNORECASE)
_COORDINATE_BYTES = 32
_RSA_BITS = range(2048, 4097)
_RSA_EXPONENT = "AQAB"


@dataclass(frozen=True, slots=True)
class Publication:
    """A key set as it was published, and for how many seconds its issuer says it is good."""

    body: bytes
    max_age: int | None = None


async def published(profile: IssuerProfile, deadline: float = DEADLINE) -> Publication:
    """Raise `OSError` or `ValueError` if the set cannot be had; `deadline` is in seconds."""
    if profile.jwks_file is not None:
        return Publication(_pinned(profile.jwks_file))
    try:
        async with asyncio.timeout(deadline):
            return await _download(str(profile.jwks_url))
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        raise ConnectionError("the key set could not be fetched") from failure


def parse(body: bytes, profile: IssuerProfile) -> dict[str, VerificationKey]:
    """The keys of a published set that this issuer may sign with, by key id.

    Keys for other uses are passed over. A set with secret or ambiguous keys is refused as a whole:
    whoever publishes one does not have the issuer's keys under control.
    """
    entries = _entries(strict_json(body, SET_LIMIT))
    if any(entry.get("kty") == "oct" or _SECRET_MEMBERS & entry.keys() for entry in entries):
        raise Refused("the key set holds secret keys")
    keys: dict[str, VerificationKey] = {}
    for entry in filter(_is_for_signatures, entries):
        algorithm, key_id = str(entry["alg"]), str(entry["kid"])
        if algorithm not in profile.algorithms:
            continue
        if key_id in keys:
            raise Refused("two keys of the set share a key id")
        keys[key_id] = public_key(algorithm, _PUBLIC_MEMBERS[algorithm](entry))
    return keys


def _entries(document: dict[str, object]) -> list[dict[str, object]]:
    entries = document.get("keys")
    if not isinstance(entries, list) or len(entries) > KEYS_LIMIT:
        raise Refused("the key set has no keys or too many")
    if not all(isinstance(entry, dict) for entry in entries):
        raise Refused("the key set holds something that is not a key")
    return entries


def _is_for_signatures(entry: dict[str, object]) -> bool:
    if entry.get("use", "sig") != "sig" or entry.get("key_ops", ["verify"]) != ["verify"]:
        return False
    return is_key_id(entry.get("kid")) and isinstance(entry.get("alg"), str)


def _elliptic_members(entry: dict[str, object]) -> dict[str, str]:
    if entry.get("kty") != "EC" or entry.get("crv") != "P-256":
        raise Refused("a key for ES256 is not on P-256")
    x, y = _text(entry, "x"), _text(entry, "y")
    if not len(octets(x)) == len(octets(y)) == _COORDINATE_BYTES:
        raise Refused("a coordinate does not have 32 bytes")
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _rsa_members(entry: dict[str, object]) -> dict[str, str]:
    if entry.get("kty") != "RSA" or entry.get("e") != _RSA_EXPONENT:
        raise Refused("a key for RS256 is not an RSA key with the usual exponent")
    modulus = _text(entry, "n")
    if int.from_bytes(octets(modulus), "big").bit_length() not in _RSA_BITS:
        raise Refused("an RSA key is shorter than 2048 or longer than 4096 bits")
    return {"kty": "RSA", "n": modulus, "e": _RSA_EXPONENT}


_PUBLIC_MEMBERS = {ES256: _elliptic_members, RS256: _rsa_members}


def _text(entry: dict[str, object], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise Refused("a member of a key is missing")
    return value


def _pinned(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SET_LIMIT + 1)


async def _download(url: str) -> Publication:
    # The system's trust store, so that a site adds its own authority the usual way.
    client = httpx.AsyncClient(
        verify=ssl.create_default_context(), trust_env=False, follow_redirects=False
    )
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    async with client, client.stream("GET", url, headers=headers) as response:
        if response.status_code != httpx.codes.OK:
            raise Refused("the key set was not answered with 200")
        return Publication(await _bounded(response), _max_age(response))


async def _bounded(response: httpx.Response) -> bytes:
    """The body as it came: raw, so that a compressed bomb stays small."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > SET_LIMIT:
            raise Refused("the key set is too large")
    return bytes(body)


def _max_age(response: httpx.Response) -> int | None:
    found = _MAX_AGE.search(response.headers.get("cache-control", ""))
    return int(found[1]) if found else None
