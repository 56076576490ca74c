"""How key sets are fetched: bounded in time and size, over trusted TLS, or from a pinned file."""

import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.auth import key_sets
from app.auth.compact import Refused
from app.auth.keys import KeyCache
from app.core.clock import system_clock
from app.core.errors import Unavailable
from tests.key_server import KeyServer
from tests.tokens import ISSUER, NOW, Signer, encoded, key_set, profile

GOOD = Signer.elliptic("good")


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with KeyServer() as server:
        server.publish(GOOD)
        yield server


async def test_a_silent_issuer_is_given_up(server: KeyServer) -> None:
    server.is_silent = True

    with pytest.raises(TimeoutError):
        await key_sets.published(server.profile(), deadline=0.05)


async def test_an_endless_answer_is_cut_off(server: KeyServer) -> None:
    server.is_endless = True

    with pytest.raises(Refused, match="too large"):
        await key_sets.published(server.profile())


async def test_a_pinned_file_serves_without_any_network(tmp_path: Path) -> None:
    pinned = tmp_path / "keys.json"
    pinned.write_bytes(key_set(GOOD.jwk()))
    cache = KeyCache([profile(jwks_url=None, jwks_file=pinned)])

    await cache.prepare(ISSUER, "good", NOW)
    pinned.write_bytes(key_set(Signer.elliptic("next").jwk()))
    await cache.prepare(ISSUER, "next", NOW)

    assert cache.find(ISSUER, "good") is None
    assert cache.find(ISSUER, "next") is not None


async def test_a_pinned_file_that_is_missing_is_an_outage(tmp_path: Path) -> None:
    cache = KeyCache([profile(jwks_url=None, jwks_file=tmp_path / "keys.json")])

    with pytest.raises(Unavailable):
        await cache.prepare(ISSUER, "good", NOW)


async def test_a_pinned_file_is_bounded_too(tmp_path: Path) -> None:
    pinned = tmp_path / "keys.json"
    pinned.write_bytes(key_set(GOOD.jwk()).ljust(65_537))
    cache = KeyCache([profile(jwks_url=None, jwks_file=pinned)])

    with pytest.raises(Unavailable):
        await cache.prepare(ISSUER, "good", NOW)


async def test_a_proxy_of_the_environment_is_not_used(
    server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with KeyServer() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)

        await key_sets.published(server.profile())

    assert proxy.requests == []
    assert len(server.requests) == 1


async def test_a_host_that_cannot_be_is_an_outage() -> None:
    with pytest.raises(ConnectionError):
        await key_sets.published(profile(jwks_url="https://1.2.3.456/keys"))


async def test_a_certificate_must_come_from_an_authority_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = _self_signed(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with KeyServer(tls=tls) as server:
        server.publish(GOOD)
        trusted = profile(jwks_url=server.url)

        with pytest.raises(ConnectionError):
            await key_sets.published(trusted)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        publication = await key_sets.published(trusted)

    assert publication.body == encoded({"keys": [GOOD.jwk()]})


def _self_signed(directory: Path) -> Path:
    """A certificate of 127.0.0.1 with its key, in one PEM file."""
    private, now = ec.generate_private_key(ec.SECP256R1()), system_clock()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(IPv4Address("127.0.0.1"))
    certificate = (
        x509
        .CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = directory / "server.pem"
    file.write_bytes(key + certificate.public_bytes(Encoding.PEM))
    return file
