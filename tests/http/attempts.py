"""One request as it will be sent, with the flaws that a test gives it."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.station import Desk


@dataclass
class Attempt:
    """A request of one desk; whatever is set here goes out as it stands."""

    desk: Desk
    method: str
    path: str
    body: Any = None
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)
    query: str = ""
    names: dict[str, str] = field(default_factory=dict)

    async def send(self) -> httpx.Response:
        content = self.content
        if content is None and self.body is not None:
            content = json.dumps(self.body, ensure_ascii=False).encode()
        headers = {
            "Authorization": f"Bearer {self.desk.token}",
            "Content-Type": "application/json",
            **self.headers,
        }
        request = self.desk.http.build_request(
            self.method, f"/v1{self.path}{self.query}", content=content, headers=headers
        )
        for name in self.withheld:
            del request.headers[name]
        return await self.desk.http.send(request)
