"""Many cases at once, written past the service: for what only shows in a large table."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# One case a second. The identifiers are in the order of time, as the service makes them.
_CASES = text(
    """
    INSERT INTO case_file (
        id, number, division, status, version, originator, originator_unit, owner, owner_unit,
        urgency, summary, is_anonymous, employer, search_text, first_received_at, registered_at,
        updated_at, workers, claims, open_claims, claimed_fen, paid_fen, open_triages,
        open_referrals, unaccepted_referrals, held_referrals, open_requests, accepted_routes,
        open_tracks
    )
    SELECT
        CAST('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') AS uuid),
        '310120-2026-9' || n, '310120', CASE WHEN n % 10 < 7 THEN 'closed' ELSE 'open' END, 1,
        '310120-union', '', '310120-union', '', 'normal', 'summary', false,
        '上海' || n % 500 || '建筑劳务有限公司',
        '310120-2026-9' || n || chr(10) || '上海' || n % 500 || '建筑劳务有限公司',
        registered_at, registered_at, registered_at, 1, 1, 1, 100, 0, 0, 0, 0, 0, 0, 0, 0
    FROM generate_series(1, :number) AS n,
        LATERAL (SELECT timestamptz '2026-01-01' + n * interval '1 second' AS registered_at) AS at
    """
)
_GRANTS = text(
    """
    INSERT INTO access_grant (id, case_id, agency, unit, standing, granted_at, granted_by)
    SELECT gen_random_uuid(), id, :agency, '', standing, registered_at, 'case.registered'
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM case_file) AS cases,
        unnest(ARRAY['originator', 'owner']) AS standing
    WHERE n % :every = 0
    """
)


async def cases(connection: AsyncConnection, number: int) -> None:
    await connection.execute(_CASES, {"number": number})


async def grants(connection: AsyncConnection, agency: str, every: int) -> None:
    """Open every so-manieth case to an agency."""
    await connection.execute(_GRANTS, {"agency": agency, "every": every})


async def settle(engine: AsyncEngine) -> None:
    """Let the planner know what was written, and the index take it in."""
    async with engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text("VACUUM (ANALYZE) case_file, access_grant"))
