"""A whole authorization server of another make: its tokens are accepted without any arrangement."""

import base64
import hmac
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from joserfc.jwk import ECKey, KeySet, RSAKey

from app.auth.keys import KeyCache
from app.auth.tokens import TokenVerifier
from app.core.clock import system_clock
from app.core.errors import Unauthenticated
from tests.key_server import KeyServer, answer
from tests.tokens import AUDIENCE, ISSUER, encoded

SCOPE = "referrals:read evidence:read"
ALGORITHMS = ("ES256", "RS256")


@dataclass(frozen=True)
class CourtSystem(ClientMixin):
    """A client as the foreign server has it registered."""

    client_id: str = "court-system"
    secret: str = "correct horse"

    def get_client_id(self) -> str:
        return self.client_id

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_client_secret(self, secret: str) -> bool:
        return hmac.compare_digest(secret, self.secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method, endpoint) == ("client_secret_basic", "token")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class Generator(JWTBearerTokenGenerator):
    """The server's RFC 9068 tokens, with the claims that a mapper of the agency adds."""

    def __init__(self, key: ECKey | RSAKey, algorithm: str, lifetime: int) -> None:
        super().__init__(ISSUER, alg=algorithm, expires_generator=lambda *_: lifetime)
        self._keys = KeySet([key])
        self.extra: dict[str, object] = {"agency": "330106-court", "role": "system"}

    def get_jwks(self) -> KeySet:
        return self._keys

    def get_audiences(self, *_: object) -> str:
        return AUDIENCE

    def get_extra_claims(self, *_: object) -> Mapping[str, object]:
        return {"azp": "court-system", "realm_access": {"roles": ["uma"]}, **self.extra}


class ForeignServer(AuthorizationServer):
    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator
        self.register_grant(ClientCredentialsGrant)
        self.register_token_generator("default", generator)

    def query_client(self, client_id: str) -> ClientMixin | None:
        return CourtSystem() if client_id == "court-system" else None

    def save_token(self, token: object, request: object) -> None:
        """Nothing to keep: the token speaks for itself."""

    def send_signal(self, name: str, *_: object, **__: object) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: object, headers: object) -> tuple[int, object]:
        return status, body

    def grant(self) -> str:
        """One client-credentials exchange, as the court's system makes it."""
        basic = base64.b64encode(b"court-system:correct horse").decode()
        request = OAuth2Request("POST", ISSUER, headers={"Authorization": f"Basic {basic}"})
        request.payload = BasicOAuth2Payload({"grant_type": "client_credentials", "scope": SCOPE})
        status, body = self.create_token_response(request)
        assert status == 200
        return str(body["access_token"])


def foreign_server(algorithm: str = "ES256", lifetime: int = 900) -> ForeignServer:
    make = ECKey.generate_key if algorithm == "ES256" else RSAKey.generate_key
    key = make(parameters={"alg": algorithm, "use": "sig"})
    return ForeignServer(Generator(key, algorithm, lifetime))


@pytest.fixture
async def site() -> AsyncIterator[KeyServer]:
    async with KeyServer() as site:
        yield site


def connect(site: KeyServer, server: ForeignServer) -> TokenVerifier:
    """Publish the server's keys and trust it with nothing but its name and their address."""
    site.answer = answer(encoded(server.generator.get_jwks().as_dict(private=False)))
    return TokenVerifier(KeyCache([site.profile(algorithms=ALGORITHMS)]), AUDIENCE)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_its_tokens_are_accepted(algorithm: str, site: KeyServer) -> None:
    server = foreign_server(algorithm)

    claims = await connect(site, server).verify(server.grant(), system_clock())

    assert claims.subject == claims.client_id == "court-system"
    assert (claims.agency, claims.role, claims.unit) == ("330106-court", "system", None)
    assert claims.scopes == frozenset(SCOPE.split())
    assert claims.expires_at - claims.issued_at == timedelta(minutes=15)


async def test_its_tokens_name_the_person_behind_the_system(site: KeyServer) -> None:
    server = foreign_server()
    server.generator.extra |= {"act": {"sub": "person-9"}, "unit": "filing"}

    claims = await connect(site, server).verify(server.grant(), system_clock())

    assert (claims.actor, claims.unit) == ("person-9", "filing")


async def test_its_tokens_are_refused_after_it_was_replaced(site: KeyServer) -> None:
    server = foreign_server()
    verifier = connect(site, foreign_server())

    with pytest.raises(Unauthenticated):
        await verifier.verify(server.grant(), system_clock())


@pytest.mark.parametrize("extra", [{"role": "root"}, {"agency": "court"}, {"cnf": {"jkt": "x"}}])
async def test_its_tokens_are_refused_when_its_mapper_is_wrong(
    extra: dict[str, object], site: KeyServer
) -> None:
    server = foreign_server()
    server.generator.extra |= extra

    with pytest.raises(Unauthenticated):
        await connect(site, server).verify(server.grant(), system_clock())


async def test_its_tokens_are_refused_when_they_live_too_long(site: KeyServer) -> None:
    server = foreign_server(lifetime=3600)

    with pytest.raises(Unauthenticated):
        await connect(site, server).verify(server.grant(), system_clock())


async def test_what_its_key_set_says_in_private_is_never_trusted(site: KeyServer) -> None:
    server = foreign_server()
    verifier = connect(site, server)
    await verifier.verify(server.grant(), system_clock())
    later = system_clock() + timedelta(minutes=10)
    site.answer = answer(encoded(server.generator.get_jwks().as_dict(private=True)))

    server.generator.extra["iat"] = int(later.timestamp())
    server.generator.extra["exp"] = int(later.timestamp()) + 900
    claims = await verifier.verify(server.grant(), later)

    assert claims.subject == "court-system"
    assert len(site.requests) == 2
