"""The row of a clock that starts: its term at this station, who sees to it, and its end."""

from typing import Any, Final

from app.agencies.directory import Directory
from app.agencies.station_rules import StationRules
from app.calendars.terms import Term, Unit
from app.deadlines import ledger, timing
from app.deadlines.codes import Responsible
from app.deadlines.happening import Happening
from app.deadlines.lifecycle import DeadlineStatus
from app.deadlines.rule import Rule
from app.deadlines.timing import Setting
from app.deadlines.watch import Said
from app.work import Work

_NAMED: Final = {
    Responsible.SENDER: "sender",
    Responsible.RECEIVER: "receiver",
    Responsible.OWNER: "owner",
}
"""The fact of the event that names the agency."""


def applies(rule: Rule, local: StationRules, happened: Happening) -> bool:
    """Whether the rule is in force on the day that counts, and switched on at this station."""
    return is_on(rule, local) and rule.in_force(happened.counted_from(rule).date())


def is_on(rule: Rule, local: StationRules) -> bool:
    """Whether the station applies the rule: what is not verified only where it says so."""
    return rule.is_on_by_default or rule.code in local.switched_on


def localised(rule: Rule, local: StationRules) -> Rule:
    """The rule as the station counts it: its own term, or the reading that it chose."""
    override = local.deadlines.get(rule.code)
    if override is not None:
        return rule.with_term(override.amount, Unit(override.unit))
    if rule.amount is not None and rule.alternative_unit == local.counted_reading:
        return rule.with_term(rule.amount, Unit(local.counted_reading))
    return rule


def row(work: Work, directory: Directory, happened: Happening, setting: Setting) -> dict[str, Any]:
    """The columns of a clock that the happening starts."""
    rule = setting.rule
    start = happened.counted_from(rule)
    term = term_of(rule, happened)
    end = timing.timing(timing.counted(setting, start, term), setting.calendar)
    return {
        "id": work.new_id(),
        "case_id": happened.event.case_id,
        "piece_id": happened.piece(rule),
        "concerns": happened.concerns,
        "division": work.actor.division,
        "rule_code": rule.code,
        "responsible": _responsible(work, directory, happened, rule),
        "status": DeadlineStatus.RUNNING,
        "version": 1,
        "starts_at": start,
        "amount": term.amount,
        "unit": term.unit,
        "pauses": [],
        "extensions": [],
        **end._asdict(),
        "rules_version": setting.rules_version,
        "watch_at": ledger.watch_from(setting, end, Said(), work.now),
        "breached_at": None,
        "escalation": 0,
        "started_by": happened.entry,
        "changed_by": happened.entry,
        "stopped_at": None,
    }


def term_of(rule: Rule, happened: Happening) -> Term:
    """The term of the rule; where the law leaves it to the case, the one that the fact states."""
    if rule.amount is not None:
        return Term(rule.amount, rule.unit)
    stated: Any = happened.event.facts["term"]
    return Term(stated["amount"], Unit(stated["unit"]))


def _responsible(work: Work, directory: Directory, happened: Happening, rule: Rule) -> str:
    if rule.responsible is Responsible.STATION:
        return directory.leads(work.actor.division)[0]
    if rule.responsible is Responsible.RECORDER:
        return work.actor.agency
    return str(happened.event.facts[_NAMED[rule.responsible]])
