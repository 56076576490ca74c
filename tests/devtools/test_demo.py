"""What a newcomer meets: one command brings up everything, and what happened there stays."""

import base64
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.__main__ import main
from app.devtools import desks
from app.devtools.commands import INTERRUPTED
from app.devtools.demo import welcome
from app.devtools.demo.place import Place
from app.devtools.districts import DEMONSTRATION
from tests import bodies
from tests.devtools.demonstration import ROOT, Demonstration, running, starting

pytestmark = pytest.mark.xdist_group("demonstration")

PERSONS = {"window", "officer", "lead", "admin", "auditor", "system"}
MEMBERS = {"310120-court", "310120-procuratorate", "310120-union", "310120-justice"}
WALLED = {"310120-hrss", "310120-hrss/arbitration"}


@pytest.fixture
def directory() -> Iterator[Path]:
    place = Place(ROOT / "var" / "test" / f"demo-{os.getpid()}")
    yield place.directory
    place.empty()
    shutil.rmtree(place.directory)


@pytest.fixture(scope="module")
def demonstration() -> Iterator[Demonstration]:
    place = Place(ROOT / "var" / "test" / f"demo-shared-{os.getpid()}")
    with running(place.directory) as demonstration:
        yield demonstration
    place.empty()
    shutil.rmtree(place.directory)


def refer(demonstration: Demonstration) -> dict[str, Any]:
    response = demonstration.send(
        ("union", "window"), "POST", "/v1/referrals", bodies.referral(), Idempotency_Key="a-key"
    )
    assert response.status_code == 201, response.text
    return dict(response.json())


def accept(demonstration: Demonstration, referral: dict[str, Any]) -> dict[str, Any]:
    path = f"/v1/referrals/{referral['id']}/acceptance"
    response = demonstration.send(("procuratorate", "officer"), "POST", path, {}, If_Match='"1"')
    assert response.status_code == 200, response.text
    return dict(response.json())


def state_of(demonstration: Demonstration, referral: dict[str, Any]) -> str | None:
    response = demonstration.send(("union", "officer"), "GET", f"/v1/referrals/{referral['id']}")
    return response.json()["status"] if response.is_success else None


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


def receivers_of(directory: Path) -> str:
    port = json.loads(Place(directory).receivers.read_text())["port"]
    return f"http://127.0.0.1:{port}"


def test_the_one_line_says_where_it_is_and_holds_a_token_for_every_desk(
    demonstration: Demonstration,
) -> None:
    said = demonstration.said

    assert said.keys() == {"base_url", "tokens"}
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", said["base_url"])
    assert said["tokens"].keys() == MEMBERS | WALLED | {"310120-station"}
    assert {frozenset(said["tokens"][key]) for key in MEMBERS | WALLED} == {frozenset(PERSONS)}
    assert said["tokens"]["310120-station"].keys() == {"operator", "security_admin", "audit_admin"}


def test_the_tokens_of_the_walled_bureau_carry_their_unit(demonstration: Demonstration) -> None:
    tokens = demonstration.said["tokens"]

    assert claims(tokens["310120-hrss"]["lead"])["unit"] == "inspection"
    assert claims(tokens["310120-hrss/arbitration"]["lead"])["unit"] == "arbitration"
    assert "unit" not in claims(tokens["310120-union"]["lead"])


def test_every_token_of_a_demonstration_is_believed(demonstration: Demonstration) -> None:
    for by_role in demonstration.said["tokens"].values():
        for role, token in by_role.items():
            headers = {"Authorization": f"Bearer {token}"}
            me = httpx.get(f"{demonstration.said['base_url']}/v1/me", headers=headers)

            assert me.json()["role"] == role


def test_only_its_owner_may_read_the_tokens(demonstration: Demonstration) -> None:
    mode = Place(demonstration.directory).tokens.stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_an_event_reaches_the_sample_receiver_of_the_sender(demonstration: Demonstration) -> None:
    referral = accept(demonstration, refer(demonstration))

    received: set[tuple[str, str]] = set()
    until = time.monotonic() + 30
    while ("referral.accepted", referral["id"]) not in received and time.monotonic() < until:
        shown = httpx.get(f"{receivers_of(demonstration.directory)}/310120-union").json()
        received = {(event["type"], event["subject"]) for event in shown}
    assert ("referral.accepted", referral["id"]) in received


def test_the_printed_lines_work_as_they_stand(demonstration: Demonstration) -> None:
    access = desks.read(Place(demonstration.directory).tokens)
    lines = welcome.commands(access, receivers_of(demonstration.directory), demonstration.directory)

    pasted = subprocess.run(
        ["bash", "-c", "\n".join(lines[:2])], capture_output=True, text=True, check=True, cwd="/"
    )

    assert json.loads(pasted.stdout)["status"] == "accepted"
    assert all(line in welcome.text(access, "http://r", Path("d")) for line in ("# 1.", "# 2."))


