"""Calendar feeds: made, listed and revoked by the unit whose deadlines they show."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, String, Uuid, bindparam, func, select

from app.auth import policy
from app.core import database
from app.core.database import rows, table_of
from app.core.sealing import Sealer
from app.timekeeping.deadline_feed_errors import DeadlineFeedNotFound, TooManyDeadlineFeeds
from app.timekeeping.deadline_feed_models import DeadlineFeed
from app.timekeeping.deadline_feed_schemas import (
    DeadlineFeedBody,
    DeadlineFeedGrant,
    DeadlineFeedPage,
    DeadlineFeedView,
)
from app.work import Work

FEED: Final = table_of(DeadlineFeed)

PATH: Final = "/v1/deadlines.ics"
MOST_FEEDS: Final = 100
"""Of one unit."""

_TOKEN: Final = re.compile(r"dlf_[A-Za-z0-9_-]{43}")
_OWN: Final[tuple[ColumnElement[bool], ...]] = (
    FEED.c.agency == bindparam("agency", type_=String),
    FEED.c.unit == bindparam("unit", type_=String),
    FEED.c.revoked_at.is_(None),
)
_ID: Final = bindparam("id", type_=Uuid)
_ALL: Final = select(*FEED.columns).where(*_OWN).order_by(FEED.c.id)
_ONE: Final = select(*FEED.columns).where(*_OWN, FEED.c.id == _ID)
_LOCKED: Final = _ONE.with_for_update()
_COUNT: Final = select(func.count()).select_from(FEED).where(*_OWN)
_MAKE: Final = database.insertion(DeadlineFeed)
_REVOKE: Final = database.together(database.altering(DeadlineFeed))


def digest_of(token: str) -> str | None:
    """All that is kept of a token: it holds 256 random bits, so a digest gives nothing away.

    None for what cannot be a token.
    """
    if _TOKEN.fullmatch(token) is None:
        return None
    return hashlib.sha256(token.encode()).hexdigest()


async def make(work: Work, sealer: Sealer, body: DeadlineFeedBody) -> DeadlineFeedGrant:
    """Make a feed of the actor's unit; the token in the answer is still sealed.

    Answers are stored under their keys, and none of what is stored may show a token.
    """
    await work.admit()
    count = await database.run(work.connection, _COUNT, _own(work))
    if count.scalar_one() >= MOST_FEEDS:
        raise TooManyDeadlineFeeds(limit=MOST_FEEDS)
    token, id_ = f"dlf_{secrets.token_urlsafe(32)}", work.new_id()
    lifetime = body.lifetime_days and timedelta(days=body.lifetime_days)
    row = {
        "id": id_,
        **_own(work),
        "client_id": work.actor.client_id,
        "label": body.label,
        "digest": digest_of(token),
        "version": 1,
        "created_at": work.now,
        "expires_at": work.now + lifetime if lifetime else None,
        "revoked_at": None,
    }
    await database.run(work.connection, _MAKE, {"deadline_feed": rows([row])})
    sealed = sealer.seal(token.encode(), _place(id_))
    return DeadlineFeedGrant.model_validate({**row, "token": sealed, "path": PATH})


def opened(sealer: Sealer, grant: DeadlineFeedGrant) -> DeadlineFeedGrant:
    """The grant with its token as the subscriber needs it."""
    token = sealer.open(grant.token, _place(grant.id)).decode()
    return grant.model_copy(update={"token": token, "path": f"{PATH}?token={token}"})


async def page(work: Work) -> DeadlineFeedPage:
    policy.authorize(work.actor, work.permission)
    found = await database.find_all(work.connection, _ALL, _own(work), DeadlineFeed)
    views = [DeadlineFeedView.model_validate(feed) for feed in found]
    return DeadlineFeedPage(items=views, next_cursor=None)


async def read(work: Work, feed_id: UUID) -> tuple[DeadlineFeedView, int]:
    """One feed of the actor's unit with its version; every other does not exist."""
    parameters = {**_own(work), "id": feed_id}
    feed = await database.find(work.connection, _ONE, parameters, DeadlineFeed)
    if feed is None:
        raise DeadlineFeedNotFound
    policy.authorize(work.actor, work.permission)
    return DeadlineFeedView.model_validate(feed), feed.version


async def revoke(work: Work, feed_id: UUID) -> DeadlineFeedView:
    """Let the token open nothing from now on."""
    parameters = {**_own(work), "id": feed_id}
    feed = await database.find(work.connection, _LOCKED, parameters, DeadlineFeed)
    if feed is None:
        raise DeadlineFeedNotFound
    await work.admit(version=feed.version)
    changes = {"version": feed.version + 1, "revoked_at": work.now}
    changed = database.dump_json({"id": feed_id, **changes})
    await database.run(work.connection, _REVOKE, {"changed_deadline_feed": changed})
    return DeadlineFeedView.model_validate({**database.values(feed), **changes})


def _own(work: Work) -> dict[str, object]:
    return {"agency": work.actor.agency, "unit": work.actor.unit}


def _place(feed_id: UUID) -> str:
    return f"deadline_feed|token|{feed_id}"
