"""The few kinds of column that tables of several packages share."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, DateTime, ForeignKey, String

from app.core.languages import Code


def one_of(column: str, codes: type[Code]) -> CheckConstraint:
    """A checked text column: a new state is an ordinary migration."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def status_text() -> Column[str]:
    return Column(String, nullable=False)


def instant(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


def fen(*, nullable: bool = False) -> Column[int]:
    return Column(BigInteger, nullable=nullable)


def texts() -> Column[list[str]]:
    return Column(ARRAY(String), nullable=False)


def case_key() -> Column[UUID]:
    """The case that a row belongs to; a name, so that no table imports a higher package."""
    return Column(ForeignKey("case_file.id"), nullable=False, index=True)
