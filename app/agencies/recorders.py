"""Which kinds of agency may record a procedural fact: those that hold the procedure it is of."""

from app.agencies.kinds import Kind
from app.events.procedure import FACTS, FactKind

if unknown := {kind for fact in FACTS.values() for kind in fact.recorded_by} - {*Kind}:
    raise ValueError(f"No such kinds of agency: {sorted(unknown)}.")


def may_record(kind: str, fact: FactKind) -> bool:
    """Whether this kind of agency holds the procedure; what nobody holds, any member records."""
    holders = FACTS[fact].recorded_by
    return not holders or kind in holders
