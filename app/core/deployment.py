"""What kind of deployment a database belongs to; written once, it never changes."""

from sqlalchemy import text
from sqlmodel import Field

from app.core.database import Database, Record

_KIND = text("SELECT kind FROM deployment")


class Deployment(Record, table=True):
    """One row: `production` or `development`."""

    kind: str = Field(primary_key=True)


async def check(db: Database, environment: str) -> None:
    """Refuse to serve a database of the other kind, so that a setting alone cannot open it."""
    async with db.begin() as connection:
        kind = (await connection.execute(_KIND)).scalar_one()
    if kind != environment:
        raise RuntimeError(f"This is a {kind} database, and the environment is {environment}.")
