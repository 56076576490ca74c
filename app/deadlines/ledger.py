"""What moves a clock after its start: the columns that a pause or an extension leaves it with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from app.calendars.terms import Term
from app.core import database
from app.core.clock import shown
from app.core.database import rows, table_of
from app.deadlines import timing, watch
from app.deadlines.lifecycle import DeadlineStatus
from app.deadlines.models import Deadline
from app.deadlines.timing import Setting, Timing
from app.deadlines.watch import Said
from app.events.journal import Change

Columns = dict[str, Any]

_COLUMNS: Final = tuple(c.name for c in table_of(Deadline).columns if not c.primary_key)
# The names are ours, never input.
_REWRITING: Final = f"""
    UPDATE deadline SET ({", ".join(_COLUMNS)}) = ({", ".join(f"new.{c}" for c in _COLUMNS)})
    FROM json_populate_recordset(CAST(NULL AS deadline), CAST(:moved AS json)) AS new
    WHERE deadline.id = new.id
"""  # noqa: S608


def paused(clock: Deadline, since: datetime, cause: UUID) -> Columns:
    """The clock stands still; its end is known again when it is resumed."""
    opened = {"since": shown(since), "until": None, "cause": str(cause)}
    changes = {"status": DeadlineStatus.PAUSED, "pauses": [*clock.pauses, opened]}
    return _changed(clock, cause, changes) | {"watch_at": None}


def resumed(
    clock: Deadline, until: datetime, cause: UUID, setting: Setting, now: datetime
) -> Columns:
    """The clock runs on, and what was passed in the pause is not counted."""
    *before, last = clock.pauses
    # Within one day a pause excludes nothing, whatever the hours.
    ended = max(until, datetime.fromisoformat(last["since"]))
    pauses = [*before, {**last, "until": shown(ended)}]
    changes = {"status": DeadlineStatus.RUNNING, "pauses": pauses}
    return _recounted(_changed(clock, cause, changes), setting, now)


def extended(
    clock: Deadline, extension: Mapping[str, Any], cause: UUID, setting: Setting, now: datetime
) -> Columns:
    """The clock has a longer term; `extension` holds its amount and unit and who approved it."""
    extensions = [*clock.extensions, {**extension, "cause": str(cause)}]
    return _recounted(_changed(clock, cause, {"extensions": extensions}), setting, now)


class Stated(NamedTuple):
    """What a fact says of the clock that it starts."""

    start: datetime
    term: Term


def restated(
    clock: Deadline, stated: Stated, cause: UUID, setting: Setting, now: datetime
) -> Columns:
    """The clock is counted from a corrected start; what moved it after that start stays."""
    pauses = [p for p in clock.pauses if datetime.fromisoformat(p["since"]) >= stated.start]
    stands_still = bool(pauses) and pauses[-1]["until"] is None
    changes = {
        "starts_at": stated.start,
        "started_by": cause,
        "amount": stated.term.amount,
        "unit": stated.term.unit,
        "pauses": pauses,
        "status": DeadlineStatus.PAUSED if stands_still else DeadlineStatus.RUNNING,
    }
    return _recounted(_changed(clock, cause, changes), setting, now)


def restarted(
    clock: Deadline, start: datetime, cause: UUID, setting: Setting, now: datetime
) -> Columns:
    """The clock is counted anew from another start."""
    changes = {
        "starts_at": start,
        "started_by": cause,
        "pauses": [],
        "extensions": [],
        "status": DeadlineStatus.RUNNING,
    }
    return _recounted(_changed(clock, cause, changes), setting, now)


def retimed(columns: Columns, setting: Setting, now: datetime) -> Columns:
    """The columns with the end that follows from them and with what is left to be said."""
    # A row in all but name, for a record of the ORM takes longer to make than to count.
    clock = cast("Deadline", SimpleNamespace(**columns))
    end = timing.timing(timing.recounted(clock, setting), setting.calendar)
    said = Said(clock.breached_at, clock.escalation)
    watched = None
    if clock.status == DeadlineStatus.RUNNING:
        watched = watch_from(setting, end, said, now)
    return {
        **columns,
        **end._asdict(),
        "rules_version": setting.rules_version,
        "watch_at": watched,
    }


def watch_from(setting: Setting, end: Timing, said: Said, now: datetime) -> datetime | None:
    """The first instant at which something is left to be said of a clock that ends then."""
    schedule = watch.schedule_of(setting.local)
    marks = watch.marks(setting.rule.on_expiry, end, schedule, setting.calendar)
    return watch.next_at(marks, said, now)


def _recounted(columns: Columns, setting: Setting, now: datetime) -> Columns:
    """What was done in time and written down late leaves time again: nobody is late yet."""
    moved = retimed(columns, setting, now)
    if moved["due_at"] <= now:
        return moved
    return retimed(relieved(moved), setting, now)


def relieved(columns: Columns) -> Columns:
    """The clock as if its time had never run out."""
    has_lapsed = columns["status"] == DeadlineStatus.LAPSED
    status = DeadlineStatus.RUNNING if has_lapsed else columns["status"]
    return {**columns, "status": status, "breached_at": None, "escalation": 0}


def rewriting(clocks: Sequence[Columns]) -> Change:
    """The change that writes back clocks whose case the transaction has locked."""
    return Change((_REWRITING,), {"moved": rows(clocks)}) if clocks else Change()


def _changed(clock: Deadline, cause: UUID, changes: Columns) -> Columns:
    """The columns of a clock that moved: its version counts what was done to it."""
    return {
        **database.values(clock),
        "version": clock.version + 1,
        "changed_by": cause,
        **changes,
    }
