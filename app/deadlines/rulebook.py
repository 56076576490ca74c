"""The catalogue as callers read it: every rule in words, and as their station applies it."""

from datetime import date
from typing import Final

from app.agencies.station_rules import StationRules
from app.core import pages
from app.core.clock import CHINA
from app.core.languages import Code, Text
from app.core.pages import CursorSealer
from app.deadlines import explaining, rule_words, starting, words
from app.deadlines.codes import Category
from app.deadlines.law import Law
from app.deadlines.rule import Extension, Rule
from app.deadlines.rule_schemas import (
    DeadlineRulePage,
    DeadlineRuleView,
    ExtensionRule,
    Named,
    Period,
    RuleFilters,
)
from app.deadlines.schemas import TermShown
from app.work import Work

_ORDER: Final = {category: number for number, category in enumerate(Category)}


def page(work: Work, law: Law, filters: RuleFilters, cursors: CursorSealer) -> DeadlineRulePage:
    """One page; a cursor serves only the caller and the filters that it was sealed for."""
    scope = _scope(work, filters)
    local, today = local_rules(law, work.actor.division), work.now.astimezone(CHINA).date()
    newest = _newest(law, filters.on)
    found = [rule for rule in newest if _is_asked_for(rule, filters, is_on(rule, local, today))]
    if filters.cursor is not None:
        last = cursors.open(filters.cursor, scope)
        found = [rule for rule in found if _place(rule) > last]
    shown = found[: filters.limit]
    return DeadlineRulePage(
        items=[view(law, rule, local, today) for rule in shown],
        next_cursor=cursors.seal(_place(shown[-1]), scope) if len(found) > len(shown) else None,
    )


def local_rules(law: Law, division: str) -> StationRules:
    """What the station of a division has settled for itself; where there is none, the defaults."""
    return law.directory.rules.get(division) or StationRules()


def is_on(rule: Rule, local: StationRules, today: date) -> bool:
    """Whether the station applies the rule to what happens today."""
    return starting.is_on(rule, local) and rule.in_force(today)


def view(law: Law, rule: Rule, local: StationRules, today: date) -> DeadlineRuleView:
    text, counted = _sentences(rule), starting.localised(rule, local)
    return DeadlineRuleView.model_validate({
        **{name: getattr(rule, name) for name in _PLAIN},
        **{name: _named(getattr(rule, name)) for name in _CODED},
        **{name: [_trigger(t) for t in getattr(rule, name)] for name in _TRIGGERING},
        **explaining.in_both(rule.suspension, "suspension"),
        **explaining.in_both(rule.consequence, "consequence"),
        **explaining.in_both(rule.note, "note"),
        "name_zh": rule.zh,
        "name_en": rule.en,
        "text_zh": text.zh,
        "text_en": text.en,
        "term": _term(rule, rule.unit),
        "other_term": _term(rule, rule.alternative_unit),
        "extension": _extension(rule.extension),
        "periods": [Period.model_validate(each) for each in law.catalogue.periods(rule.code)],
        "is_on": is_on(rule, local, today),
        "station_term": _term(counted, counted.unit),
    })


def _sentences(rule: Rule) -> Text:
    """What the rule says and, if its force ends, on which day."""
    said, last = rule_words.sentences(rule), rule.in_force_until
    if last is None:
        return said
    return Text(
        f"{said.zh}本条施行至{last.year}年{last.month}月{last.day}日（含当日）。",
        f"{said.en} In force until {last}, that day included.",
    )


_PLAIN: Final = (
    "code",
    "direction",
    "roll",
    "source",
    "article",
    "in_force_from",
    "in_force_until",
    "is_on_by_default",
)
_CODED: Final = (
    "category",
    "per",
    "responsible",
    "obliged",
    "unit",
    "counted_from",
    "on_expiry",
    "certainty",
)
_TRIGGERING: Final = ("starts_on", "restarts_on", "pauses_on", "resumes_on", "stops_on")


def _newest(law: Law, on: date | None) -> list[Rule]:
    """The version of each code that counts on that day, by procedure and code."""
    newest: dict[str, Rule] = {}
    for rule in sorted(law.catalogue.rules, key=lambda rule: rule.in_force_from):
        if on is None or rule.in_force(on):
            newest[rule.code] = rule
    return sorted(newest.values(), key=_place)


def _place(rule: Rule) -> tuple[int, str]:
    return _ORDER[rule.category], rule.code


def _is_asked_for(rule: Rule, filters: RuleFilters, applies: bool) -> bool:
    return all((
        filters.category in {None, rule.category},
        filters.certainty in {None, rule.certainty},
        rule.code.startswith(filters.code or ""),
        filters.is_on in {None, applies},
    ))


def _scope(work: Work, filters: RuleFilters) -> bytes:
    actor = work.actor
    asked = filters.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)
    return pages.scope_of("deadline-rules", (actor.agency, actor.unit, actor.client_id), asked)


def _named(code: Code) -> Named:
    return Named(code=code, zh=code.zh, en=code.en)


def _trigger(trigger: str) -> Named:
    name = rule_words.named(trigger)
    return Named(code=trigger, zh=name.zh, en=name.en)


def _term(rule: Rule, unit: str | None) -> TermShown | None:
    if rule.amount is None or unit is None:
        return None
    return words.shown(rule.amount, unit)


def _extension(extension: Extension | None) -> ExtensionRule | None:
    if extension is None:
        return None
    text = rule_words.extension(extension)
    return ExtensionRule(
        approver=_named(extension.approver),
        amount=extension.amount,
        unit=extension.unit,
        times=extension.times,
        replaces=extension.replaces,
        zh=text.zh,
        en=text.en,
    )
