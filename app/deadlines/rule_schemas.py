"""What callers ask for and see of the deadline rules."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.calendars.terms import Direction, Unit
from app.core.fields import Day, QueryFlag, View
from app.core.pages import Page
from app.deadlines.codes import Category, Certainty
from app.deadlines.schemas import TermShown
from app.listing import Paging

CodeBeginning = Annotated[str, Field(pattern=r"^[A-Z0-9_]{1,40}$", max_length=40)]


class RuleFilters(Paging):
    """Which rules to list: by procedure, by how certain they are, by the beginning of their code.

    Each code shows its newest version; with `on`, the one in force on that day, if there is one.
    `is_on` asks for what is switched on at your station and in force today.
    """

    category: Category | None = None
    certainty: Certainty | None = None
    code: CodeBeginning | None = None
    on: Day | None = None
    is_on: QueryFlag | None = None


class Named(View):
    """A code with its name in both languages."""

    code: str
    zh: str
    en: str


class ExtensionRule(View):
    """How the time may become longer; without an amount, by as much as is approved."""

    approver: Named
    amount: int | None
    unit: Unit
    times: int
    replaces: bool
    zh: str
    en: str


class Period(View):
    """From when to when a version is in force; both days belong to it."""

    in_force_from: date
    in_force_until: date | None


class DeadlineRuleView(Period):
    """One rule in one version; `text_zh` and `text_en` say all of it in sentences.

    Without a `term`, the fact that starts the clock states how long it is. `other_term` is the
    second reading of a unit that the text leaves open. `station_term` is what your station counts
    by, and `is_on` whether it applies the rule today.
    """

    code: str
    name_zh: str
    name_en: str
    category: Named
    text_zh: str
    text_en: str
    starts_on: list[Named]
    restarts_on: list[Named]
    pauses_on: list[Named]
    resumes_on: list[Named]
    stops_on: list[Named]
    per: Named
    responsible: Named
    obliged: Named
    term: TermShown | None
    other_term: TermShown | None
    unit: Named
    direction: Direction
    counted_from: Named
    roll: bool
    extension: ExtensionRule | None
    suspension_zh: str | None
    suspension_en: str | None
    on_expiry: Named
    consequence_zh: str | None
    consequence_en: str | None
    source: str
    article: str | None
    certainty: Named
    note_zh: str | None
    note_en: str | None
    periods: list[Period]
    is_on_by_default: bool
    is_on: bool
    station_term: TermShown | None


class DeadlineRulePage(Page[DeadlineRuleView]):
    """One page of rules, by procedure and then by code."""
