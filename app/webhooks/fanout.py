"""From events to deliveries: one for each endpoint that may see the event and asked for it."""

from datetime import datetime
from typing import Final

from sqlalchemy import text

from app.auth.actor import WHOLE_AGENCY
from app.core import database
from app.core.database import Database

# Of the instant and of chance, as UUIDv7 has it, for servers that cannot make one themselves.
_NEW_ID: Final = """
    CAST(encode(set_bit(set_bit(overlay(
        uuid_send(gen_random_uuid())
        PLACING substring(int8send(
            CAST(floor(extract(epoch FROM CAST(:now AS timestamptz)) * 1000) AS bigint)
        ) FROM 3)
        FROM 1 FOR 6
    ), 52, 1), 53, 1), 'hex') AS uuid)
"""

# The grants decide as they do for a reader of the feed, at the instant of the fan-out. Several of
# them may cover one event; the second delivery that they would make is the conflict. What is about
# no case happened to a station, and every member hears of it.
_FAN_OUT: Final = text(
    f"""
    WITH claimed AS MATERIALIZED (
        SELECT entry_id FROM outbox ORDER BY entry_id LIMIT :limit FOR UPDATE SKIP LOCKED
    ), taken AS (
        DELETE FROM outbox USING claimed
        WHERE outbox.entry_id = claimed.entry_id
        RETURNING outbox.entry_id
    ), addressed AS (
        INSERT INTO webhook_delivery (
            id, entry_id, endpoint_id, status, attempts, next_attempt_at, created_at
        )
        SELECT {_NEW_ID}, entry.id, endpoint.id, 'pending', 0, :now, :now
        FROM taken
        JOIN journal_entry AS entry ON entry.id = taken.entry_id
        CROSS JOIN LATERAL (
            SELECT agency, unit FROM access_grant
            WHERE case_id = entry.case_id AND (valid_until IS NULL OR valid_until > :now)
                AND (
                    (piece_id IS NULL AND standing <> 'participant')
                    OR entry.piece_id IS NULL
                    OR piece_id = entry.piece_id
                )
            UNION ALL
            SELECT id, :whole_agency FROM agency
            WHERE entry.case_id IS NULL AND entry.stream = division || '-station'
        ) AS seen
        JOIN webhook_endpoint AS endpoint
            ON endpoint.agency = seen.agency
            AND seen.unit IN (:whole_agency, endpoint.unit)
            AND endpoint.status = 'enabled'
            AND (endpoint.event_types = '{{}}' OR entry.type = ANY (endpoint.event_types))
        ON CONFLICT (entry_id, endpoint_id) DO NOTHING
    )
    SELECT count(*) FROM taken
    """  # noqa: S608
)


async def fan_out(db: Database, now: datetime, limit: int) -> int:
    """Turn up to `limit` events into deliveries, all in one transaction; how many events."""
    parameters = {"now": now, "limit": limit, "whole_agency": WHOLE_AGENCY}
    async with db.begin() as connection:
        result = await database.run(connection, _FAN_OUT, parameters)
        return int(result.scalar_one())
