"""What a clock becomes under the law as it is now: its term, its end, and what is left to say."""

import logging
from datetime import datetime
from typing import Final, NamedTuple

from app.core import database
from app.core.errors import DomainError
from app.deadlines import ledger
from app.deadlines.law import Law
from app.deadlines.ledger import Columns
from app.deadlines.models import Deadline

logger: Final = logging.getLogger(__name__)


class Shift(NamedTuple):
    """A live clock and its columns as the law now has them."""

    before: Deadline
    after: Columns

    @property
    def is_move(self) -> bool:
        before, after = self
        return (before.due_on, before.due_at) != (after["due_on"], after["due_at"])


def shift(law: Law, clock: Deadline, now: datetime) -> Shift:
    """The clock as the law now has it, its term too, unless a fact set that."""
    try:
        return Shift(clock, _counted(law, clock, now))
    except DomainError:
        # A rule that is no more, or that cannot be counted, moves nobody and says nothing.
        logger.warning("a clock cannot be counted again", extra={"deadline": str(clock.id)})
        left_alone = law.version(clock.division) | {"watch_at": None}
        return Shift(clock, database.values(clock) | left_alone)


def _counted(law: Law, clock: Deadline, now: datetime) -> Columns:
    setting = law.setting(clock)
    columns = database.values(clock)
    if setting.rule.amount is not None:
        columns |= {"amount": setting.rule.amount, "unit": setting.rule.unit}
    # What was to be said before now is still to be said; what was said at this instant is not.
    since = now + datetime.resolution
    if clock.watch_at is not None:
        since = min(since, clock.watch_at)
    counted = ledger.retimed(columns, setting, since)
    if counted["due_at"] == clock.due_at or counted["due_at"] <= now:
        return counted
    # Whoever is given time is not late yet.
    return ledger.retimed(ledger.relieved(counted), setting, since)
