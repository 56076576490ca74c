"""What a case is found by: numbers, employer and project, never a person."""

from unicodedata import normalize


def search_text(*parts: str | None) -> str:
    """One normalised line: full-width forms folded, lower case, parts kept apart."""
    return "\n".join(folded(part) for part in parts if part)


def folded(text: str) -> str:
    return normalize("NFKC", text).casefold()
