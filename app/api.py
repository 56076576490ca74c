"""The published routes, in the order of the document."""

from typing import Final

from app.agencies.routes import router as agencies
from app.calendars.routes import router as calendars
from app.cases.event_routes import router as events
from app.cases.routes import router as cases
from app.deadlines.calculation_routes import router as calculations
from app.deadlines.rule_routes import router as deadline_rules
from app.evidence.routes import router as evidence
from app.meta.routes import router as meta
from app.referrals.move_routes import router as moves
from app.referrals.routes import router as referrals
from app.referrals.triage_routes import router as triage
from app.timekeeping.calendar_routes import router as calendar_imports
from app.timekeeping.deadline_feed_routes import public as deadline_calendar
from app.timekeeping.deadline_feed_routes import router as deadline_feeds
from app.timekeeping.deadline_move_routes import router as deadline_moves
from app.timekeeping.deadline_routes import router as deadlines
from app.timekeeping.procedure_routes import router as procedure
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
    deadline_moves,
    procedure,
    deadline_feeds,
    deadline_calendar,
    deadline_rules,
    calculations,
    calendars,
    calendar_imports,
    agencies,
    meta,
    webhooks,
)
"""What is asked for most often stands first."""
