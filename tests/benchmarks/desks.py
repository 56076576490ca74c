"""What the desks of the demonstration district send, as bytes on the wire."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from app.devtools.issuer import DevelopmentIssuer
from tests import bodies
from tests.benchmarks.client import Load

AUDIENCE: Final = "https://bench.invalid/api"
DIVISION: Final = "310120"
PEOPLE: Final = 20
"""Persons at each desk; every person has a token of its own."""

_LOCATION: Final = re.compile(rb"\r\nlocation: ([!-~]+)", re.IGNORECASE)


class Desk:
    """One desk of one agency, whose persons take turns."""

    def __init__(
        self,
        issuer: DevelopmentIssuer,
        now: datetime,
        kind: str,
        role: str,
        unit: str | None = None,
    ) -> None:
        agency = f"{DIVISION}-{kind}"
        self._tokens = [
            issuer.mint(
                agency,
                role,
                unit=unit,
                client_id=f"{agency}-portal",
                subject=f"person-{number}",
                now=now,
            )
            for number in range(PEOPLE)
        ]

    def get(self, paths: Sequence[str]) -> list[bytes]:
        return [self._request(turn, f"GET {path}", {}) for turn, path in enumerate(paths)]

    def post(
        self, paths: Sequence[str], body: object, headers: dict[str, str] | None = None
    ) -> list[bytes]:
        """The same body to each of the paths, each time with a fresh `Idempotency-Key`."""
        content = json.dumps(body, ensure_ascii=False).encode()
        return [
            self._request(turn, f"POST {path}", {**_described(content), **(headers or {})})
            + content
            for turn, path in enumerate(paths)
        ]

    def _request(self, turn: int, target: str, headers: dict[str, str]) -> bytes:
        lines = {
            "Host": "127.0.0.1",
            "Authorization": f"Bearer {self._tokens[turn % PEOPLE]}",
            "Accept": "application/json",
            **headers,
        }
        fields = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{target} HTTP/1.1\r\n{fields}\r\n".encode()


def _described(content: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        "Idempotency-Key": str(uuid4()),
    }


class Desks:
    """The union sends, the inspection accepts, and a window of the procuratorate reads."""

    def __init__(self, issuer: DevelopmentIssuer, now: datetime) -> None:
        self._sender = Desk(issuer, now, "union", "window")
        self._receiver = Desk(issuer, now, "hrss", "officer", "inspection")
        self._reader = Desk(issuer, now, "procuratorate", "window")

    def samples(self) -> list[bytes]:
        """One referral to the desk that reads, of which the others in its inbox are copies."""
        return self._sender.post(["/v1/referrals"], bodies.referral())

    def creates(self, number: int) -> list[bytes]:
        body = bodies.referral(to_agency=f"{DIVISION}-hrss")
        return self._sender.post(["/v1/referrals"] * number, body)

    def acceptances(self, created: Load) -> list[bytes]:
        """What was created, accepted."""
        paths = [f"{path}/acceptance" for path in _locations(created)]
        return self._receiver.post(paths, {}, {"If-Match": '"1"'})

    def gets(self, referrals: Sequence[str]) -> list[bytes]:
        return self._reader.get([f"/v1/referrals/{referral}" for referral in referrals])

    def inboxes(self, number: int) -> list[bytes]:
        return self._reader.get(["/v1/referrals?box=inbox&limit=50"] * number)

    def overdue(self, number: int) -> list[bytes]:
        return self._reader.get(["/v1/deadlines?overdue=true&limit=50"] * number)


def _locations(load: Load) -> list[str]:
    return [match[1].decode() for head in load.heads if (match := _LOCATION.search(head))]
