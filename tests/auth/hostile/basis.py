"""What the hostile tokens are made from: the keys, one good token, and the reasons of refusal."""

from typing import NamedTuple

from tests.tokens import NOW, Signer, minted

SIGNER = Signer.elliptic()
IMPOSTOR = Signer.elliptic()
OTHER_ISSUER = "https://login.example.org/realms/union"
OTHER_SIGNER = Signer.elliptic("key-of-the-union")

ISSUED = int(NOW.timestamp())
GOOD = minted(SIGNER)
SIGNING_INPUT, _, SIGNATURE = GOOD.rpartition(".")
HEADER, PAYLOAD = SIGNING_INPUT.split(".")

CLOSED_HEADER = "the header is not exactly alg, typ and kid"
ALGORITHM = "the algorithm is not allowed for the issuer"
MALFORMED_HEADER = "the algorithm or the key id is malformed"
NOT_ACCESS = "the token is not an access token"
UNKNOWN_KEY = "the key is unknown or for another algorithm"
WRONG_SIGNATURE = "the signature is wrong"
SIGNATURE_LENGTH = "the signature is malformed"
SHAPE = "the token is not a compact JWS"
TOO_LONG = "the token is too long"
BASE64URL = "base64url is malformed"
AUDIENCES = "the token is for another audience"
EARLY = "the token is not valid yet"
EXPIRED = "the token has expired"
LIFETIME = "the token lives longer than its issuer may allow"
BOUND = "the token is bound to a certificate that was not shown"
UNTRUSTED = "the issuer is not trusted"
OVERSTEPPED = "the issuer may not speak for the agency"
TWICE = "a JSON member appears twice"
NOT_INTEGER = "a JSON number is not an integer"
NOT_OBJECT = "the JSON document is not an object"
TOO_DEEP = "the JSON document is too deep or too wide"


class Hostile(NamedTuple):
    name: str
    token: str
    reason: str
