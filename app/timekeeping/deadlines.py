"""The clocks of cases and of the pieces of work on them, as far as the actor's grants open them."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Label, Select, Uuid, bindparam, select

from app.auth import policy
from app.auth.policy import Standing
from app.cases import grants
from app.cases.models import Case
from app.cases.pieces import Pieces
from app.cases.queries import CASE
from app.core import database
from app.core.pages import CursorSealer
from app.deadlines import queries, words
from app.deadlines.catalogue import Catalogue
from app.deadlines.errors import DeadlineNotFound
from app.deadlines.models import Deadline
from app.deadlines.queries import DEADLINE
from app.deadlines.rule import Rule
from app.deadlines.schemas import DeadlineFilters, DeadlineLine, DeadlinePage, DeadlineView
from app.listing import Keyset
from app.timekeeping import deadline_actions
from app.timekeeping.deadline_actions import Situation
from app.work import Work

_ID: Final = bindparam("id", type_=Uuid)


def _of_case(name: str) -> Label[Any]:
    """Looked up for one row after another, so that no join is made before a page is cut."""
    of_case = select(CASE.c[name]).where(CASE.c.id == DEADLINE.c.case_id)
    return of_case.scalar_subquery().label(f"case_{name}")


CASE_NUMBER: Final = _of_case("number")
_LISTED: Final[Select[Any]] = select(*DEADLINE.columns, CASE_NUMBER).where(
    grants.seen_each(DEADLINE.c.case_id, DEADLINE.c.piece_id)
)
_STANDINGS: Final = grants.standings(DEADLINE.c.case_id, DEADLINE.c.piece_id)
_PIECES: Final = Pieces(Deadline, DEADLINE.c.piece_id, DeadlineNotFound)
_READ: Final = select(*DEADLINE.columns, CASE_NUMBER, _of_case("status"), _STANDINGS).where(
    DEADLINE.c.id == _ID
)
_SOONEST: Final[Keyset[Any]] = Keyset(
    "deadlines", DEADLINE.c.due_at, DEADLINE.c.id, newest_first=False
)
_ANY_STANDING: Final = frozenset(Standing)


class Seen(NamedTuple):
    """A clock, its case, and how the actor stands to what the clock belongs to."""

    clock: Deadline
    case: Case
    standings: frozenset[Standing]


async def get_for_update(work: Work, deadline_id: UUID) -> Seen:
    clock, case, granted = await _PIECES.lock(work, deadline_id)
    return Seen(clock, case, standings_of(work, clock, granted))


async def get(work: Work, deadline_id: UUID) -> Any:  # noqa: ANN401 - a row of `_READ`
    """The clock with the number of its case and the actor's standings, without a lock."""
    parameters = {"id": deadline_id, **grants.viewer(work)}
    row: Any = await database.find(work.connection, _READ, parameters, Deadline)
    if row is None or not row.standings:
        raise DeadlineNotFound
    return row


async def page(
    work: Work, rules: Catalogue, filters: DeadlineFilters, cursors: CursorSealer
) -> DeadlinePage:
    """One page of clocks, the soonest due first."""
    policy.authorize(work.actor, work.permission, _ANY_STANDING)
    statement = _LISTED.where(*queries.conditions(filters, work.actor.agency))
    found = await _SOONEST.page(work, statement, filters, grants.viewer(work), cursors)
    lines = [_line(work, rules, row) for row in found.rows]
    return DeadlinePage(items=lines, next_cursor=found.next_cursor)


async def read(work: Work, rules: Catalogue, deadline_id: UUID) -> tuple[DeadlineView, int]:
    """One clock as the actor sees it, with its version."""
    row = await get(work, deadline_id)
    policy.authorize(work.actor, work.permission, standings_of(work, row, row.standings))
    return _view(work, rules, row), row.version


async def view_now(work: Work, rules: Catalogue, deadline_id: UUID) -> DeadlineView:
    """The clock as a command leaves it."""
    return _view(work, rules, await get(work, deadline_id))


def _line(work: Work, rules: Catalogue, row: Any) -> DeadlineLine:  # noqa: ANN401 - of `_LISTED`
    rule = rules.rule_of_clock(row.rule_code, row.starts_at)
    return DeadlineLine.model_validate(queries.line(row, row.case_number, rule, work.now))


def _view(work: Work, rules: Catalogue, row: Any) -> DeadlineView:  # noqa: ANN401 - of `_READ`
    rule = rules.rule_of_clock(row.rule_code, row.starts_at)
    return DeadlineView.model_validate({
        **queries.line(row, row.case_number, rule, work.now),
        "division": row.division,
        "term": words.shown(row.amount, row.unit),
        "other_unit": _other_unit(row, rule),
        "pauses": row.pauses,
        "extensions": row.extensions,
        "next_notice_at": row.watch_at,
        "obliged": rule.obliged,
        "obliged_zh": rule.obliged.zh,
        "obliged_en": rule.obliged.en,
        "certainty": rule.certainty,
        "certainty_zh": rule.certainty.zh,
        "certainty_en": rule.certainty.en,
        "on_expiry": rule.on_expiry,
        "consequence_zh": rule.consequence and rule.consequence.zh,
        "consequence_en": rule.consequence and rule.consequence.en,
        "actions": deadline_actions.of(
            work,
            Situation(row, rule, row.case_status, standings_of(work, row, row.standings)),
        ),
    })


def standings_of(work: Work, clock: Deadline, granted: Iterable[str]) -> frozenset[Standing]:
    """Whoever must see to the clock holds it, whatever it holds else on the case."""
    standings = frozenset(map(Standing, granted)) - {Standing.HOLDER}
    is_responsible = clock.responsible == work.actor.agency
    return standings | {Standing.HOLDER} if is_responsible else standings


def _other_unit(clock: Deadline, rule: Rule) -> str | None:
    """The reading that does not count, if an end was computed in it."""
    if clock.other_due_on is None:
        return None
    return rule.alternative_unit if clock.unit == rule.unit else rule.unit
