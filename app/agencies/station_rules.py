"""What a station may decide for itself: which reading of a term counts, silence, hours, terms."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.agencies.faults import refusal
from app.agencies.models import Station
from app.core.fields import Whole

CountedReading = Literal["calendar_day", "working_day"]
TermUnit = Literal["hour", "calendar_day", "working_day", "month", "year"]

MOST_UNITS: Final = 999


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


CivilTime = Annotated[time, BeforeValidator(_civil_time)]
"""A time of day in China."""


class TermOverride(BaseModel):
    """How long a time limit is at this station, in place of its rule's own term."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Annotated[Whole, Field(ge=1, le=MOST_UNITS)]
    unit: TermUnit


class StationRules(BaseModel):
    """The local rules of one station, each with the default that holds where none is set.

    `counted_reading` says which of the two ends of the five days counts. After
    `triage_silence_days` working days a member that said nothing has consented. With business
    hours, a day ends when they end (民法典 203); without them, at midnight.
    """

    model_config = ConfigDict(frozen=True)

    counted_reading: CountedReading = "calendar_day"
    triage_silence_days: Annotated[Whole, Field(ge=1, le=30)] = 1
    opens_at: CivilTime | None = None
    closes_at: CivilTime | None = None
    deadlines: Mapping[str, TermOverride] = {}

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
