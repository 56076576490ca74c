"""The published routes, in the order of the document."""

from fastapi import APIRouter

from app.agencies.routes import router as agencies
from app.cases.deadline_routes import router as deadlines
from app.core.routing import StrictRoute
from app.evidence.routes import router as evidence
from app.meta.routes import router as meta
from app.referrals.routes import router as referrals
from app.referrals.triage_routes import router as triage

PREFIX = "/v1"

router = APIRouter(prefix=PREFIX, route_class=StrictRoute)
for part in (referrals, triage, evidence, deadlines, agencies, meta):
    router.include_router(part)
