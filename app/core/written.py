"""How a member that JSON knows only as text is read: by one pattern, which is also published."""

import re
from collections.abc import Callable

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from app.core.field_codes import refusal


class Written:
    """An annotation: the pattern, the code of its breach, and what makes a value of the text.

    `read` may raise `ValueError`, which is the same breach.
    """

    def __init__(
        self, pattern: str, code: str, read: Callable[[str], object] = str, **schema: str
    ) -> None:
        self._pattern = re.compile(pattern)
        self._code = code
        self._read = read
        self._schema = {**schema, "pattern": pattern}

    def __get_pydantic_core_schema__(
        self, source: type[object], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Text is measured first, so that no pattern sees more of it than the longest allowed."""
        if source is str:
            return core_schema.no_info_after_validator_function(self._value, handler(source))
        return core_schema.no_info_before_validator_function(self._value, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), **self._schema}

    def _value(self, written: object) -> object:
        if not isinstance(written, str) or self._pattern.fullmatch(written) is None:
            raise refusal(self._code)
        try:
            return self._read(written)
        except ValueError:
            raise refusal(self._code) from None
