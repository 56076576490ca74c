"""What a safety copy holds, and whether a database holds the same."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel
from sqlalchemy import column, exists, func, pool, select, table, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.core.database import TransactionId
from app.core.languages import Text

_SNAPSHOT: Final = text("SELECT pg_export_snapshot()")
_REVISION: Final = text("SELECT version_num FROM alembic_version")
_SERVER: Final = text("SELECT current_setting('server_version')")
_TABLES: Final = text(
    """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
    """
)
_GRANTEES: Final = text(
    """
    SELECT DISTINCT pg_get_userbyid(given.grantee)::text AS grantee
    FROM pg_class, aclexplode(relacl) AS given
    WHERE relnamespace = 'public'::regnamespace AND given.grantee NOT IN (0, relowner)
    ORDER BY grantee
    """
)
_ROLES: Final = text("SELECT rolname FROM pg_roles")
_IS_OCCUPIED: Final = text(
    """
    SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
    """
)
_TRANSACTION_IDS: Final = text(
    """
    SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND atttypid = 'xid8'::regtype AND NOT attisdropped
    """
)
_THIS_TRANSACTION: Final = func.pg_current_xact_id(type_=TransactionId())


class Contents(BaseModel, extra="forbid", frozen=True):
    schema_revision: str
    server_version: str
    roles: tuple[str, ...]
    """Roles other than the owner that hold grants; a dump names them and cannot make them."""
    rows: dict[str, int]
    """The number of rows by table."""


class Manifest(BaseModel, extra="forbid", frozen=True):
    """The description that lies beside a dump."""

    format: Literal[1] = 1
    created_at: AwareDatetime
    dump_sha256: str
    dump_bytes: int
    contents: Contents


class CopyRefused(RuntimeError):
    """A copy cannot be made or taken back; the text says what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.text = Text(zh, en)


@asynccontextmanager
async def transaction(url: str) -> AsyncIterator[AsyncConnection]:
    """One snapshot without the time limits of requests."""
    engine = create_async_engine(url, poolclass=pool.NullPool, isolation_level="REPEATABLE READ")
    try:
        connection = await engine.connect()
    except (OSError, SQLAlchemyError) as error:
        raise CopyRefused(
            "无法连接数据库：请核对 LIANDONG_OWNER_DATABASE_URL。",
            "The database cannot be reached: check LIANDONG_OWNER_DATABASE_URL.",
        ) from error
    async with aclosing(connection), connection.begin():
        yield connection


async def exported_snapshot(connection: AsyncConnection) -> str:
    return str(await connection.scalar(_SNAPSHOT))


async def read(connection: AsyncConnection) -> Contents:
    rows = await _rows(connection)
    if "alembic_version" not in rows:
        raise CopyRefused(
            "该数据库尚未建立本系统的表，没有可备份的内容。",
            "This database was never migrated; there is nothing to copy.",
        )
    return Contents(
        schema_revision=str(await connection.scalar(_REVISION)),
        server_version=str(await connection.scalar(_SERVER)),
        roles=tuple(await connection.scalars(_GRANTEES)),
        rows=rows,
    )


async def require_room(url: str, contents: Contents) -> None:
    """Refuse a database that holds anything, or a server without the roles that the copy names."""
    async with transaction(url) as connection:
        is_occupied = await connection.scalar(_IS_OCCUPIED)
        missing = set(contents.roles).difference(await connection.scalars(_ROLES))
    if is_occupied:
        raise CopyRefused(
            "目标数据库不是空的；请恢复到新建的数据库。",
            "The database is not empty; restore into a newly created one.",
        )
    if missing:
        names = ", ".join(sorted(missing))
        raise CopyRefused(
            f"服务器上缺少角色 {names}；请先创建。",
            f"The server has no role {names}; create it first.",
        )


async def settle(url: str, contents: Contents) -> bool:
    """Compare a restored database with its manifest; whether the feed got new transaction ids.

    Transaction ids belong to a cluster, and those of a busier one lie in the future of a new one:
    the feed would hide old entries and put new ones before them. Such entries count as written by
    this transaction, in the order of their numbers.
    """
    async with transaction(url) as connection:
        is_reordered = await _settle_transaction_ids(connection)
        if await _rows(connection) != contents.rows:
            raise CopyRefused(
                "恢复后的行数与清单不符；请勿使用该数据库，改用另一份备份。",
                "The restored rows are not those of the manifest; do not use this database, "
                "and restore another copy.",
            )
        await connection.execute(text("ANALYZE"))
    return is_reordered


async def _settle_transaction_ids(connection: AsyncConnection) -> bool:
    places = (await connection.execute(_TRANSACTION_IDS)).all()
    return any([await _settle_column(connection, *place) for place in places])


async def _settle_column(connection: AsyncConnection, table_name: str, column_name: str) -> bool:
    ids = column(column_name, TransactionId())
    holder = table(table_name, ids)
    is_ahead = await connection.scalar(
        select(exists().select_from(holder).where(ids >= _THIS_TRANSACTION))
    )
    if not is_ahead:
        return False
    name = connection.dialect.identifier_preparer.quote(table_name)
    # Triggers keep the journal from being changed; only its owner can lay them aside.
    await connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
    await connection.execute(update(holder).values({column_name: _THIS_TRANSACTION}))
    await connection.execute(text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))
    return True


async def _rows(connection: AsyncConnection) -> dict[str, int]:
    names = (await connection.scalars(_TABLES)).all()
    return {name: await _count(connection, name) for name in names}


async def _count(connection: AsyncConnection, table_name: str) -> int:
    counting = select(func.count()).select_from(table(table_name))
    return int((await connection.execute(counting)).scalar_one())
