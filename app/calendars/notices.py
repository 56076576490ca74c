"""A year's arrangement of rest days and make-up days as an authority published it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Annotated, Final, NamedTuple, Self

from pydantic import Field, model_validator

from app.calendars.table import YEARS, Day, DayKind
from app.core.field_codes import field_code, refusal
from app.core.fields import Body, Flag, ShortText
from app.core.fields import Day as WrittenDay
from app.core.languages import Text

EDGE: Final = timedelta(days=7)
"""How far the days of a notice may lie outside its year, as when it begins on 31 December."""

LONGEST: Final = timedelta(days=15)
"""The most days of rest in one festival; the longest so far, in 2020, had ten."""

REST_REVERSED: Final = field_code(
    "rest-days-reversed", "放假在开始之前结束", "The rest days end before they begin"
)
REST_TOO_LONG: Final = field_code(
    "rest-days-too-many", "一个节日放假不超过 15 天", "A festival has 15 rest days at the most"
)
MAKE_UP_WEEKDAY: Final = field_code(
    "make-up-on-weekday",
    "调休上班日须为星期六或星期日",
    "A make-up working day is a Saturday or a Sunday",
)
OUTSIDE_YEAR: Final = field_code(
    "day-outside-year",
    "日期须在通知所属年度内，前后至多相差 7 天",
    "The days lie in the year of the notice or at most 7 days outside",
)
DAY_REPEATED: Final = field_code(
    "day-repeated",
    "同一日不能两次放假或上班，也不能既放假又上班",
    "No day stands twice in a notice, neither as rest nor as make-up day nor as both",
)


class Festival(Body):
    """One paragraph of a notice; both ends of the rest days belong to them."""

    zh: ShortText
    en: ShortText
    off_from: WrittenDay
    off_until: WrittenDay
    make_up: Annotated[tuple[WrittenDay, ...], Field(max_length=6)] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.off_from > self.off_until:
            raise refusal(REST_REVERSED)
        if self.off_until - self.off_from >= LONGEST:
            raise refusal(REST_TOO_LONG)
        if any(day.weekday() < 5 for day in self.make_up):
            raise refusal(MAKE_UP_WEEKDAY)
        return self

    def days(self) -> Iterator[tuple[date, Day]]:
        rest = Day(DayKind.REST, Text(self.zh, self.en))
        for offset in range((self.off_until - self.off_from).days + 1):
            yield self.off_from + timedelta(days=offset), rest
        worked = Text(f"{self.zh}调休上班", f"make-up working day for {self.en}")
        for day in self.make_up:
            yield day, Day(DayKind.MAKE_UP, worked)


class Notice(Body):
    """All days of a year that one authority fixed; a later one takes the place of an earlier.

    One that is not `is_complete` leaves its year provisional, for more is still to be fixed. A
    complete one of a single place is all that holds there, unless the nation has a notice too.
    """

    year: Annotated[int, Field(strict=True, ge=YEARS[0], le=YEARS[-1])]
    source: ShortText
    festivals: Annotated[tuple[Festival, ...], Field(min_length=1, max_length=30)]
    is_complete: Flag = True

    @model_validator(mode="after")
    def _sound(self) -> Self:
        days = [day for day, _ in self.days()]
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        if min(days) < first - EDGE or max(days) > last + EDGE:
            raise refusal(OUTSIDE_YEAR)
        if len(set(days)) < len(days):
            raise refusal(DAY_REPEATED)
        return self

    def days(self) -> Iterator[tuple[date, Day]]:
        return chain.from_iterable(festival.days() for festival in self.festivals)


PACKAGED: Final = 0
"""In place of a serial, for what came with the service; imports are numbered from 1."""


class Entered(NamedTuple):
    """A notice as it is held, with the serial of its import; None if it is only proposed."""

    notice: Notice
    serial: int | None
