"""What can be wrong with reading or moving a deadline."""

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


@published
class NotPausable(DomainError):
    kind = ErrorKind.INVALID
    code = "deadline-not-pausable"
    title = Text("该期限不得中止", "This deadline may not pause")
    advice = Text(
        "该规则没有中止的法定事由；请查看规则的 suspension。",
        "The rule knows no ground on which its time may pause; see its suspension.",
    )


@published
class NotExtendable(DomainError):
    kind = ErrorKind.INVALID
    code = "deadline-not-extendable"
    title = Text("该期限不得延长", "This deadline may not be extended")
    advice = Text(
        "该规则没有延长的规定；请查看规则的 extension。",
        "The rule knows no extension; see its extension.",
    )


@published
class WrongApprover(DomainError):
    """422; `approver` is whose consent the law asks for."""

    kind = ErrorKind.INVALID
    code = "wrong-approver"
    title = Text("批准主体不符", "Approved by the wrong organ")
    advice = Text(
        "请由 approver 所列主体批准后再办理延长。",
        "Have the extension approved by whom approver names.",
    )


@published
class ExtensionTooLong(DomainError):
    """422; `most` of `unit` is what the law allows at a time."""

    kind = ErrorKind.INVALID
    code = "extension-too-long"
    title = Text("延长超过法定上限", "Longer than the law allows")
    advice = Text("延长不得超过 most 所列数量。", "Extend by at most the amount in most.")


@published
class ExtensionUsed(DomainError):
    """409; `times` is how often the law allows it."""

    kind = ErrorKind.CONFLICT
    code = "extension-used"
    title = Text("延长次数已用尽", "Every allowed extension is used")
    advice = Text(
        "该期限已按规则所允许的次数延长，请在期限内办结。",
        "The deadline was extended as often as its rule allows; act within it.",
    )


@published
class TimeRunOut(DomainError):
    kind = ErrorKind.CONFLICT
    code = "time-run-out"
    title = Text("期限已经届满", "The time has run out")
    advice = Text(
        "期限届满后不得再中止或延长；请办结该事项，超期情况将如实记录。",
        "What has run out is neither paused nor extended; finish the matter, the delay is on "
        "record.",
    )


@published
class DayOutOfPlace(DomainError):
    kind = ErrorKind.INVALID
    code = "day-out-of-place"
    title = Text("日期不在允许的范围内", "The day is out of place")
    advice = Text(
        "日期不得晚于今天，也不得早于期限的起算日或最近一次中止、恢复之日。",
        "The day lies neither after today nor before the start of the clock or its last pause.",
    )
