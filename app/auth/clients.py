"""Registered clients: what we ourselves know of a caller, which its token can only narrow."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import select
from sqlmodel import Field

from app.auth.actor import WHOLE_AGENCY, Actor, Role
from app.auth.tokens import Claims
from app.core import database
from app.core.columns import texts
from app.core.database import Database, Record, table_of
from app.core.errors import Unauthenticated


class Client(Record, table=True):
    """A system or portal of one agency, with the most that its tokens may ever carry."""

    client_id: str = Field(primary_key=True)
    agency: str = Field(index=True)
    issuer: str
    name: str
    units: list[str] = Field(sa_column=texts())
    roles: list[str] = Field(sa_column=texts())
    scopes: list[str] = Field(sa_column=texts())
    clearance: int
    is_active: bool


Registry = Mapping[str, Client]

_ALL = select(*table_of(Client).columns)


def loader(db: Database) -> Callable[[], Awaitable[Registry]]:
    """How a snapshot reads all clients; there are a few for each agency."""

    async def load() -> Registry:
        async with db.begin() as connection:
            clients = await database.find_all(connection, _ALL, {}, Client)
        return {client.client_id: client for client in clients}

    return load


def actor_of(claims: Claims, registry: Registry) -> Actor:
    """The actor behind verified claims, or `Unauthenticated` where they exceed the registration.

    A token cannot promote itself: agency, unit, role and issuer must be the registered ones, and
    only scopes that both name count.
    """
    client = registry.get(claims.client_id)
    unit = claims.unit or WHOLE_AGENCY
    if (
        client is None
        or not client.is_active
        or client.issuer != claims.issuer
        or client.agency != claims.agency
        or unit not in client.units
        or claims.role not in client.roles
    ):
        raise Unauthenticated
    return Actor(
        agency=client.agency,
        unit=unit,
        role=Role(claims.role),
        scopes=claims.scopes & frozenset(client.scopes),
        client_id=client.client_id,
        subject=claims.subject,
        on_behalf_of=claims.actor,
    )
