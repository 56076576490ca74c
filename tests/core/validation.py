"""One value against one type: what it becomes, or that it is refused."""

from pydantic import TypeAdapter, ValidationError

NOT_TEXT = [None, 0, 1, 1.0, True, [], ["a"], {}, {"a": 1}]


def value_of(kind: object, written: object) -> object:
    return TypeAdapter(kind).validate_python(written)


def is_refused(kind: object, written: object) -> bool:
    try:
        value_of(kind, written)
    except ValidationError:
        return True
    return False
