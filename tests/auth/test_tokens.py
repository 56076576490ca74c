"""The access-token profile: what is accepted, what is refused, and that nothing else can happen."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from jose import backends
from jose.backends.ecdsa_backend import ECDSAECKey

from app.auth import tokens
from app.auth.actor import Role
from app.auth.claims import Claims
from app.auth.compact import base64url, octets
from app.auth.signatures import VerificationKey
from app.core.errors import Unauthenticated
from tests.auth.hostile import HOSTILE
from tests.auth.hostile.basis import GOOD, ISSUED, OTHER_ISSUER, OTHER_SIGNER, SIGNER, Hostile
from tests.auth.hostile.signatures import P256_ORDER
from tests.auth.trust import LIBRARIES, PROFILES, RSA_ISSUER, RSA_SIGNER, ring_of, verify
from tests.tokens import AUDIENCE, ISSUER, NOW, KeyRing, Signer, minted, profile


@pytest.fixture(params=LIBRARIES)
def ring(request: pytest.FixtureRequest) -> KeyRing:
    return ring_of(LIBRARIES[request.param])


def test_the_claims_of_a_good_token_are_read(ring: KeyRing) -> None:
    extras = {"unit": "filing", "act": {"sub": "person-9"}, "acr": "2", "auth_time": ISSUED - 60}

    assert verify(minted(SIGNER, **extras), ring) == Claims(
        issuer=ISSUER,
        subject="person-17",
        client_id="court-desk",
        agency="330106-court",
        role="officer",
        unit="filing",
        scopes=frozenset({"referrals:read", "referrals:write"}),
        issued_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
        token_id="token-1",
        actor="person-9",
        acr="2",
        auth_time=NOW - timedelta(minutes=1),
        confirmation=None,
    )


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_hostile_token_is_refused_for_its_own_reason(
    case: Hostile, ring: KeyRing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app.auth.tokens")

    with pytest.raises(Unauthenticated) as refusal:
        verify(case.token, ring)

    assert type(refusal.value) is Unauthenticated
    assert refusal.value.extra == {}
    assert case.reason in caplog.messages[-1]


def test_the_table_of_hostile_tokens_is_large_and_without_repetition() -> None:
    assert len({case.name for case in HOSTILE}) == len(HOSTILE) >= 300


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"iat": ISSUED - 900, "exp": ISSUED - 29}, id="expired within the skew"),
        pytest.param({"iat": ISSUED + 30}, id="issued by a clock that is ahead"),
        pytest.param({"nbf": ISSUED + 30}, id="valid from a little later"),
        pytest.param({"auth_time": ISSUED - 86_400}, id="signed in yesterday"),
        pytest.param({"aud": [AUDIENCE]}, id="audience as a list of one"),
        pytest.param({"agency": "330106-station", "role": "operator"}, id="a platform role"),
        pytest.param({"realm_access": {"roles": ["offline_access"]}}, id="foreign claims"),
        pytest.param({"name": "张三", "email_verified": True}, id="claims of a person"),
    ],
)
def test_an_unusual_but_good_token_is_accepted(changes: dict[str, object], ring: KeyRing) -> None:
    assert verify(minted(SIGNER, **changes), ring).subject == "person-17"


@pytest.mark.parametrize("media_type", ["at+jwt", "AT+JWT", "application/at+jwt"])
def test_both_names_of_the_media_type_are_accepted(media_type: str) -> None:
    assert verify(minted(SIGNER, SIGNER.header(typ=media_type)))


@pytest.mark.parametrize("role", Role)
def test_every_role_is_accepted(role: Role) -> None:
    assert verify(minted(SIGNER, role=role.value)).role == role


def test_scopes_of_others_are_left_out() -> None:
    token = minted(SIGNER, scope="openid profile cases:read https://example.org/all")

    assert verify(token).scopes == {"cases:read"}


def test_rs256_is_accepted_only_from_an_issuer_that_opted_in(ring: KeyRing) -> None:
    token = minted(RSA_SIGNER, iss=RSA_ISSUER)
    without = PROFILES | {RSA_ISSUER: profile(issuer=RSA_ISSUER)}

    assert verify(token, ring).issuer == RSA_ISSUER
    with pytest.raises(Unauthenticated):
        verify(token, ring, without)


@pytest.mark.parametrize(("signer", "algorithm"), [(SIGNER, "RS256"), (RSA_SIGNER, "ES256")])
def test_a_key_serves_only_its_own_algorithm(signer: Signer, algorithm: str, ring: KeyRing) -> None:
    good = minted(signer, iss=RSA_ISSUER)
    confused = minted(signer, signer.header(alg=algorithm), iss=RSA_ISSUER)

    assert verify(good, ring)
    with pytest.raises(Unauthenticated):
        verify(confused, ring)


def test_a_forged_rsa_signature_is_refused(ring: KeyRing) -> None:
    token = minted(Signer.rsa(), iss=RSA_ISSUER)

    with pytest.raises(Unauthenticated):
        verify(token, ring)


@pytest.mark.parametrize("agency", ["330106-union", "330109-court"])
def test_an_issuer_speaks_for_its_agencies_and_divisions(agency: str) -> None:
    token = minted(OTHER_SIGNER, iss=OTHER_ISSUER, agency=agency, exp=ISSUED + 300)

    assert verify(token).agency == agency


def test_an_issuer_that_oversteps_raises_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    token = minted(OTHER_SIGNER, iss=OTHER_ISSUER, exp=ISSUED + 300)

    with pytest.raises(Unauthenticated):
        verify(token)

    assert [said.levelname for said in caplog.records if said.name == tokens.__name__] == ["ERROR"]


def test_nobody_without_the_key_can_raise_that_alarm(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unauthenticated):
        verify(minted(Signer.elliptic(OTHER_SIGNER.key_id), iss=OTHER_ISSUER, exp=ISSUED + 300))

    assert not [said for said in caplog.records if said.levelno >= logging.ERROR]


def test_a_failing_key_source_is_a_refusal_too() -> None:
    class Broken:
        def find(self, issuer: str, key_id: str) -> VerificationKey | None:
            raise RuntimeError(issuer, key_id)

    with pytest.raises(Unauthenticated):
        tokens.verify(GOOD, Broken(), PROFILES, AUDIENCE, NOW)


def test_the_second_spelling_of_a_signature_says_the_same(ring: KeyRing) -> None:
    signing_input, _, signature = GOOD.rpartition(".")
    r, s = octets(signature)[:32], int.from_bytes(octets(signature)[32:], "big")
    twin = f"{signing_input}.{base64url(r + (P256_ORDER - s).to_bytes(32, 'big'))}"

    assert twin != GOOD
    assert verify(twin, ring) == verify(GOOD, ring)


def test_instants_are_aware_and_in_utc() -> None:
    assert verify(GOOD).issued_at == datetime.fromtimestamp(ISSUED, UTC)
    assert verify(GOOD).issued_at.tzinfo is UTC


def test_the_fast_backend_of_the_library_is_in_use() -> None:
    tokens.assert_backend()


def test_the_service_refuses_to_start_on_the_slow_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "ECKey", ECDSAECKey)

    with pytest.raises(RuntimeError, match="cryptography"):
        tokens.assert_backend()
