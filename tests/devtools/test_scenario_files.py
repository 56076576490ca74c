"""A scenario file that cannot be replayed is refused with its line before anything runs."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from app.auth.actor import Role
from app.core.clock import CHINA
from app.devtools.desks import Access, Desk
from app.devtools.replay import command, references, scenario
from app.devtools.replay.references import Dangling
from app.devtools.replay.sources import ScenarioInvalid
from app.processes import Refused

HEAD = "title: 题\nsource: 源\nfacts: 事实\n"
STEP = "steps:\n  - name: 甲\n    as: union/window\n"
NOW = datetime.fromisoformat("2026-03-02T01:30:00+00:00")


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", 1, "the file is empty"),
        ("- 1\n", 1, "must be a mapping"),
        ("title: [\n", 2, "not valid YAML"),
        ("title: 题\n", 1, "'source' is missing"),
        (f"{HEAD}extra: 1\n{STEP}    do: register\n", 4, "no member 'extra'"),
        (f"{HEAD}title: 再\n{STEP}    do: register\n", 4, "'title' stands here twice"),
        (f"{HEAD}steps: []\n", 4, "must be a list with an entry"),
        (f"{HEAD}steps:\n  - name: 3\n    as: union/window\n    do: register\n", 5, "must be text"),
        (f"{HEAD}{STEP}", 5, "needs either do or call"),
        (f"{HEAD}{STEP}    do: acept\n", 7, "unknown verb 'acept'; use register, refer"),
        (f"{HEAD}{STEP}    do: accept\n", 5, "'accept' needs on"),
        (f"{HEAD}{STEP}    do: accept\n    on: first\n", 5, "nothing was saved as 'first' before"),
        (f"{HEAD}{STEP}    call: PUT /cases\n", 7, 'must be written as "POST /path"'),
        (f'{HEAD}{STEP}    call: "GET /cases/{{a.id}}"\n', 5, "nothing was saved as 'a' before"),
        (f"{HEAD}{STEP}    do: register\n    save: Now\n", 8, "use small letters, digits, _"),
        (f"{HEAD}{STEP}    do: register\n    save: now\n", 8, "use small letters, digits, _"),
        (
            f"{HEAD}{STEP}    do: register\n    save: a\n    expect: {{status: 422}}\n",
            5,
            "a refusal leaves nothing to save",
        ),
        (
            f"{HEAD}{STEP}    do: register\n    save: a\n    expect: {{code: forbidden}}\n",
            5,
            "a refusal leaves nothing to save",
        ),
        (
            f"{HEAD}steps:\n  - name: 甲\n    as: union\n    do: register\n",
            6,
            "must be agency/role or agency/unit/role",
        ),
        (
            f"{HEAD}steps:\n  - name: 甲\n    as: hrss/archive/officer\n    do: register\n",
            6,
            "must be agency/role or agency/unit/role",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, told: str
) -> None:
    file = written(tmp_path, text)

    with pytest.raises(ScenarioInvalid) as refused:
        scenario.read(file)

    assert str(refused.value).startswith(f"{file}:{line}: ")
    assert told in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid, match="cannot be read as UTF-8"):
        scenario.read(tmp_path / "missing.yaml")


def test_values_are_those_of_json(tmp_path: Path) -> None:
    body = "{on: off, day: 2026-03-02, sum: 3_500_000, no: ~, yes: true, part: 0.5, list: [1, 甲]}"
    file = written(tmp_path, f"{HEAD}{STEP}    do: register\n    with: {body}\n")

    (step,) = scenario.read(file).steps

    assert step.body == {
        "on": "off",
        "day": "2026-03-02",
        "sum": 3_500_000,
        "no": None,
        "yes": True,
        "part": 0.5,
        "list": [1, "甲"],
    }
    assert step.desk == Desk("310120-union", None, Role.WINDOW)


def test_references_keep_the_type_of_what_they_mean() -> None:
    saved = {"first": {"id": "a", "claims": [{"amount_fen": 5}]}}
    body = {"sum": "{first.claims.0.amount_fen}", "text": ["件号 {first.id}", 7]}

    assert references.resolve(body, saved, NOW) == {"sum": 5, "text": ["件号 a", 7]}
    assert references.resolve("{first}", saved, NOW) == saved["first"]


@pytest.mark.parametrize(
    "path",
    [
        "first.none",
        "first.claims.3",
        "first.claims.x",
        "first.id.x",
        "first.deadlines.REF_RECEIPT_1WD",
        "first.deadlines.REF_ANSWER_5WD.none",
    ],
)
def test_a_reference_to_nothing_is_dangling(path: str) -> None:
    saved = {"id": "a", "claims": ["x"], "deadlines": [{"rule_code": "REF_ANSWER_5WD"}]}

    with pytest.raises(Dangling, match=re.escape(f"{{{path}}}")):
        references.resolve(f"{{{path}}}", {"first": saved}, NOW)


def test_a_deadline_is_found_by_the_code_of_its_rule() -> None:
    answer = {"deadlines": [{"rule_code": "A_1D", "id": 1}, {"rule_code": "B_2D", "id": 2}]}

    assert references.follow(answer, "deadlines.B_2D.id") == 2
    assert references.follow(answer, "deadlines.1.id") == 2
    assert references.follow(answer, "deadlines.C_3D") is references.MISSING
    assert references.resolve("{clock.deadlines.A_1D.id}", {"clock": answer}, NOW) == 1


def test_of_two_deadlines_of_one_rule_the_first_is_meant() -> None:
    answer = {"items": [{"rule_code": "A_1D", "id": 1}, {"rule_code": "A_1D", "id": 2}]}

    assert references.follow(answer, "items.A_1D.id") == 1


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("{now}", "2026-03-02T09:30:00+08:00"),
        ("{now-2h}", "2026-03-02T07:30:00+08:00"),
        ("{now+30m}", "2026-03-02T10:00:00+08:00"),
        ("{today}", "2026-03-02"),
        ("{today+3d}", "2026-03-05"),
        ("自 {today-2d} 起", "自 2026-02-28 起"),
    ],
)
def test_moments_are_counted_in_civil_time(reference: str, meant: str) -> None:
    assert references.resolve(reference, {}, NOW.astimezone(CHINA)) == meant


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("{today+5wd}", "2026-03-09"),
        # The fifth day is a Saturday.
        ("{today+5cd}", "2026-03-09"),
        ("{today+4cd}", "2026-03-06"),
        # A Saturday on which a day of the Spring Festival was worked off.
        ("{today-1wd}", "2026-02-28"),
        ("{today+1mo}", "2026-04-02"),
        ("{today+3y}", "2029-03-02"),
        ("{now+1wd}", "2026-03-03T09:30:00+08:00"),
        # From four days ago, across that Saturday.
        ("{today-4d+7wd}", "2026-03-06"),
        ("{today-4d+7cd}", "2026-03-05"),
        ("至 {today+1wd} 止", "至 2026-03-03 止"),
    ],
)
def test_due_dates_are_counted_like_those_of_the_law(reference: str, meant: str) -> None:
    assert references.resolve(reference, {}, NOW) == meant


@pytest.mark.parametrize("written", ["{today+5}", "{today+5xd}", "{today+}", "{Today+5wd}"])
def test_what_is_no_reference_stays_as_it_is(written: str) -> None:
    assert references.resolve(written, {}, NOW) == written


def test_a_desk_without_a_token_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, f"{HEAD}{STEP}    do: register\n")
    access = Access(base_url="http://127.0.0.1:1", tokens={"310120-union": {"lead": "t"}})

    assert command.replay([file], access) == command.INVALID

    assert f"{file}:5: " in capsys.readouterr().out


def test_a_service_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, f"{HEAD}{STEP}    do: register\n")
    access = Access(base_url="http://127.0.0.1:1", tokens={"310120-union": {"window": "t"}})

    with pytest.raises(Refused, match=r"http://127\.0\.0\.1:1 cannot be reached"):
        command.replay([file], access)
