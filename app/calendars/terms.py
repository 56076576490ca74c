"""The vocabulary of counting: terms, pauses, office hours, and terms that cannot be counted."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Code, Text


class Unit(Code):
    """What a term is counted in."""

    HOUR = "hour", "小时", "hours"
    CALENDAR_DAY = "calendar_day", "日", "calendar days"
    WORKING_DAY = "working_day", "个工作日", "working days"
    MONTH = "month", "个月", "months"
    YEAR = "year", "年", "years"


class Direction(StrEnum):
    AFTER = "after"
    # Counted back from the event, such as a notice that must come days before a hearing.
    BEFORE = "before"


class Term(NamedTuple):
    amount: int
    unit: Unit


class Pause(NamedTuple):
    """A time in which a period stands still.

    The day on which it begins still counts, the day on which it ends does not (民诉法 85).
    """

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Office:
    """The business hours of a station: a period of days ends at closing time (民法典 203).

    Where `late_is_next_day`, what happens outside office hours counts as of the next working day.
    """

    closes_at: time
    late_is_next_day: bool = False


LONGEST: Final = {
    Unit.HOUR: 10_000,
    Unit.CALENDAR_DAY: 10_000,
    Unit.WORKING_DAY: 7_000,
    Unit.MONTH: 360,
    Unit.YEAR: 30,
}
"""The longest term in each unit; the longest period of the law has twenty years (民法典 188)."""


@published
class TermOutOfRange(DomainError):
    kind = ErrorKind.INVALID
    code = "term-out-of-range"
    title = Text("期间长度超出范围", "The term is out of range")
    advice = Text(
        "期间至少为 1，至多为 10000 小时、10000 日、7000 个工作日、360 个月或 30 年。",
        "A term has at least 1 and at most 10000 hours, 10000 days, 7000 working days, "
        "360 months or 30 years.",
    )


@published
class InstantNeeded(DomainError):
    kind = ErrorKind.INVALID
    code = "instant-needed"
    title = Text("按小时计算须有起算时刻", "A period in hours needs an instant")
    advice = Text(
        "请以带时区的时刻作为起算点，而不是日期。",
        "Give the start as an instant with its offset, not as a date.",
    )


@published
class PauseReversed(DomainError):
    kind = ErrorKind.INVALID
    code = "pause-reversed"
    title = Text("中止在开始之前结束", "A pause ends before it begins")
    advice = Text(
        "请更正中止的起止时刻。",
        "Correct the instants at which the pause begins and ends.",
    )


def checked(term: Term) -> Term:
    """The term itself, if it has a length that can be counted."""
    if not 1 <= term.amount <= LONGEST[term.unit]:
        raise TermOutOfRange
    return term
