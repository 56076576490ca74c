"""Whether an answer is what the step expects, and the words for where it is not."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.core.languages import Text
from app.devtools.replay import references
from app.devtools.replay.references import MISSING

_SUCCESS: Final = "2xx"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status and the JSON body."""

    status: int
    body: Any

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def state(self) -> Any:  # noqa: ANN401 - any value of JSON
        """The state of the thing shown; the `status` of a problem is another matter."""
        return self.at("status") if self.is_success else MISSING

    def at(self, path: str) -> Any:  # noqa: ANN401 - any value of JSON
        return references.follow(self.body, path)


@dataclass(frozen=True, slots=True)
class Divergence:
    """One expectation that did not hold."""

    subject: str
    expected: Any
    got: Any

    @property
    def text(self) -> Text:
        return Text(
            f"{self.subject} 期望 {_shown(self.expected)}，实际 {_shown(self.got)}",
            f"{self.subject}: expected {_shown(self.expected)}, got {_shown(self.got)}",
        )


def divergences(expect: Mapping[str, Any], answer: Answer) -> Iterator[Divergence]:
    """Everything that differs; a step that names neither status nor code expects a success."""
    if not {"status", "code"} & expect.keys() and not answer.is_success:
        yield Divergence("status", _SUCCESS, answer.status)
    for subject, expected in expect.items():
        got = _got(subject, answer)
        if got != expected:
            yield Divergence(subject, expected, got)


def _got(subject: str, answer: Answer) -> Any:  # noqa: ANN401 - any value of JSON
    match subject:
        case "status":
            return answer.status
        case "state":
            return answer.state
        case _:
            return answer.at(subject)


def _shown(value: object) -> str:
    if value is MISSING:
        return "（无 none）"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
