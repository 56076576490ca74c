"""The check characters of identity numbers (GB 11643) and social credit codes (GB 32100).

The library's own `validate` is not used: it refuses people whose division is not on its list for
the year of their birth, and bodies whose registering authority is a letter.
"""

from datetime import date
from typing import Final

from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from app.core import field_codes as codes

_TAIWAN: Final = "830000"
"""The division in residence permits of people from Taiwan, which the library's list lacks."""


def checked_resident_id(written: str) -> str:
    """The eighteen characters with a capital X, if they agree and the birth date exists."""
    number = written.upper()
    if ric.calc_check_digit(number) != number[-1]:
        raise codes.refusal(codes.ID_NUMBER_CHECKSUM)
    try:
        birth_date(number)
    except InvalidComponent:
        raise codes.refusal(codes.ID_NUMBER_DATE) from None
    return number


def birth_date(resident_id: str) -> date:
    """The birth date within a valid number; whether it has come yet is the caller's to say."""
    return ric.get_birth_date(resident_id)


def known_division(resident_id: str) -> bool:
    """Whether the number begins with a division that exists or once did; if not, only warn."""
    division = resident_id[:6]
    parts = numdb.get("cn/loc").info(division)
    return division == _TAIWAN or any("county" in properties for _, properties in parts)


def checked_credit_code(code: str) -> str:
    if uscc.calc_check_digit(code) != code[-1]:
        raise codes.refusal(codes.CREDIT_CODE_CHECKSUM)
    return code
