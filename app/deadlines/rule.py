"""One deadline rule: what starts and stops its clock, who must act, how long, on what basis."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from app.calendars.counting import Term, Unit
from app.core.languages import Text


class Per(StrEnum):
    """What one clock belongs to."""

    CASE = "case"
    REFERRAL = "referral"
    EVIDENCE_REQUEST = "evidence_request"


class Responsible(StrEnum):
    """Who must act in time."""

    STATION = "station"
    SENDER = "sender"
    RECEIVER = "receiver"
    OWNER = "owner"


class CountedFrom(StrEnum):
    """Which instant of the starting event is the start of the count."""

    EVENT = "event"
    # When the lead first reached any member agency, however much later it was registered.
    FIRST_RECEIPT = "first_receipt"


class Expiry(StrEnum):
    """What it means that the time has passed."""

    BREACH = "breach"
    # A right is gone and nobody is at fault.
    LAPSE = "lapse"


class Certainty(StrEnum):
    """How far the length may be shown as law."""

    # The text of the instrument was read.
    VERIFIED = "verified"
    # Known from news or excerpts of the instrument.
    REPORTED = "reported"
    # Known from practice; to be verified before it is shown as law.
    UNVERIFIED = "unverified"
    # No instrument sets it: our default, which a station may change.
    DEFAULT = "default"


Words = Annotated[str, Field(min_length=1, max_length=200)]
EventTypes = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")], ...], Field(min_length=1)
]


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Rule:
    """One time limit as it stands in one period; both days of the period belong to it.

    Where the text leaves the unit open, `alternative_unit` is the other reading: both ends are
    computed and kept, and `unit` is the one that counts.
    """

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{2,39}$")]
    zh: Words
    en: Words
    starts_on: EventTypes
    stops_on: EventTypes
    per: Per
    responsible: Responsible
    amount: Annotated[int, Field(strict=True, gt=0)]
    unit: Unit
    alternative_unit: Unit | None = None
    counted_from: CountedFrom = CountedFrom.EVENT
    roll: Annotated[bool, Field(strict=True)]
    on_expiry: Expiry = Expiry.BREACH
    source: Words
    article: Words | None = None
    certainty: Certainty
    in_force_from: date
    in_force_until: date | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.alternative_unit == self.unit:
            raise ValueError("the alternative unit is the unit itself")
        if not set(self.starts_on).isdisjoint(self.stops_on):
            raise ValueError("an event both starts and stops the clock")
        if self.in_force_until and self.in_force_until < self.in_force_from:
            raise ValueError("the rule ends before it begins")
        return self

    @property
    def name(self) -> Text:
        return Text(self.zh, self.en)

    @property
    def term(self) -> Term:
        return Term(self.amount, self.unit)

    @property
    def alternative(self) -> Term | None:
        """The same amount in the other reading of an unsettled unit."""
        return Term(self.amount, self.alternative_unit) if self.alternative_unit else None

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (not self.in_force_until or on <= self.in_force_until)

    def with_term(self, amount: int, unit: Unit) -> Self:
        """The rule as a station counts it; picking the other reading keeps the first beside it."""
        other = {self.unit: self.alternative_unit, self.alternative_unit: self.unit}.get(unit)
        return replace(self, amount=amount, unit=unit, alternative_unit=other)
