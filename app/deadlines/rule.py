"""One deadline rule: what moves its clock, who must act, how long, on what basis."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from app.calendars.terms import Direction, Unit
from app.core.languages import Text
from app.deadlines.codes import (
    Approver,
    Category,
    Certainty,
    CountedFrom,
    Expiry,
    Obliged,
    Per,
    Responsible,
)
from app.events.procedure import FactKind
from app.events.types import EventType

FACT: Final = "fact:"
"""A trigger is a type of event, or this and the kind of a procedural fact."""

TRIGGERS: Final = frozenset([*EventType, *(f"{FACT}{kind}" for kind in FactKind)])

Words = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[int, Field(strict=True, gt=0)]


def _known(trigger: str) -> str:
    if trigger not in TRIGGERS:
        raise ValueError("no event type and no procedural fact has this name")
    return trigger


Trigger = Annotated[str, AfterValidator(_known)]
Triggers = tuple[Trigger, ...]
Strict = Annotated[bool, Field(strict=True)]


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Extension:
    """By how much at most each time, how often, and who consents.

    Without an amount any length may be agreed; with `replaces` the new term stands in place of
    the first and is not added to it.
    """

    approver: Approver
    amount: Amount | None = None
    unit: Unit
    times: Amount = 1
    replaces: Strict = False


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Ground:
    """Words of the law in both languages, such as the ground on which a clock may pause."""

    zh: Words
    en: Words


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Rule:
    """One time limit as it stands in one period; both days of the period belong to it.

    Without an `amount`, the term comes with the fact that starts the clock. Where the text leaves
    the unit open, `alternative_unit` is the other reading: both ends are computed and kept, and
    `unit` is the one that counts. `restarts_on` counts a clock that runs anew from that event.
    """

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{2,39}$")]
    zh: Words
    en: Words
    category: Category
    starts_on: Annotated[Triggers, Field(min_length=1)]
    restarts_on: Triggers = ()
    pauses_on: Triggers = ()
    resumes_on: Triggers = ()
    stops_on: Annotated[Triggers, Field(min_length=1)]
    per: Per
    responsible: Responsible
    obliged: Obliged = Obliged.AGENCY
    amount: Amount | None = None
    unit: Unit
    alternative_unit: Unit | None = None
    direction: Direction = Direction.AFTER
    counted_from: CountedFrom = CountedFrom.EVENT
    roll: Strict
    suspension: Ground | None = None
    extension: Extension | None = None
    on_expiry: Expiry = Expiry.BREACH
    consequence: Ground | None = None
    source: Words
    article: Words | None = None
    certainty: Certainty
    note: Ground | None = None
    in_force_from: date
    in_force_until: date | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for fault, is_there in self._faults().items():
            if is_there:
                raise ValueError(fault)
        return self

    def _faults(self) -> dict[str, bool]:
        starting = {*self.starts_on, *self.restarts_on}
        pauses = bool(self.pauses_on)
        moving = [*self.restarts_on, *self.pauses_on, *self.resumes_on, *self.stops_on]
        return {
            "the alternative unit is the unit itself": self.alternative_unit == self.unit,
            "an event both starts and stops the clock": not starting.isdisjoint(self.stops_on),
            "an event moves the clock in two ways": len(moving) > len(set(moving)),
            "a clock that pauses says what resumes it": pauses != bool(self.resumes_on),
            "a clock that pauses names its ground": pauses and self.suspension is None,
            "only a clock that runs forward is extended or paused": (
                self.direction is Direction.BEFORE
                and (self.extension is not None or self.suspension is not None)
            ),
            "a term in hours never rolls": self.roll and self.unit is Unit.HOUR,
            "the rule ends before it begins": bool(
                self.in_force_until and self.in_force_until < self.in_force_from
            ),
        }

    @property
    def name(self) -> Text:
        return Text(self.zh, self.en)

    @property
    def lapses(self) -> bool:
        """A right is gone when the time has run out, and nobody is late."""
        return self.on_expiry is Expiry.LAPSE

    @property
    def is_on_by_default(self) -> bool:
        """What nobody has verified is not shown as law until a station says so."""
        return self.certainty is not Certainty.UNVERIFIED

    def in_one_reading(self) -> Self:
        """The rule without the reading of its unit that does not count."""
        return replace(self, alternative_unit=None)

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (not self.in_force_until or on <= self.in_force_until)

    def with_term(self, amount: int, unit: Unit) -> Self:
        """The rule as a station counts it; picking the other reading keeps the first beside it."""
        other = {self.unit: self.alternative_unit, self.alternative_unit: self.unit}.get(unit)
        roll = self.roll and unit is not Unit.HOUR
        return replace(self, amount=amount, unit=unit, alternative_unit=other, roll=roll)
