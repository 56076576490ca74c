"""The table of hostile tokens: each with the one reason for which it must be refused."""

from tests.auth.hostile import claims, headers, payloads, signatures

HOSTILE = [
    case
    for table in (
        headers.algorithms,
        headers.public_key_as_secret,
        headers.header_members,
        headers.header_bytes,
        claims.missing_claims,
        claims.audiences,
        claims.times,
        claims.texts,
        claims.delegation_and_binding,
        payloads.payloads,
        payloads.issuers,
        signatures.signatures,
        signatures.spellings,
    )
    for case in table()
]
