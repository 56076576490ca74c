"""Hostile signatures and hostile spellings of a good token."""

import json
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app.auth.compact import base64url, octets
from tests.auth.hostile.basis import (
    BASE64URL,
    GOOD,
    HEADER,
    IMPOSTOR,
    PAYLOAD,
    SHAPE,
    SIGNATURE,
    SIGNATURE_LENGTH,
    SIGNER,
    SIGNING_INPUT,
    TOO_LONG,
    WRONG_SIGNATURE,
    Hostile,
)
from tests.tokens import minted

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def signatures() -> Iterator[Hostile]:
    genuine = octets(SIGNATURE)
    r, s = int.from_bytes(genuine[:32], "big"), int.from_bytes(genuine[32:], "big")
    other = minted(SIGNER, jti="token-2").rpartition(".")[2]
    impostor = minted(IMPOSTOR).rpartition(".")[2]
    cases: list[tuple[str, bytes, str]] = [
        ("first bit flipped", bytes([genuine[0] ^ 128]) + genuine[1:], WRONG_SIGNATURE),
        ("last bit flipped", genuine[:-1] + bytes([genuine[-1] ^ 1]), WRONG_SIGNATURE),
        ("truncated", genuine[:-1], SIGNATURE_LENGTH),
        ("one byte", genuine[:1], SIGNATURE_LENGTH),
        ("a byte longer", genuine + b"\0", SIGNATURE_LENGTH),
        ("a byte before", b"\0" + genuine, SIGNATURE_LENGTH),
        ("twice", genuine * 2, SIGNATURE_LENGTH),
        ("DER", encode_dss_signature(r, s), SIGNATURE_LENGTH),
        ("zero", bytes(64), WRONG_SIGNATURE),
        ("r zero", bytes(32) + genuine[32:], WRONG_SIGNATURE),
        ("s zero", genuine[:32] + bytes(32), WRONG_SIGNATURE),
        ("r and s the order", P256_ORDER.to_bytes(32, "big") * 2, WRONG_SIGNATURE),
        ("all ones", b"\xff" * 64, WRONG_SIGNATURE),
        ("r and s swapped", genuine[32:] + genuine[:32], WRONG_SIGNATURE),
        ("of another token", octets(other), WRONG_SIGNATURE),
        ("of another key", octets(impostor), WRONG_SIGNATURE),
    ]
    for name, signature, reason in cases:
        yield Hostile(f"signature {name}", f"{SIGNING_INPUT}.{base64url(signature)}", reason)


def spellings() -> Iterator[Hostile]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # 64 bytes leave four unused bits in the last character.
    stray = SIGNATURE[:-1] + alphabet[alphabet.index(SIGNATURE[-1]) + 1]
    general = {"payload": PAYLOAD, "signatures": [{"protected": HEADER, "signature": SIGNATURE}]}
    cases: list[tuple[str, str, str]] = [
        ("no signature", f"{SIGNING_INPUT}.", BASE64URL),
        ("stray bits at the end", f"{SIGNING_INPUT}.{stray}", "base64url is not canonical"),
        ("padding", GOOD + "==", BASE64URL),
        ("a newline at the end", GOOD + "\n", BASE64URL),
        ("a space before", " " + GOOD, BASE64URL),
        ("a space within", GOOD[:20] + " " + GOOD[20:], BASE64URL),
        ("a newline within", GOOD[:-9] + "\n" + GOOD[-9:], BASE64URL),
        ("the standard alphabet", f"{SIGNING_INPUT}.{'+/' * 43}", BASE64URL),
        ("a character too many", GOOD + "AAA", BASE64URL),
        ("an impossible length", GOOD + "AAA"[: (1 - len(SIGNATURE)) % 4], BASE64URL),
        ("not ASCII", GOOD[:-1] + "Ａ", BASE64URL),
        ("a surrogate", GOOD[:-1] + "\ud800", BASE64URL),
        ("no payload", f"{HEADER}..{SIGNATURE}", BASE64URL),
        ("no header", f".{PAYLOAD}.{SIGNATURE}", BASE64URL),
        ("empty", "", SHAPE),
        ("two dots", "..", BASE64URL),
        ("two segments", SIGNING_INPUT, SHAPE),
        ("a junk segment", GOOD + ".x", SHAPE),
        ("five segments, as if encrypted", f"{HEADER}.a.b.c.d", SHAPE),
        ("8193 characters", GOOD.ljust(8193, "A"), TOO_LONG),
        ("JSON serialization", json.dumps(general), SHAPE),
        ("the scheme repeated", f"Bearer {GOOD}", BASE64URL),
    ]
    for name, token, reason in cases:
        yield Hostile(f"spelling {name}", token, reason)
