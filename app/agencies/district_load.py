"""The command `liandong district load`: what it says, asks and answers to the shell."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.agencies import loading, reading
from app.agencies.changes import Change
from app.agencies.faults import DistrictInvalid
from app.agencies.loading import RegistrationsMoved
from app.core.database import Database
from app.core.languages import Language, Text

LOADED: Final = 0
NOT_LOADED: Final = 1
INVALID: Final = 2

_QUESTION: Final = Text("确认以上变更？", "Make these changes?")
_DONE: Final = Text("已与文件一致。", "The district is as the file says.")
_DECLINED: Final = Text("未作任何变更。", "Nothing was changed.")
_MOVED: Final = Text(
    "期间另有他人作了变更，本次未作任何变更；请重新运行并核对。",
    "Someone else changed the district meanwhile; nothing was changed. Run it again and check.",
)


@dataclass(frozen=True, slots=True)
class Terminal:
    """The person who loads the file; `--yes` is an `ask` that always agrees."""

    say: Callable[[str], None]
    ask: Callable[[str], bool]
    language: Language


async def run(db: Database, path: Path, rule_codes: Collection[str], terminal: Terminal) -> int:
    """Load the file and answer the exit status; `rule_codes` are those that a station may set."""
    try:
        district = reading.read(path, rule_codes)
    except DistrictInvalid as invalid:
        for line in invalid.lines(terminal.language):
            terminal.say(line)
        return INVALID
    try:
        is_loaded = await loading.load(db, district, confirm=lambda made: _confirm(terminal, made))
    except RegistrationsMoved:
        terminal.say(_MOVED.in_(terminal.language))
        return NOT_LOADED
    terminal.say((_DONE if is_loaded else _DECLINED).in_(terminal.language))
    return LOADED if is_loaded else NOT_LOADED


def _confirm(terminal: Terminal, made: list[Change]) -> bool:
    for change in made:
        terminal.say(change.text.in_(terminal.language))
    return terminal.ask(_QUESTION.in_(terminal.language))
