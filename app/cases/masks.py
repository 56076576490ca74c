"""How personal numbers are shown: enough to recognise one that is known, too little to learn it."""


def identity_number(number: str | None) -> str | None:
    """The first six (where it was issued) and the last four; a short number keeps its last two."""
    if number is None:
        return None
    if len(number) < 15:
        return "*" * (len(number) - 2) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def phone(number: str | None) -> str | None:
    """The first three and the last four digits."""
    if number is None:
        return None
    return number[:3] + "*" * max(len(number) - 7, 4) + number[-4:]
