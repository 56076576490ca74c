"""A log line is one JSON object, and what an error says is not in it."""

import json
import logging
import logging.config
import sys
from typing import Any

import pytest

from app.core import logs

SECRET = "王小明 440524188001010014"


def line(*arguments: Any, **options: Any) -> dict[str, Any]:
    """What the formatter makes of one record."""
    record = logging.LogRecord("liandong.requests", logging.INFO, "m.py", 1, *arguments, None)
    record.__dict__.update(options)
    return dict(json.loads(logs.Formatter().format(record)))


def refuse() -> None:
    raise ValueError(SECRET)


def failure() -> BaseException:
    """An error that led to another, as a database's refusal leads to ours."""
    try:
        try:
            refuse()
        except ValueError as refusal:
            raise RuntimeError(SECRET) from refusal
    except RuntimeError as error:
        return error


def test_a_line_has_level_logger_message_and_time_and_what_was_said_beside() -> None:
    written = line("request", (), status=200)

    assert {name: written[name] for name in ("level", "logger", "message", "status")} == {
        "level": "INFO",
        "logger": "liandong.requests",
        "message": "request",
        "status": 200,
    }
    assert written["at"].endswith("+00:00")


def test_an_error_is_logged_by_type_and_place_without_its_words() -> None:
    error = failure()

    written = line("unexpected error", (), exc_info=(type(error), error, error.__traceback__))

    assert [each for each in written["exc_info"].splitlines() if not each.startswith(" ")] == [
        "RuntimeError",
        "ValueError",
    ]
    assert f"{__file__}:" in written["exc_info"]
    assert SECRET not in json.dumps(written, ensure_ascii=False)


def test_what_an_error_hides_from_its_reader_is_not_logged_either() -> None:
    try:
        try:
            refuse()
        except ValueError:
            raise RuntimeError from None
    except RuntimeError:
        written = line("unexpected error", (), exc_info=sys.exc_info())

    assert "ValueError" not in written["exc_info"]


def test_only_the_first_line_of_a_message_is_kept() -> None:
    lost = f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SECRET}')>"

    assert line(lost, ())["message"] == "Task exception was never retrieved"


@pytest.mark.parametrize(
    ("logger", "level"),
    [
        ("liandong.requests", logging.INFO),
        ("app.worker", logging.INFO),
        ("uvicorn.error", logging.WARNING),
        ("sqlalchemy.engine", logging.WARNING),
    ],
)
def test_libraries_speak_up_only_when_something_is_off(logger: str, level: int) -> None:
    wanted = logs.configuration("INFO")
    levels = {"": wanted["root"]["level"]}
    levels |= {name: each["level"] for name, each in wanted["loggers"].items()}

    named = max((name for name in levels if logger.startswith(name)), key=len)

    assert logging.getLevelName(levels[named]) == level


def test_the_configuration_is_one_that_logging_takes() -> None:
    logging.config.dictConfig(logs.configuration("INFO"))

    (handler,) = logging.getLogger().handlers
    assert isinstance(handler.formatter, logs.Formatter)
