"""Structured logs: one JSON object a line on standard error, without personal data."""

import traceback
from types import TracebackType
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

_FIELDS: Final = ["levelname", "name", "message"]
_RENAMED: Final = {"levelname": "level", "name": "logger"}

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Formatter(JsonFormatter):
    """What an error says stays out: a database quotes the row that it refuses."""

    def __init__(self) -> None:
        super().__init__(_FIELDS, rename_fields=_RENAMED, timestamp="at", json_ensure_ascii=False)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Keep the first line: the event loop writes the errors of lost tasks below it."""
        return {**log_data, "message": log_data["message"].partition("\n")[0]}

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the name is logging's
        """Types and places of the error and of what led to it, the last first."""
        _, error, _ = ei
        lines: list[str] = []
        while error is not None:
            lines += [type(error).__qualname__, *_places(error)]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def configuration(level: str) -> dict[str, Any]:
    """The logging of a process, for `dictConfig`; libraries speak up only when something is off."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": f"{__name__}.{Formatter.__name__}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "loggers": {
            "app": {"level": level},
            "liandong": {"level": level},
            "uvicorn.error": {"level": "WARNING"},
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
    }
