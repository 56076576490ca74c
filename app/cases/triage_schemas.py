"""What the members of a station say to each other in a joint triage."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from app.agencies.powers import Purpose
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

AgencyId = Annotated[str, Field(pattern=r"^[0-9]{6}-[a-z_]{2,40}$", max_length=47)]


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
    """What the station's lead decides; every route becomes a referral at once."""

    routes: Routes
    reasons: LongText
    owner: AgencyId | None = None


class RouteView(View):
    to_agency: str
    purpose: Purpose
    asked_action: str


class PositionView(View):
    agency: str
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
    members: list[str]
    opened_at: ShownAt
    silence_counts_at: ShownAt
    positions: list[PositionView]
    silent: list[str]
    decided_at: ShownAt | None
    decided_by: str | None
    owner: str | None
    reasons: str | None
    routes: list[RouteView]
    referrals: list[UUID]
