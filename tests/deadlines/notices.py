"""Notices that nobody has issued yet, and their import."""

from typing import Any

import httpx

from tests.station import Desk


def festival(first: str, last: str, *make_up: str) -> dict[str, Any]:
    return {
        "zh": "元旦",
        "en": "New Year's Day",
        "off_from": first,
        "off_until": last,
        "make_up": list(make_up),
    }


def notice(year: int, *festivals: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Only some days of a year, beside which the other festivals stay computed."""
    return {
        "year": year,
        "source": f"国务院办公厅关于{year}年部分节假日安排的通知",
        "festivals": list(festivals),
        "is_complete": False,
        **changes,
    }


NEW_YEAR_2028 = notice(2028, festival("2028-01-01", "2028-01-05", "2028-01-08"))
"""Two days of rest more than the festival has by itself, one of them made up for on a Saturday."""


async def put(
    desk: Desk,
    body: dict[str, Any],
    *,
    path: str = "/calendars/310120/2028",
    etag: str | None = None,
    **headers: str,
) -> httpx.Response:
    """Import a notice with the ETag of the calendar, which is read first unless given."""
    if etag is None:
        etag = (await desk.get(path)).headers["etag"]
    return await desk.request("PUT", path, body, {"If-Match": etag, **headers})
