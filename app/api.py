"""The published routes, in the order of the document."""

from typing import Final

from app.agencies.routes import router as agencies
from app.cases.deadline_routes import router as deadlines
from app.cases.event_routes import router as events
from app.cases.routes import router as cases
from app.evidence.routes import router as evidence
from app.meta.routes import router as meta
from app.referrals.move_routes import router as moves
from app.referrals.routes import router as referrals
from app.referrals.triage_routes import router as triage
from app.webhooks.routes import router as webhooks

PREFIX: Final = "/v1"

ROUTERS: Final = (
    referrals,
    moves,
    cases,
    triage,
    events,
    evidence,
    deadlines,
    agencies,
    meta,
    webhooks,
)
"""What is asked for most often stands first."""
