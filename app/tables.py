"""Every table of the service in one import, for migrations."""

from app.agencies import models as agencies
from app.auth import clients
from app.calendars import models as calendars
from app.cases import models as cases
from app.cases import triage_models as triages
from app.core import deployment, idempotency
from app.deadlines import models as deadlines
from app.events import models as events
from app.evidence import models as evidence
from app.referrals import models as referrals
from app.timekeeping import deadline_feed_models as deadline_feeds
from app.webhooks import models as webhooks

MODULES = (
    agencies,
    calendars,
    cases,
    clients,
    deadline_feeds,
    deadlines,
    deployment,
    events,
    evidence,
    idempotency,
    referrals,
    triages,
    webhooks,
)
