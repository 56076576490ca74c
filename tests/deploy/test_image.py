import re
import sysconfig
from pathlib import Path
from subprocess import run

from tests.databases import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()


def stage(name: str) -> str:
    """The instructions of one stage."""
    (found,) = re.findall(
        rf"^FROM \S+ AS {name}$(.*?)(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL
    )
    return str(found)


def test_the_linter_of_container_files_finds_nothing() -> None:
    hadolint = Path(sysconfig.get_path("scripts")) / "hadolint"

    found = run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (found.returncode, found.stdout) == (0, "")


def test_every_base_has_an_exact_version() -> None:
    bases = dict(re.findall(r"^ARG (BASE|DATABASE)=(\S+)$", DOCKERFILE, re.MULTILINE))

    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", bases["BASE"])
    assert re.fullmatch(r"postgres:\d+\.\d+-\w+", bases["DATABASE"])
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${BASE}", "${DATABASE}"}


def test_only_locked_and_checked_packages_are_installed() -> None:
    (install,) = re.findall(
        r"pip install[^&]*?requirements\.lock$", DOCKERFILE, re.MULTILINE | re.DOTALL
    )

    assert "--require-hashes" in install
    assert "--only-binary :all:" in install
    assert DOCKERFILE.count("pip install") == 1


def test_what_runs_is_an_ordinary_account_that_has_a_name() -> None:
    for name in ("release", "copies"):
        instructions = stage(name)

        assert "useradd --uid 10001" in instructions
        assert re.findall(r"^USER (\S+)$", instructions, re.MULTILINE) == ["10001:10001"]


def test_the_released_stage_installs_nothing_and_takes_the_installer_away() -> None:
    assert not re.search(r"apt-get|pip install|curl|wget", stage("release"))
    assert "/usr/local/lib/python3*/site-packages/pip*" in stage("release")
    assert "ensurepip" in stage("release")


def test_the_process_hears_signals_itself() -> None:
    assert 'ENTRYPOINT ["python3", "-m", "app"]' in stage("release")
    assert "STOPSIGNAL SIGTERM" in stage("release")


def test_health_is_asked_without_other_programs() -> None:
    (check,) = re.findall(
        r"HEALTHCHECK.*?CMD (\[.*?\])$", stage("release"), re.MULTILINE | re.DOTALL
    )

    assert check.startswith('["python3", "-c"')
    assert "/healthz" in check


def test_development_tools_stay_outside() -> None:
    rules = (ROOT / ".dockerignore").read_text().splitlines()

    assert rules.index("*") < rules.index("!app") < rules.index("app/devtools")
    assert {rule[1:] for rule in rules if rule.startswith("!")} == {
        "alembic", "app", "openapi", "requirements.lock",
    }  # fmt: skip
