"""The directory of a demonstration: one process at a time, its keys, and whether it is complete."""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.devtools import postgres
from app.devtools.desks import Access

KEYS: Final = ("cursor_key", "keys")
KEY_BYTES: Final = 32


class Occupied(Exception):
    """Another demonstration runs in this directory."""


@dataclass(frozen=True, slots=True)
class Place:
    directory: Path

    @property
    def database(self) -> Path:
        return self.directory / "postgres"

    @property
    def tokens(self) -> Path:
        """Where other programs find the address and the tokens."""
        return self.directory / "tokens.json"

    @property
    def receivers(self) -> Path:
        """The port and the secrets of the sample receivers."""
        return self.directory / "receivers.json"

    @property
    def is_complete(self) -> bool:
        """Whether the examples were made; what is younger than that is not worth keeping."""
        return self._mark.exists()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every other demonstration out of the directory, or raise `Occupied`."""
        self.directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise Occupied(self.directory) from error
        finally:
            os.close(descriptor)

    def keys(self) -> dict[str, str]:
        """The keys of the service by setting; they last as long as what they have sealed."""
        if not self._keys.exists():
            write_private(self._keys, json.dumps({name: _key() for name in KEYS}))
        return dict(json.loads(self._keys.read_text()))

    def publish(self, access: Access) -> None:
        write_private(self.tokens, access.model_dump_json())

    def complete(self) -> None:
        self._mark.touch(mode=0o600)

    def empty(self) -> None:
        """Forget everything; no server may run there."""
        if self.database.exists():
            postgres.erase(self.database)
        for file in (self._mark, self._keys, self.receivers, self.tokens):
            file.unlink(missing_ok=True)

    @property
    def _keys(self) -> Path:
        return self.directory / "keys.json"

    @property
    def _mark(self) -> Path:
        return self.directory / "complete"


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read, at once or not at all."""
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    fresh.replace(path)
