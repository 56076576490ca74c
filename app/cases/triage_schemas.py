"""What the members of a station say to each other in a joint triage."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from app.agencies.kinds import Unit
from app.agencies.powers import Purpose
from app.agencies.schemas import AgencyId
from app.cases.lifecycle import TriageStatus
from app.core.field_codes import field_code, refusal
from app.core.fields import Body, LongText, ShownAt, View
from app.core.languages import Code

ROUTES_MISSING = field_code(
    "routes-missing", "建议须列出处置途径", "A proposal lists the routes it proposes"
)
DISSENT_REASON_MISSING = field_code(
    "dissent-reason-missing", "不同意须说明理由", "Dissent needs a reason"
)


class Stance(Code):
    """What a member says; a member that says nothing in time counts as silent."""

    PROPOSE = "propose", "建议", "Propose routes"
    AGREE = "agree", "同意", "Agree"
    DISSENT = "dissent", "不同意", "Dissent"


class RouteBody(Body):
    """One piece of work for one agency."""

    to_agency: AgencyId
    purpose: Purpose
    asked_action: LongText


Routes = Annotated[tuple[RouteBody, ...], Field(max_length=20)]


class TriageBody(Body):
    """What the members are asked to assess."""

    question: LongText


class PositionBody(Body):
    """A proposal lists routes, dissent gives its reason, agreement needs neither."""

    stance: Stance
    routes: Routes = ()
    reason: LongText | None = None

    @model_validator(mode="after")
    def _complete(self) -> "PositionBody":
        if self.stance is Stance.PROPOSE and not self.routes:
            raise refusal(ROUTES_MISSING)
        if self.stance is Stance.DISSENT and self.reason is None:
            raise refusal(DISSENT_REASON_MISSING)
        return self


class DecisionBody(Body):
    """What the station's lead decides; every route becomes a referral at once.

    Where the owner has units, its own is named, unless the routes to it show which one it is.
    """

    routes: Routes
    reasons: LongText
    owner: AgencyId | None = None
    owner_unit: Unit | None = None


class RouteView(View):
    to_agency: str
    purpose: Purpose
    asked_action: str


class MemberView(View):
    """Who is asked: an agency, or a unit of it that speaks for itself."""

    agency: str
    unit: str


class PositionView(MemberView):
    stance: Stance
    reason: str | None
    routes: list[RouteView]
    stated_at: ShownAt


class TriageView(View):
    """The minutes: who was asked, who said what, who kept silent, what was decided."""

    id: UUID
    case_id: UUID
    version: int
    status: TriageStatus
    opened_by: str
    question: str
    members: list[MemberView]
    opened_at: ShownAt
    silence_counts_at: ShownAt
    positions: list[PositionView]
    silent: list[MemberView]
    decided_at: ShownAt | None
    decided_by: str | None
    owner: str | None
    owner_unit: str | None
    reasons: str | None
    routes: list[RouteView]
    referrals: list[UUID]
