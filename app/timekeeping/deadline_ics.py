"""The running deadlines of a unit as a calendar (RFC 5545): case number and rule, never a name."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event
from sqlalchemy import DateTime, Integer, String, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.agencies.directory import Directory
from app.auth.clients import Registry
from app.auth.policy import POLICY, Permission
from app.cases import grants
from app.core import database
from app.core.database import table_of
from app.deadlines.catalogue import Catalogue
from app.deadlines.lifecycle import DeadlineStatus
from app.deadlines.queries import DEADLINE
from app.events.models import JournalEntry
from app.timekeeping import deadline_feeds
from app.timekeeping.deadline_feed_errors import DeadlineFeedNotFound
from app.timekeeping.deadline_feed_models import DeadlineFeed
from app.timekeeping.deadline_feeds import FEED
from app.timekeeping.deadlines import CASE_NUMBER

BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=400)
MOST_EVENTS: Final = 2_000
"""What a calendar shows: what ran out lately and what is to come, the soonest due first."""

REFRESH: Final = timedelta(hours=1)
"""How long a calendar program may keep what it has read."""

_ENTRY: Final = table_of(JournalEntry)
_LIVE: Final = select(*FEED.columns).where(
    FEED.c.digest == bindparam("digest", type_=String), FEED.c.revoked_at.is_(None)
)
_INSTANT: Final = DateTime(timezone=True)
_CLOCKS: Final = (
    select(
        DEADLINE.c.id,
        DEADLINE.c.version,
        DEADLINE.c.rule_code,
        DEADLINE.c.starts_at,
        DEADLINE.c.due_on,
        DEADLINE.c.is_provisional,
        CASE_NUMBER,
        select(_ENTRY.c.occurred_at)
        .where(_ENTRY.c.id == DEADLINE.c.changed_by)
        .scalar_subquery()
        .label("changed_at"),
    )
    .where(
        DEADLINE.c.responsible == bindparam("viewer_agency", type_=String),
        DEADLINE.c.status == DeadlineStatus.RUNNING,
        DEADLINE.c.due_at > bindparam("due_from", type_=_INSTANT),
        DEADLINE.c.due_at <= bindparam("due_before", type_=_INSTANT),
        grants.seen_each(DEADLINE.c.case_id, DEADLINE.c.piece_id),
    )
    .order_by(DEADLINE.c.due_at, DEADLINE.c.id)
    .limit(bindparam("limit", type_=Integer))
)


async def feed_of(
    connection: AsyncConnection, token: str, registry: Registry, directory: Directory, now: datetime
) -> DeadlineFeed:
    """The living feed that the token opens, or the one answer for all that opens nothing."""
    digest = deadline_feeds.digest_of(token)
    if digest is None:
        raise DeadlineFeedNotFound
    feed = await database.find(connection, _LIVE, {"digest": digest}, DeadlineFeed)
    if feed is None or (feed.expires_at is not None and feed.expires_at <= now):
        raise DeadlineFeedNotFound
    if not (_is_lent(feed, registry) and _is_member(feed, directory)):
        raise DeadlineFeedNotFound
    return feed


async def clocks(connection: AsyncConnection, feed: DeadlineFeed, now: datetime) -> Sequence[Any]:
    """What the feed shows: the clocks that its agency must see to, as far as its unit sees them."""
    parameters = {
        "viewer_agency": feed.agency,
        "viewer_unit": feed.unit,
        "viewed_at": now,
        "due_from": now - BACK,
        "due_before": now + AHEAD,
        "limit": MOST_EVENTS,
    }
    return await database.find_all(connection, _CLOCKS, parameters, object)


def etag(feed: DeadlineFeed, shown: Sequence[Any], rules: Catalogue) -> str:
    """The tag of a calendar before it is written, so that an unchanged one never is."""
    said = [feed.label, *(f"{tuple(clock)} {_words(clock, rules)}" for clock in shown)]
    return f'"{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:32]}"'


def written(feed: DeadlineFeed, shown: Sequence[Any], rules: Catalogue) -> bytes:
    calendar = Calendar({
        "prodid": "-//Liandong//Deadlines//ZH",
        "version": "2.0",
        "calscale": "GREGORIAN",
        "name": feed.label,
        "x-wr-calname": feed.label,
        "x-wr-timezone": "Asia/Shanghai",
        "x-published-ttl": f"PT{REFRESH.seconds // 3600}H",
    })
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for clock in shown:
        calendar.add_component(_event(clock, rules))
    text: bytes = calendar.to_ical()
    return text


def _event(clock: Any, rules: Catalogue) -> Event:  # noqa: ANN401 - a row of `_CLOCKS`
    """An event of the whole day on which the time runs out, which blocks no time."""
    summary, description = _words(clock, rules)
    event = Event()
    event.add("uid", f"{clock.id}@deadlines.liandong")
    event.add("sequence", clock.version)
    event.add("dtstamp", clock.changed_at)
    event.add("last-modified", clock.changed_at)
    event.add("dtstart", clock.due_on)
    event.add("dtend", clock.due_on + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", description)
    event.add("status", "TENTATIVE" if clock.is_provisional else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _words(clock: Any, rules: Catalogue) -> tuple[str, str]:  # noqa: ANN401 - a row of `_CLOCKS`
    rule = rules.rule_of_clock(clock.rule_code, clock.starts_at)
    basis = filter(None, [rule.code, rule.source, rule.article])
    return f"{clock.case_number} · {rule.zh} / {rule.en}", "\n".join(basis)


def _is_lent(feed: DeadlineFeed, registry: Registry) -> bool:
    """Whether the client that made the feed may itself still read the deadlines of that unit."""
    client = registry.get(feed.client_id)
    return (
        client is not None
        and client.is_active
        and client.agency == feed.agency
        and feed.unit in client.units
        and POLICY[Permission.READ_DEADLINES].scope in client.scopes
    )


def _is_member(feed: DeadlineFeed, directory: Directory) -> bool:
    agency = directory.agencies.get(feed.agency)
    return agency is not None and agency.is_active
