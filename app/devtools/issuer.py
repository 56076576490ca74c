"""The development issuer: a key that lives as long as the process, for demonstrations and tests.

Outside development, settings must refuse every plain http URL and every issuer whose host is
`localhost`, a loopback address or a name under `.invalid`.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwt
from jose.backends import ECKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.auth.actor import Role
from app.auth.issuers import ES256, IssuerProfile
from app.auth.key_sets import Publication
from app.auth.policy import POLICY
from app.core.clock import Clock

ISSUER: Final = "https://development-issuer.invalid"
LIFETIME: Final = timedelta(hours=12)
SCOPES: Final = frozenset(rule.scope for rule in POLICY.values() if rule.scope)


class DevelopmentIssuer:
    """Signs for any agency; the registration of the client still decides what a token may do."""

    def __init__(self, audience: str, jwks_url: str) -> None:
        self.profile = IssuerProfile(
            ISSUER, jwks_url=jwks_url, max_lifetime=LIFETIME, development=True
        )
        self._audience = audience
        self._key_id = uuid4().hex
        self._key = ECKey(ec.generate_private_key(ec.SECP256R1()), ES256)

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        members = self._key.public_key().to_dict()
        return {"keys": [{**members, "kid": self._key_id, "use": "sig"}]}

    async def published(self, _: IssuerProfile) -> Publication:
        """The key set without a network, for a key cache in the same process."""
        return Publication(json.dumps(self.jwks()).encode())

    def mint(  # noqa: PLR0913 - a token is its claims, and each is named where it is minted.
        self,
        agency: str,
        role: str,
        *,
        unit: str | None = None,
        scopes: Iterable[str] = SCOPES,
        client_id: str,
        subject: str,
        now: datetime,
        lifetime: timedelta = LIFETIME,
        act: str | None = None,
    ) -> str:
        issued_at = int(now.timestamp())
        claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": self._audience,
            "sub": subject,
            "client_id": client_id,
            "iat": issued_at,
            "exp": issued_at + int(lifetime.total_seconds()),
            "jti": uuid4().hex,
            "scope": " ".join(sorted(scopes)),
            "agency": agency,
            "role": role,
        }
        optional = {"unit": unit, "act": act and {"sub": act}}
        claims |= {name: value for name, value in optional.items() if value is not None}
        headers = {"typ": "at+jwt", "kid": self._key_id}
        return jwt.encode(claims, self._key, algorithm=ES256, headers=headers)


class TokenRequest(BaseModel):
    """What a demonstration asks for; client and subject are named after the desk by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agency: str = Field(pattern=r"^[0-9]{6}-[a-z_]{1,32}$")
    role: Role
    unit: str | None = Field(default=None, pattern=r"^[a-z_]{1,32}$")
    client_id: str | None = Field(default=None, pattern=r"^[!-~]{1,128}$")
    subject: str | None = Field(default=None, pattern=r"^[!-~]{1,128}$")


def issuer_app(issuer: DevelopmentIssuer, clock: Clock) -> Starlette:
    """GET /jwks.json and POST /token, to be bound to the loopback interface only."""

    async def publish(_: Request) -> JSONResponse:
        return JSONResponse(issuer.jwks())

    async def issue(request: Request) -> JSONResponse:
        try:
            wanted = TokenRequest.model_validate_json(await request.body())
        except ValidationError:
            return JSONResponse({"error": "invalid_request"}, status_code=400)
        token = issuer.mint(
            wanted.agency,
            wanted.role,
            unit=wanted.unit,
            client_id=wanted.client_id or f"{wanted.agency}-desk",
            subject=wanted.subject or f"{wanted.agency}-{wanted.role}",
            now=clock(),
        )
        return JSONResponse({
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
        })

    return Starlette(
        routes=[
            Route("/jwks.json", publish),
            Route("/token", issue, methods=["POST"]),
        ]
    )
