"""What an access token claims, and the shape each claim must have before it is believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from app.auth.actor import Role
from app.auth.compact import Refused

SKEW: Final = timedelta(seconds=30)
"""How far the clocks of an issuer and of this service may disagree."""

_AGENCY = re.compile(r"[0-9]{6}-[a-z_]{1,32}")
_UNIT = re.compile(r"[a-z_]{1,32}")
_ROLE = re.compile("|".join(Role))
_ISSUER = re.compile(r"[\x21-\x7e]{1,256}")
_NAME = re.compile(r"[\x21-\x7e]{1,128}")
_SCOPES = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,64}( [\x21\x23-\x5b\x5d-\x7e]{1,64}){0,63}")
_OWN_SCOPE = re.compile(r"[a-z_]{1,32}:[a-z_]{1,32}")
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Claims:
    """Who is calling, as a trusted issuer says it; times are aware UTC.

    `actor` is the person behind a system, `confirmation` the SHA-256 thumbprint of the certificate
    that the token is bound to.
    """

    issuer: str
    subject: str
    client_id: str
    agency: str
    role: str
    unit: str | None
    scopes: frozenset[str]
    issued_at: datetime
    expires_at: datetime
    token_id: str
    actor: str | None
    acr: str | None
    auth_time: datetime | None
    confirmation: str | None


def read(members: Mapping[str, object]) -> Claims:
    """Read the claims whose form we know; others are the issuer's business and are left out."""
    return Claims(
        issuer=_text(members, "iss", _ISSUER),
        subject=_text(members, "sub", _NAME),
        client_id=_text(members, "client_id", _NAME),
        agency=_text(members, "agency", _AGENCY),
        role=_text(members, "role", _ROLE),
        unit=_optional_text(members, "unit", _UNIT),
        scopes=_scopes(members),
        issued_at=_instant(members, "iat"),
        expires_at=_instant(members, "exp"),
        token_id=_text(members, "jti", _NAME),
        actor=_only_member(members, "act", "sub", _NAME),
        acr=_optional_text(members, "acr", _NAME),
        auth_time=_optional_instant(members, "auth_time"),
        confirmation=_only_member(members, "cnf", "x5t#S256", _THUMBPRINT),
    )


def check_audience(members: Mapping[str, object], audience: str) -> None:
    if members.get("aud") not in (audience, [audience]):
        raise Refused("the token is for another audience")


def check_times(claims: Claims, members: Mapping[str, object], now: datetime) -> None:
    not_before = _optional_instant(members, "nbf") or claims.issued_at
    started = [claims.issued_at, not_before, claims.auth_time or claims.issued_at]
    if max(started) > now + SKEW:
        raise Refused("the token is not valid yet")
    if claims.expires_at <= now - SKEW:
        raise Refused("the token has expired")


def check_lifetime(claims: Claims, longest: timedelta) -> None:
    if not timedelta(0) < claims.expires_at - claims.issued_at <= longest:
        raise Refused("the token lives longer than its issuer may allow")


def _text(members: Mapping[str, object], name: str, pattern: re.Pattern[str]) -> str:
    value = members.get(name)
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise Refused(f"{name} is missing or malformed")
    return value


def _optional_text(
    members: Mapping[str, object], name: str, pattern: re.Pattern[str]
) -> str | None:
    return _text(members, name, pattern) if name in members else None


def _only_member(
    members: Mapping[str, object], name: str, inner: str, pattern: re.Pattern[str]
) -> str | None:
    """The single member of an optional claim that is an object; anything beside it is refused."""
    if name not in members:
        return None
    value = members[name]
    if not isinstance(value, dict) or value.keys() != {inner}:
        raise Refused(f"{name} is malformed")
    return _text(value, inner, pattern)


def _instant(members: Mapping[str, object], name: str) -> datetime:
    value = members.get(name)
    # A bool is an int to Python, so the type itself is compared.
    if type(value) is not int or not 0 <= value <= _LAST_SECOND:
        raise Refused(f"{name} is missing or malformed")
    return datetime.fromtimestamp(value, UTC)


def _optional_instant(members: Mapping[str, object], name: str) -> datetime | None:
    return _instant(members, name) if name in members else None


def _scopes(members: Mapping[str, object]) -> frozenset[str]:
    """Our scopes among those granted; `openid` and its like mean nothing here."""
    granted = _text(members, "scope", _SCOPES).split(" ")
    scopes = frozenset(filter(_OWN_SCOPE.fullmatch, granted))
    if not scopes:
        raise Refused("scope grants nothing here")
    return scopes
