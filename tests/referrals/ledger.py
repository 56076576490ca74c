"""What the database says of one case: its counts, and what its referral rows add up to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_CASE = text(
    "SELECT status, handling_started_at, open_triages, open_referrals, unaccepted_referrals, "
    "held_referrals FROM case_file WHERE id = :case_id"
)
_ROWS = text(
    "SELECT status, is_held, sender, receiver, responsible FROM referral WHERE case_id = :case_id"
)
_EVENTS = text("SELECT type FROM journal_entry WHERE case_id = :case_id ORDER BY sequence")

ENDED = {"rejected", "withdrawn", "returned", "completed", "redirected"}
UNACCEPTED = {"sent", "received", "supplement_requested"}


@dataclass(frozen=True)
class Ledger:
    """The rows of one case as they stand in the test's own transaction."""

    connection: AsyncConnection
    case_id: str

    async def case(self) -> Any:
        return (await self.connection.execute(_CASE, {"case_id": UUID(self.case_id)})).one()

    async def counts(self) -> tuple[int, int, int]:
        """Open, unaccepted and held referrals by the counts of the case."""
        case = await self.case()
        return case.open_referrals, case.unaccepted_referrals, case.held_referrals

    async def rows(self) -> list[Any]:
        return list(await self.connection.execute(_ROWS, {"case_id": UUID(self.case_id)}))

    async def summed(self) -> tuple[int, int, int]:
        """The same three numbers, added up from the referral rows."""
        rows = await self.rows()
        return (
            sum(row.status not in ENDED for row in rows),
            sum(row.status in UNACCEPTED for row in rows),
            sum(row.is_held for row in rows),
        )

    async def events(self) -> list[str]:
        found = await self.connection.execute(_EVENTS, {"case_id": UUID(self.case_id)})
        return [row.type for row in found]
