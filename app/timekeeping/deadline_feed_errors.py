"""What can be wrong with a calendar feed of deadlines."""

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


@published
class DeadlineFeedNotFound(DomainError):
    """One answer for what never was, was revoked, has run out, or belongs to others."""

    kind = ErrorKind.NOT_FOUND
    code = "deadline-feed-not-found"
    title = Text("没有这个期限日历订阅", "No such deadline feed")
    advice = Text(
        "请核对地址；订阅可能已被撤销或到期，请向本机关索取新的订阅地址。",
        "Check the address; the feed may have been revoked or have run out: have a new one made.",
    )


@published
class TooManyDeadlineFeeds(DomainError):
    """409; carries `limit`."""

    kind = ErrorKind.CONFLICT
    code = "too-many-deadline-feeds"
    title = Text("期限日历订阅过多", "Too many deadline feeds")
    advice = Text(
        "请先撤销不再使用的订阅。",
        "Revoke feeds that are no longer used first.",
    )
