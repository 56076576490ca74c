"""What can be wrong with reading a deadline."""

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


@published
class DeadlineNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "deadline-not-found"
    title = Text("没有这个期限", "No such deadline")
    advice = Text(
        "请核对期限编号；与贵机关无关的期限与不存在的期限回答相同。",
        "Check the id; a deadline that does not concern your agency is answered like one that is "
        "not there.",
    )
