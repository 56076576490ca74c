"""Which releases of PostgreSQL are sound: the service does not run on one with known holes."""

import logging
from typing import Final

from sqlalchemy import text

from app.core.database import Database

logger: Final = logging.getLogger(__name__)

FLOOR: Final = {15: 19, 16: 15, 17: 11, 18: 6}
"""The oldest sound minor release of each major one, of 13 August 2026; later ones are trusted."""

_NUMBER: Final = text("SELECT current_setting('server_version_num')::int")


async def check(db: Database, *, refuses: bool) -> None:
    """Refuse a server below the floor, or warn of it; `RuntimeError` says what to do."""
    async with db.begin() as connection:
        number = (await connection.execute(_NUMBER)).scalar_one()
    if is_sound(number):
        return
    told = _told(number)
    if refuses:
        raise RuntimeError(told)
    logger.warning("%s", told)


def is_sound(number: int) -> bool:
    """Whether this release, 150019 for 15.19, is at or above the floor of its major version."""
    major, minor = divmod(number, 10_000)
    return major >= min(FLOOR) and minor >= FLOOR.get(major, 0)


def _told(number: int) -> str:
    major, minor = divmod(number, 10_000)
    sound = ", ".join(f"{known}.{oldest}" for known, oldest in FLOOR.items())
    return (
        f"PostgreSQL {major}.{minor} has known security holes: bring it to {sound} or later. "
        "Where its supplier has closed them, LIANDONG_OLD_POSTGRES=warn lets it pass."
    )
