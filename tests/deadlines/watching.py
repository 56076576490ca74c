"""The worker's rounds over the clocks of one test, and what they said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.core.database import Database, table_of
from app.deadlines import catalogue
from app.deadlines.catalogue import Catalogue
from app.deadlines.law import Lawbook
from app.deadlines.recalculation import Recalculation
from app.deadlines.sweep import Sweep
from app.events.models import JournalEntry
from app.timekeeping import escalation
from tests.station import TestClock

ENTRY: Final = table_of(JournalEntry)
SAID: Final = select(*ENTRY.columns).where(ENTRY.c.type.like("deadline.%")).order_by(ENTRY.c.seq)


@dataclass
class Watch:
    """One worker; several of them share a database as several processes do."""

    app: FastAPI
    clock: TestClock
    rules: Catalogue = field(default_factory=catalogue.load)
    at_once: int = 500

    def __post_init__(self) -> None:
        state = self.app.state
        book = Lawbook(self.rules, state.calendars, state.directory)
        self.one_sweep = Sweep(book, escalation.opening(uuid7), uuid7)
        self.one_recalculation = Recalculation(book, uuid7)

    @property
    def db(self) -> Database:
        db: Database = self.app.state.database
        return db

    async def sweep(self) -> int:
        """Rounds until there is nothing left to say; of how many clocks they spoke."""
        done = 0
        while found := await self.one_sweep.sweep(self.db, self.clock(), self.at_once):
            done += found
        return done

    async def recalculate(self) -> int:
        done = 0
        while found := await self.one_recalculation.recalculate(
            self.db, self.clock(), self.at_once
        ):
            done += found
        return done

    async def said(self, rule: str | None = None) -> Sequence[Any]:
        """All events of clocks so far, or those of the clocks of one rule."""
        async with self.db.begin() as connection:
            entries = (await connection.execute(SAID)).all()
        return [e for e in entries if rule in {None, e.facts["rule_code"]}]

    async def types(self, rule: str) -> list[str]:
        """What was said of the clocks of one rule, with the level of an escalation."""
        return [_named(entry) for entry in await self.said(rule)]


def _named(entry: Any) -> str:
    kind = str(entry.type).removeprefix("deadline.")
    level = entry.facts.get("level")
    return f"{kind} {level}" if level else kind
