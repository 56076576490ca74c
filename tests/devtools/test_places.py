"""The directory of a demonstration, its receivers, and the file through which others reach it."""

import json
import stat
from pathlib import Path

import httpx
import pytest

from app.auth.actor import Role
from app.devtools import desks
from app.devtools.demo import loopback, subscribing
from app.devtools.demo.place import Occupied, Place
from app.devtools.desks import Access, Desk, NoAccess
from app.devtools.issuer import DevelopmentIssuer
from tests.station import TestClock


def test_a_held_directory_is_held_once_and_free_again_afterwards(tmp_path: Path) -> None:
    place = Place(tmp_path / "demo")

    with place.held(), pytest.raises(Occupied), place.held():
        pass
    with place.held():
        pass


def test_its_keys_stay_until_it_is_emptied(tmp_path: Path) -> None:
    place = Place(tmp_path)
    first = place.keys()
    place.complete()

    assert place.keys() == first
    assert place.is_complete
    place.empty()
    assert place.keys() != first
    assert not place.is_complete


def test_nobody_else_may_read_what_it_writes(tmp_path: Path) -> None:
    place = Place(tmp_path)

    place.keys()
    place.publish(Access(base_url="http://127.0.0.1:1", tokens={}))
    place.complete()

    modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {0o600}


def test_tokens_are_read_back_by_desk(tmp_path: Path) -> None:
    place = Place(tmp_path)
    clients = desks.clients()
    place.publish(
        Access(base_url="http://127.0.0.1:1", tokens=desks.tokens(clients, lambda d: d.subject))
    )

    access = desks.read(place.tokens)

    assert access.token_of(Desk("310120-hrss", "inspection", Role.LEAD)) == "lead-1"
    assert access.token_of(Desk("310120-hrss", "arbitration", Role.SYSTEM)) == "system-1"
    with pytest.raises(LookupError):
        access.token_of(Desk("310120-union", None, Role.OPERATOR))


@pytest.mark.parametrize("content", [None, "{", '{"tokens": {}}'])
def test_a_file_without_tokens_gives_no_access(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "tokens.json"
    if content is not None:
        file.write_text(content)

    with pytest.raises(NoAccess):
        desks.read(file)


async def test_receivers_are_registered_once_and_again_when_they_must_move(
    http: httpx.AsyncClient, issuer: DevelopmentIssuer, clock: TestClock, tmp_path: Path
) -> None:
    token = issuer.mint(
        "310120-union",
        "admin",
        client_id="310120-union-portal",
        subject="admin-1",
        now=clock(),
    )
    access = Access(
        base_url="http://station.test",
        tokens={"310120-union": {"admin": token}, "310120-station": {"operator": "none"}},
    )
    file = tmp_path / "receivers.json"
    with subscribing.listen(file) as listener:
        made = await subscribing.secrets(http, access, listener, file)
        port = listener.getsockname()[1]
        with subscribing.listen(file) as elsewhere:
            moved = await subscribing.secrets(http, access, elsewhere, file)
            kept = await subscribing.secrets(http, access, elsewhere, file)

    assert made.keys() == {"310120-union"}
    assert moved == kept != made
    assert json.loads(file.read_text())["port"] != port


def test_receivers_come_back_where_they_were(tmp_path: Path) -> None:
    with loopback.listen(0) as listener:
        port = listener.getsockname()[1]
    file = tmp_path / "receivers.json"
    file.write_text(json.dumps({"port": port, "secrets": {}}))

    with subscribing.listen(file) as again:
        assert again.getsockname()[1] == port
