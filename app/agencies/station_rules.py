"""What a station may decide for itself: which reading of a term counts, silence, hours, terms."""

import hashlib
from collections.abc import Mapping
from datetime import time
from functools import cached_property
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.agencies.faults import refusal
from app.agencies.models import Station
from app.core.fields import Whole

CountedReading = Literal["calendar_day", "working_day"]
TermUnit = Literal["hour", "calendar_day", "working_day", "month", "year"]

MOST_UNITS: Final = 999
_LONGEST: Final = {"month": 360, "year": 30}
"""What the calendars count at most; the longest period of the law has twenty years."""


def _civil_time(written: object) -> object:
    """A file holds local times, the stored rules their text; neither may carry an offset."""
    if isinstance(written, str):
        written = _parsed(written)
    if not isinstance(written, time) or written.tzinfo is not None:
        raise refusal(
            "请写成不带引号、不带时区的时间，例如 17:00:00",
            "Write a time without quotes or offset, such as 17:00:00",
        )
    return written


def _parsed(written: str) -> time | None:
    try:
        return time.fromisoformat(written)
    except ValueError:
        return None


def _distinct(days: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(days)) < len(days):
        raise refusal("有重复的天数，请只保留一个", "A number of days stands here twice")
    return days


CivilTime = Annotated[time, BeforeValidator(_civil_time)]
"""A time of day in China."""


LeadTimes = Annotated[
    tuple[Annotated[Whole, Field(ge=0, le=60)], ...], Field(max_length=5), AfterValidator(_distinct)
]
"""Working days, each different from the others."""


class TermOverride(BaseModel):
    """How long a time limit is at this station, in place of its rule's own term."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Annotated[Whole, Field(ge=1, le=MOST_UNITS)]
    unit: TermUnit

    @model_validator(mode="after")
    def _countable(self) -> Self:
        if self.amount > _LONGEST.get(self.unit, MOST_UNITS):
            raise refusal(
                "期限最长为 360 个月或 30 年", "A term has at most 360 months or 30 years"
            )
        return self


class StationRules(BaseModel):
    """The local rules of one station, each with the default that holds where none is set.

    `counted_reading` says which of the two ends of the five days counts. After
    `triage_silence_days` working days a member that said nothing has consented. With business
    hours, a day ends when they end (民法典 203); without them, at midnight. With
    `late_is_next_day`, what comes after they have ended counts as of the next working day.

    `switched_on` names rules that ship switched off because nobody has verified their text. A
    reminder goes out `due_soon_days` working days before a limit, one for each entry; what is
    late is escalated, a level higher each time, `escalation_days` working days after it.
    """

    model_config = ConfigDict(frozen=True)

    counted_reading: CountedReading = "calendar_day"
    triage_silence_days: Annotated[Whole, Field(ge=1, le=30)] = 1
    opens_at: CivilTime | None = None
    closes_at: CivilTime | None = None
    late_is_next_day: bool = False
    deadlines: Mapping[str, TermOverride] = {}
    switched_on: frozenset[str] = frozenset()
    due_soon_days: LeadTimes = (1,)
    escalation_days: LeadTimes = (0, 3, 5)

    @cached_property
    def fingerprint(self) -> str:
        """A digest of all by which the clocks of the station are counted and watched."""
        counted = self.model_dump_json(exclude={"triage_silence_days", "switched_on"})
        return hashlib.blake2b(counted.encode(), digest_size=4).hexdigest()

    @model_validator(mode="after")
    def _whole_hours(self) -> Self:
        hours = (self.opens_at, self.closes_at)
        if hours == (None, None):
            return self
        if self.opens_at is None or self.closes_at is None or self.opens_at >= self.closes_at:
            raise refusal(
                "opens_at 与 closes_at 须同时设置，且开始早于结束",
                "Set both opens_at and closes_at, and open before closing",
            )
        return self


def rules_of(station: Station) -> StationRules:
    """The rules of a stored station; a rule that this version does not know yet is passed over."""
    return StationRules.model_validate(station.rules)
