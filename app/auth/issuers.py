"""Who may issue access tokens, with which algorithms and for whom: configured, not discovered."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

ES256: Final = "ES256"
RS256: Final = "RS256"
ALGORITHMS: Final = frozenset({ES256, RS256})
LONGEST_LIFETIME: Final = timedelta(hours=12)

_URL = re.compile(r"[\x21-\x7e]{1,256}")
_TERRITORY = re.compile(r"[0-9]{6}(-[a-z_]{1,32})?")


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """One trusted issuer and where its public keys are: a fixed URL or a pinned file.

    RS256 is for issuers that cannot do better and must be named. `divisions` holds division codes
    or whole agencies; None lets the issuer speak for everyone. `development` allows plain http.
    """

    issuer: str
    jwks_url: str | None = None
    jwks_file: Path | None = None
    algorithms: tuple[str, ...] = (ES256,)
    max_lifetime: timedelta = timedelta(seconds=900)
    development: bool = False
    divisions: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self._check_location()
        if not self.algorithms or not ALGORITHMS.issuperset(self.algorithms):
            raise ValueError("An issuer signs with ES256 or RS256.")
        if not timedelta(0) < self.max_lifetime <= LONGEST_LIFETIME:
            raise ValueError("The lifetime of a token is at most 12 hours.")
        if not all(_TERRITORY.fullmatch(place) for place in self.divisions or ()):
            raise ValueError("An issuer speaks for divisions (330106) or agencies (330106-court).")

    def speaks_for(self, agency: str) -> bool:
        if self.divisions is None:
            return True
        return agency in self.divisions or agency.partition("-")[0] in self.divisions

    def _check_location(self) -> None:
        if (self.jwks_url is None) == (self.jwks_file is None):
            raise ValueError("An issuer has either a key set URL or a key set file.")
        schemes = ("https", "http") if self.development else ("https",)
        urls = [self.issuer] if self.jwks_url is None else [self.issuer, self.jwks_url]
        if not all(_is_plain_url(url, schemes) for url in urls):
            raise ValueError("An issuer and its key set have plain https URLs.")


def _is_plain_url(url: str, schemes: tuple[str, ...]) -> bool:
    # The parser drops control characters silently, so they are looked for first.
    if _URL.fullmatch(url) is None:
        return False
    parts = urlsplit(url)
    is_bare = parts.username is None and not parts.fragment and parts.port != 0
    return parts.scheme in schemes and bool(parts.hostname) and is_bare
