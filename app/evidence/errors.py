"""What can be wrong with an evidence request beyond its lifecycle."""

from app.core.errors import DomainError, ErrorKind, published
from app.core.languages import Text


@published
class EvidenceRequestNotFound(DomainError):
    kind = ErrorKind.NOT_FOUND
    code = "evidence-request-not-found"
    title = Text("没有这件取证请求", "No such evidence request")
    advice = Text(
        "请核对请求编号；与贵机关无关的请求与不存在的请求回答相同。",
        "Check the id; a request that does not concern your agency is answered like one that is "
        "not there.",
    )


@published
class AnswersIncomplete(DomainError):
    """422; `unanswered` lists the entries of the request that have no answer yet."""

    kind = ErrorKind.INVALID
    code = "answers-incomplete"
    title = Text("答复与请求不对应", "The answers do not match what was asked for")
    advice = Text(
        "请对请求中的每一项答复一次且仅一次；item_id 见请求的 items，尚未答复的见 unanswered。",
        "Answer every entry of the request exactly once; its items hold each item_id, and "
        "unanswered lists what is left.",
    )
