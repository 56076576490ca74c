"""Every table of the service in one import, for migrations."""

from app.agencies import models as agencies
from app.auth import clients
from app.cases import models as cases
from app.cases import triage_models as triages
from app.core import deployment, idempotency
from app.deadlines import models as deadlines
from app.events import models as events
from app.evidence import models as evidence
from app.referrals import models as referrals
from app.webhooks import models as webhooks

MODULES = (
    agencies,
    cases,
    clients,
    deadlines,
    deployment,
    events,
    evidence,
    idempotency,
    referrals,
    triages,
    webhooks,
)
