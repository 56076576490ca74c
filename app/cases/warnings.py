"""What a caller is warned of without being refused."""

from app.cases.codes import IdentityKind
from app.core import identity_numbers
from app.core.fields import View
from app.core.languages import Code


class Caution(Code):
    """Something that is rarely right, but may be."""

    UNKNOWN_DIVISION = (
        "unknown-division",
        "公民身份号码开头的行政区划代码不在已知代码之列，请核对是否输错；旧代码可以使用",
        "The identity number begins with no known division; look for a typing error, though "
        "old codes exist",
    )


class WarningView(View):
    """One warning, with a JSON Pointer into the view that carries it."""

    code: Caution
    text_zh: str
    text_en: str
    pointer: str


def of_identity(kind: str | None, number: str | None) -> list[WarningView]:
    """Warn of a card number whose division never was; passports carry none."""
    if number is None or kind == IdentityKind.PASSPORT:
        return []
    if identity_numbers.known_division(number):
        return []
    return [_warning(Caution.UNKNOWN_DIVISION, "/identity_number")]


def _warning(caution: Caution, pointer: str) -> WarningView:
    return WarningView(code=caution, text_zh=caution.zh, text_en=caution.en, pointer=pointer)
