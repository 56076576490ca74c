"""Terms in the words of a statute, in both languages."""

from typing import Final

from app.calendars.terms import Unit
from app.core.languages import Text
from app.deadlines.schemas import TermShown

_DIGITS: Final = "〇一二三四五六七八九"
_RANKS: Final = ("", "十", "百", "千", "万")


def term(amount: int, unit: str) -> Text:
    """A length of time, such as 五个工作日 and 5 working days."""
    of = Unit(unit)
    # Chinese counts two of something with a word of its own.
    number = "两" if amount == 2 and of.zh.startswith("个") else numeral(amount)
    return Text(f"{number}{of.zh}", f"{amount} {of.en if amount > 1 else of.en.removesuffix('s')}")


def shown(amount: int, unit: str) -> TermShown:
    return TermShown(amount=amount, unit=Unit(unit), **term(amount, unit)._asdict())


def numeral(number: int) -> str:
    """A whole number up to 99999 as statutes write it."""
    written = ""
    digits = [int(digit) for digit in str(number)]
    for rank, digit in zip(reversed(range(len(digits))), digits, strict=True):
        if digit:
            written += _DIGITS[digit] + _RANKS[rank]
        elif not written.endswith(_DIGITS[0]):
            written += _DIGITS[0]
    written = written.rstrip(_DIGITS[0])
    return written.removeprefix("一") if written.startswith("一十") else written