def test_a_second_demonstration_in_the_directory_is_refused(
    demonstration: Demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["demo", "--port", "0", "--data-dir", str(demonstration.directory)])

    assert status == 1
    assert "A demonstration runs in" in capsys.readouterr().err


def test_a_taken_port_is_refused(
    demonstration: Demonstration, directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = demonstration.said["base_url"].rpartition(":")[2]

    status = main(["demo", "--port", port, "--data-dir", str(directory)])

    assert status == 1
    assert f"Port {port} is taken" in capsys.readouterr().err


def test_a_token_is_had_from_the_running_demonstration(
    demonstration: Demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--agency", "310120-hrss", "--role", "officer"]
    place = ["--data-dir", str(demonstration.directory)]

    main(["token", *asked, *place])
    plain = capsys.readouterr().out
    main(["token", *asked, "--unit", "arbitration", *place])
    walled = capsys.readouterr().out

    assert claims(plain)["unit"] == "inspection"
    assert claims(walled)["unit"] == "arbitration"


def test_a_desk_that_the_district_does_not_have_gets_no_token(
    demonstration: Demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--agency", "310120-union", "--role", "operator"]

    status = main(["token", *asked, "--data-dir", str(demonstration.directory)])

    assert status == 1
    assert "has no such agency" in capsys.readouterr().err


def test_scenarios_are_replayed_against_a_running_demonstration(
    demonstration: Demonstration, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ROOT / "tests" / "scenarios" / "12-boss-without-a-name.yaml"
    altered = tmp_path / "altered.yaml"
    altered.write_text(file.read_text().replace("state: received}", "state: rejected}"))
    place = ["--data-dir", str(demonstration.directory)]

    held = main(["replay", str(file), *place, "--base-url", demonstration.said["base_url"]])
    diverged = main(["replay", str(file), str(altered), *place])

    printed = capsys.readouterr().out
    assert (held, diverged) == (0, 1)
    assert f"{altered}:37: 第 3 步「总工会补正」：state 期望 rejected，实际 received" in printed
    assert f"{altered}:37: step 3 “总工会补正”: state: expected rejected, got received" in printed


def test_what_happened_survives_a_stop_and_a_kill_until_it_is_forgotten(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(directory) as first:
        referral = refer(first)
    with running(directory) as second:
        accept(second, referral)
        second.process.kill()
        second.process.wait()
    with running(directory) as third:
        state = state_of(third, referral)
        refused = main(["reset", "--data-dir", str(directory)])
    with running(directory, "--reset") as fresh:
        state_after_reset = state_of(fresh, referral)
        fresh.process.send_signal(signal.SIGINT)
        interrupted = fresh.process.wait(60)

    assert [first.process.returncode, third.process.returncode, interrupted] == [0, 0, 0]
    assert (state, refused, state_after_reset) == ("accepted", 1, None)


def test_a_demonstration_that_was_forgotten_has_no_tokens(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(directory)
    with place.held():
        place.publish(desks.Access(base_url="http://127.0.0.1:1", tokens={}))
        place.complete()
    asked = ["--agency", "310120-union", "--role", "lead", "--data-dir", str(directory)]

    forgotten = main(["reset", "--data-dir", str(directory)])
    status = main(["token", *asked])

    assert (forgotten, status) == (0, 1)
    assert not place.is_complete
    assert "No demonstration runs" in capsys.readouterr().err


def test_a_demonstration_that_was_killed_gives_no_token(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = "http://127.0.0.1:1"
    place = Place(directory)
    with place.held():
        place.publish(desks.Access(base_url=nobody, issuer_url=nobody, tokens={}))
    asked = ["--agency", "310120-union", "--role", "lead", "--data-dir", str(directory)]

    status = main(["token", *asked])

    assert status == 1
    assert "No demonstration runs" in capsys.readouterr().err


def test_a_demonstration_may_be_interrupted_while_it_starts(directory: Path) -> None:
    with starting(directory) as process:
        while not Place(directory).database.exists():
            time.sleep(0.01)
        process.terminate()

        assert process.wait(60) == INTERRUPTED


def test_a_demonstration_without_a_database_server_says_so(directory: Path) -> None:
    with starting(directory, LIANDONG_POSTGRES_BIN=str(directory)) as process:
        _, said = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "There are no PostgreSQL server programs" in said


def test_the_demonstration_district_is_the_one_that_ships() -> None:
    assert DEMONSTRATION.stem == desks.DIVISION
