"""The ids of the objects that examples speak of, and how an example is written.

Whoever makes a demonstration makes these objects: one number for each story, the same for the case
and for the work on it. What is made together with an object has an id a little further on.
"""

from typing import Any, Final

Example = dict[str, Any]
"""`path`, `query`, `if_match` and `body`; and who sends it: `agency`, `unit` and `role`."""

CASE: Final = 1
REFERRAL: Final = 2
EVIDENCE_REQUEST: Final = 3
WEBHOOK_ENDPOINT: Final = 4
FACT: Final = 5
DEADLINE_FEED: Final = 6

WORKER, CLAIM, LEAD, PARTY, DEADLINE = 1, 2, 3, 4, 8
"""How far from the id of the example case those of its parts are."""

UNION: Final = "310120-union"
PROCURATORATE: Final = "310120-procuratorate"


def object_id(kind: int, number: int, further: int = 0) -> str:
    return f"0198{kind:04x}-0000-7000-8000-{number:04x}{further:08x}"


def example(agency: str, role: str, **parts: object) -> Example:
    return {"agency": agency, "role": role, "unit": None, **parts}


def fact(number: int) -> dict[str, str]:
    """The path of a procedural fact."""
    return {"case_id": object_id(CASE, number), "fact_id": object_id(FACT, number)}


def clock_of_fact(number: int) -> dict[str, str]:
    """The path of the clock that a procedural fact started: it was made right after the fact."""
    return {"deadline_id": object_id(FACT, number, 1)}


def case(number: int, **parts: int) -> dict[str, str]:
    """The path of a case, or of some parts of it."""
    further = {name: object_id(CASE, number, distance) for name, distance in parts.items()}
    return {"case_id": object_id(CASE, number), **further}


def referral(number: int) -> dict[str, str]:
    return {"referral_id": object_id(REFERRAL, number)}
