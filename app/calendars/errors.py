"""What a caller is told of calendars that there are not."""

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


@published
class NoSuchCalendar(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "calendar-not-found"
    title = Text("没有该区划的日历", "No calendar for this division")
    advice = Text(
        "请使用 CN 或内地县级以上区划的 6 位代码。",
        "Use CN or the six digits of a county or a division above it on the mainland.",
    )


@published
class OtherYear(DomainError):
    kind = ErrorKind.INVALID
    code = "calendar-of-another-year"
    title = Text("通知属于其他年度", "The notice is for another year")
    advice = Text(
        "通知的 year 须与地址中的年度一致；未作任何改动。",
        "The year of the notice is that of the address; nothing was changed.",
    )
