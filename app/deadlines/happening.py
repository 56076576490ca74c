"""An event as the clocks see it: by which name it triggers them, when it happened, to whom."""

from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from app.core.clock import CHINA
from app.deadlines.codes import CountedFrom, Per
from app.deadlines.rule import FACT, Rule
from app.events.event import Event
from app.events.types import EventType
from app.work import Work


class Happening(NamedTuple):
    """`at` is in the civil time of China: a procedural fact has the day that it states."""

    entry: UUID
    event: Event
    at: datetime

    @property
    def trigger(self) -> str:
        if self.is_fact:
            return f"{FACT}{self.event.facts['kind']}"
        return self.event.type

    @property
    def is_fact(self) -> bool:
        return self.event.type is EventType.PROCEDURAL_FACT_RECORDED

    @property
    def concerns(self) -> UUID | None:
        """The worker or party whom a fact concerns; none for the whole case."""
        concerned = self.event.facts.get("concerns") if self.is_fact else None
        return UUID(str(concerned)) if concerned else None

    @property
    def is_wide(self) -> bool:
        """What happens to a party, such as a service on the employer, happens to the whole case."""
        return self.is_fact and bool(self.event.facts.get("is_party"))

    def piece(self, rule: Rule) -> UUID | None:
        return self.event.piece_id if rule.per in _PIECES else None

    def counted_from(self, rule: Rule) -> datetime:
        """The instant from which a rule counts."""
        received = self.event.facts.get("received_at")
        if rule.counted_from is CountedFrom.FIRST_RECEIPT and received:
            return datetime.fromisoformat(str(received)).astimezone(CHINA)
        return self.at


_PIECES = frozenset({Per.REFERRAL, Per.EVIDENCE_REQUEST})


def happening(work: Work, entry: UUID, event: Event) -> Happening:
    if event.type is not EventType.PROCEDURAL_FACT_RECORDED:
        return Happening(entry, event, work.now.astimezone(CHINA))
    return Happening(entry, event, instant_of(event.facts["occurred"]))


def instant_of(occurred: object) -> datetime:
    """A stated day begins at its midnight; a stated instant is itself."""
    said = str(occurred)
    if "T" in said:
        return datetime.fromisoformat(said).astimezone(CHINA)
    return datetime.combine(date.fromisoformat(said), time(), CHINA)
