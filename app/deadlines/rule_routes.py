"""The endpoints that show the deadline rules."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.answers import Answer
from app.auth import policy
from app.auth.policy import Permission
from app.call import CallDep
from app.core.clock import CHINA
from app.core.fields import Day
from app.core.operations import listing, reading
from app.core.pages import CursorInvalid
from app.core.routing import StrictRoute
from app.deadlines import rulebook
from app.deadlines.catalogue import RuleNotFound
from app.deadlines.dependencies import LawDep
from app.deadlines.rule_schemas import DeadlineRulePage, DeadlineRuleView, RuleFilters
from app.work import Work

router = APIRouter(prefix="/deadline-rules", tags=["deadlines"], route_class=StrictRoute)

RuleCodePath = Annotated[
    str, Path(pattern=r"^[A-Z][A-Z0-9_]{2,39}$", max_length=40, examples=["STN_TRIAGE_5D"])
]
OnDay = Annotated[Day | None, Query()]

_RELEASE = 1
"""The version in the ETag of what changes with a release; the digest tells the rest."""


@router.get(
    "",
    response_model=DeadlineRulePage,
    summary="期限规则 · List deadline rules",
    **listing(Permission.READ_DEADLINE_RULES, CursorInvalid),
)
async def list_deadline_rules(
    filters: Annotated[RuleFilters, Query()], call: CallDep, law: LawDep
) -> Response:
    """全部期限规则：起算与终止事由、期限长度、顺延、延长、中止、后果、依据与核对程度，及本站是否适用。

    Every deadline rule: what starts and stops it, how long it is, whether it rolls, extends and
    pauses, what follows, on what basis and how certain, and whether your station applies it.
    """

    async def query(work: Work) -> DeadlineRulePage:
        policy.authorize(work.actor, work.permission)
        return rulebook.page(work, law, filters, call.cursors)

    return await call.page(query)


@router.get(
    "/{code}",
    response_model=DeadlineRuleView,
    summary="查看期限规则 · Get a deadline rule",
    **reading(Permission.READ_DEADLINE_RULES, RuleNotFound),
)
async def get_deadline_rule(
    code: RuleCodePath, call: CallDep, law: LawDep, on: OnDay = None
) -> Response:
    """一条期限规则；可指明日期，查看当日有效的版本。

    One deadline rule: its newest version, or the one in force on a day.
    """

    async def run(work: Work) -> Answer:
        policy.authorize(work.actor, work.permission)
        rule = law.catalogue.rule(code, on)
        local = rulebook.local_rules(law, work.actor.division)
        today = work.now.astimezone(CHINA).date()
        return Answer(rulebook.view(law, rule, local, today), _RELEASE)

    return await call.read(run)
