"""The two languages of every text that a person reads: zh-CN first, English on request."""

from enum import StrEnum
from typing import NamedTuple, Self


class Language(StrEnum):
    CHINESE = "zh-CN"
    ENGLISH = "en"


class Text(NamedTuple):
    """One text in both languages."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        return self.en if language is Language.ENGLISH else self.zh


class Code(StrEnum):
    """A closed list of values with their names in both languages; the value never changes."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


def preferred(accept_language: str | None) -> Language:
    """The caller's language by `Accept-Language`; Chinese unless English is wanted more."""
    best, language = 0.0, Language.CHINESE
    for part in (accept_language or "").lower().split(",")[:8]:
        tag, _, quality = part.strip().partition(";q=")
        candidate = _LANGUAGES.get(tag.split("-", 1)[0])
        weight = _weight(quality)
        if candidate is not None and weight > best:
            best, language = weight, candidate
    return language


_LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
