"""What every correction of facts has in common: it names at least one, and none of them is null."""

from typing import Any

from pydantic import ConfigDict, model_validator

from app.core.field_codes import field_code, refusal
from app.core.fields import Body

NOTHING_TO_CHANGE = field_code(
    "nothing-to-change", "请至少填写一项要更正的内容", "Name at least one fact to correct"
)


def left_out() -> Any:  # noqa: ANN401 - the default of a member that the type itself refuses
    """The default of a member of a correction: it may be missing, but it is never null."""
    return None


class Correction(Body):
    """The base of what a PATCH says; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _says_something(self) -> "Correction":
        if not self.model_fields_set:
            raise refusal(NOTHING_TO_CHANGE)
        return self

    def said(self) -> dict[str, Any]:
        """The facts that the caller named, with their new values."""
        return self.model_dump(exclude_unset=True)

    def named(self) -> list[str]:
        """The names of these facts, which an event may carry where it may not carry the values."""
        return sorted(self.model_fields_set)
