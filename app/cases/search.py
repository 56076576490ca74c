"""What a case is found by: numbers, employer and project, never a person."""

from typing import Annotated, Final
from unicodedata import normalize

from pydantic import AfterValidator, Field
from sqlalchemy import ColumnElement, and_, func

from app.cases.models import Case
from app.core.database import table_of
from app.core.field_codes import TOO_SHORT, refusal
from app.core.fields import ShortText

SHORTEST: Final = 2
"""Characters of the shortest search: the index holds every two that stand side by side."""

_TEXT: Final = table_of(Case).c.search_text


def search_text(*parts: str | None) -> str:
    """One normalised line: full-width forms folded, lower case, parts kept apart."""
    return "\n".join(folded(part) for part in parts if part)


def folded(text: str) -> str:
    return normalize("NFKC", text).casefold()


def searched(text: str) -> str:
    """What a caller looks for, folded; folding may join two characters into one."""
    wanted = folded(text)
    if len(wanted) < SHORTEST:
        raise refusal(TOO_SHORT)
    return wanted


SearchText = Annotated[ShortText, Field(min_length=SHORTEST), AfterValidator(searched)]
"""The `q` of a list."""

WHERE_IT_LOOKS: Final = (
    "案件编号、外部编号、用人单位或项目名称中的连续文字，至少两个字。\n\n"
    "Two characters or more that stand together in the case number, an outside number, the "
    "employer or the project."
)


def containing(wanted: str | ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a case holds these characters in this order, each of them literally."""
    return and_(
        func.bigram(_TEXT).op("@>")(func.bigram(wanted)),
        func.strpos(_TEXT, wanted) > 0,
    )
