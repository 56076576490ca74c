"""Why a clock on a case ends when it does: the events, the rule and every day behind its end."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.auth import policy
from app.core import database
from app.core.database import table_of
from app.deadlines import explaining, timing, words
from app.deadlines.codes import Approver
from app.deadlines.explanation_schemas import CauseView, ExplanationView
from app.deadlines.law import Law
from app.deadlines.models import Deadline
from app.deadlines.timing import Setting
from app.events.models import JournalEntry
from app.events.procedure import FactKind
from app.events.types import EventType
from app.timekeeping import deadlines
from app.work import Work

_ENTRY: Final = table_of(JournalEntry)
_CAUSES: Final = select(
    _ENTRY.c.id,
    _ENTRY.c.type,
    _ENTRY.c.facts["kind"].astext.label("kind"),
    _ENTRY.c.facts["occurred"].astext.label("stated"),
    _ENTRY.c.occurred_at,
    _ENTRY.c.agency,
).where(_ENTRY.c.id == func.any(bindparam("ids")))

Causes = Mapping[UUID, CauseView]


async def read(work: Work, law: Law, deadline_id: UUID) -> tuple[ExplanationView, int]:
    """The explanation of the clock as its ledger stands, with the version of the clock."""
    clock = await deadlines.get(work, deadline_id)
    policy.authorize(
        work.actor, work.permission, deadlines.standings_of(work, clock, clock.standings)
    )
    return _view(law, clock, await _causes(work, clock)), clock.version


async def _causes(work: Work, clock: Deadline) -> Causes:
    moved = [UUID(each["cause"]) for each in (*clock.pauses, *clock.extensions)]
    parameters = {"ids": [clock.started_by, *moved]}
    found: Any = await database.find_all(work.connection, _CAUSES, parameters, JournalEntry)
    return {entry.id: _cause(entry) for entry in found}


def _cause(entry: Any) -> CauseView:  # noqa: ANN401 - a row of `_CAUSES`
    is_fact = entry.type == EventType.PROCEDURAL_FACT_RECORDED
    named = FactKind(entry.kind) if is_fact else EventType(entry.type)
    return CauseView(
        event_id=entry.id,
        type=entry.type,
        fact=entry.kind if is_fact else None,
        stated=entry.stated if is_fact else None,
        zh=named.zh,
        en=named.en,
        occurred_at=entry.occurred_at,
        agency=entry.agency,
    )


def _view(law: Law, clock: Deadline, causes: Causes) -> ExplanationView:
    setting = law.setting(clock)
    rule, calendar = setting.rule, setting.calendar
    count = timing.recounted(clock, setting)
    return ExplanationView.model_validate({
        "deadline_id": clock.id,
        **{name: getattr(clock, name) for name in _PLAIN},
        "rule": explaining.rule(rule),
        "started_by": causes[clock.started_by],
        "start": explaining.start(count.start),
        "term": words.shown(clock.amount, clock.unit),
        "terms": [words.shown(*term) for term in count.terms],
        "direction": rule.direction,
        "roll": rule.roll,
        "office": explaining.office(count.office),
        "pauses": [_caused(pause, causes) for pause in clock.pauses],
        "extensions": [_approved(extension, causes) for extension in clock.extensions],
        "calendar_version": calendar.version,
        "counted_with": clock.calendar_version,
        "is_as_counted": _versions(setting) == (clock.calendar_version, clock.rules_version),
        "steps": explaining.steps(timing.explained(count, calendar)),
        "other_reading": explaining.other_reading(count, calendar),
    })


def _versions(setting: Setting) -> tuple[str, str]:
    return setting.calendar.version, setting.rules_version


def _caused(entry: Mapping[str, Any], causes: Causes) -> dict[str, Any]:
    return {**entry, "cause": causes[UUID(entry["cause"])]}


def _approved(extension: Mapping[str, Any], causes: Causes) -> dict[str, Any]:
    approver = Approver(extension["approver"])
    named = {"approver_zh": approver.zh, "approver_en": approver.en}
    return {**_caused(extension, causes), **named}


_PLAIN: Final = (
    "case_id",
    "division",
    "starts_at",
    "original_due_on",
    "due_on",
    "due_at",
    "is_provisional",
)
